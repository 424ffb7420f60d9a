"""Enterprises in the search of the shell."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from yuanqu_web.accounts.access import scope_of
from yuanqu_web.registry.models import Origin
from yuanqu_web.registry.selectors import quick_search
from yuanqu_web.ui.search import Hit


def find(query: str, request: HttpRequest, *, limit: int) -> Iterator[Hit]:
    """Enterprises by name, code, pinyin or initials."""
    marks = {Origin.SAMPLE: _("示例企业"), Origin.PUBLISHED: _("公开报道点名企业")}
    for enterprise in quick_search(query, limit, scope_of(request)):
        yield Hit(
            kind=_("企业"),
            title=enterprise.name,
            href=reverse("registry:firm", args=[enterprise.id]),
            detail=f"{enterprise.code} · {marks[Origin(enterprise.origin)]}".strip(" ·"),
            foreign=True,
        )
