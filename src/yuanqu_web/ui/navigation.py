"""Navigation: each application lists its pages in its AppConfig as `navigation`; the shell puts them in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from django.apps import apps
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yuanqu.powers import Act, Actor, may

Section = Literal["policy", "subjects", "data", "people", "trust"]
Label = str | Promise
SECTIONS: dict[Section, Label] = {
    "policy": _("政策"),
    "subjects": _("企业与园区"),
    "data": _("数据"),
    "people": _("人员与权责"),
    "trust": _("信任"),
}


@dataclass(frozen=True, slots=True)
class NavItem:
    """A page in the left navigation. `key`: what a view sets as `here` to mark the page as the current one.
    `phone`: also in the bottom bar, which has room for four. `act`: shown to those who may do it; None: to all."""

    key: str
    section: Section
    order: int
    label: Label
    url_name: str
    phone: bool = False
    act: Act | None = None

    @property
    def href(self) -> str:
        return reverse(self.url_name)


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of "where am I". `foreign`: a proper name shown in its own language."""

    label: Label
    href: str = ""
    foreign: bool = False


def items(actor: Actor) -> list[NavItem]:
    """The pages of all applications that an actor may open, by section and order."""
    everything = [item for config in apps.get_app_configs() for item in getattr(config, "navigation", ())]
    found = [item for item in everything if item.act is None or may(actor, item.act).allowed]
    places = list(SECTIONS)
    return sorted(found, key=lambda item: (places.index(item.section), item.order))


def sections(actor: Actor) -> Iterator[tuple[Label, list[NavItem]]]:
    """Sections that have pages for an actor, with their pages."""
    everything = items(actor)
    for section, label in SECTIONS.items():
        if inside := [item for item in everything if item.section == section]:
            yield label, inside
