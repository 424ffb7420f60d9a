"""Navigation: each application lists its pages in its AppConfig as `navigation`; the shell puts them in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from django.apps import apps
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Section = Literal["policy", "subjects", "data"]
Label = str | Promise
SECTIONS: dict[Section, Label] = {"policy": _("政策"), "subjects": _("企业与园区"), "data": _("数据")}


@dataclass(frozen=True, slots=True)
class NavItem:
    """A page in the left navigation. `key`: what a view sets as `here` to mark the page as the current one.
    `phone`: also in the bottom bar, which has room for four."""

    key: str
    section: Section
    order: int
    label: Label
    url_name: str
    phone: bool = False

    @property
    def href(self) -> str:
        return reverse(self.url_name)


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of "where am I". `foreign`: a proper name shown in its own language."""

    label: Label
    href: str = ""
    foreign: bool = False


def items() -> list[NavItem]:
    """The pages of all applications, by section and order."""
    found = [item for config in apps.get_app_configs() for item in getattr(config, "navigation", ())]
    places = list(SECTIONS)
    return sorted(found, key=lambda item: (places.index(item.section), item.order))


def sections() -> Iterator[tuple[Label, list[NavItem]]]:
    """Sections that have pages, with their pages."""
    everything = items()
    for section, label in SECTIONS.items():
        if inside := [item for item in everything if item.section == section]:
            yield label, inside
