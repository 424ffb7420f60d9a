"""Search over firms, clauses and pages. An application offers hits by naming a function in its AppConfig:
`search_provider = "yuanqu_web.registry.search.find"`, called as find(query, request, limit=8). It offers only what the asker may see."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.apps import apps
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from yuanqu_web.ui.navigation import items


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer. `foreign`: the title is a Chinese proper name on an English page too."""

    kind: str | Promise
    title: str
    href: str
    detail: str = ""
    foreign: bool = False


class Provider(Protocol):
    def __call__(self, query: str, request: HttpRequest, *, limit: int) -> Iterable[Hit]: ...


def find(query: str, request: HttpRequest, *, limit: int = 8) -> list[Hit]:
    """Hits of every application, pages first. Full-width letters and digits are folded."""
    wanted = unicodedata.normalize("NFKC", query).strip()
    if not wanted:
        return []
    hits = list(_pages(wanted, request))
    for config in apps.get_app_configs():
        if path := getattr(config, "search_provider", ""):
            provider: Provider = import_string(path)
            hits.extend(list(provider(wanted, request, limit=limit))[:limit])
    return hits


def _pages(wanted: str, request: HttpRequest) -> Iterable[Hit]:
    for item in items(request.actor):  # type: ignore[attr-defined]
        label = str(item.label)
        if wanted.casefold() in label.casefold():
            yield Hit(kind=_("页面"), title=label, href=item.href)
