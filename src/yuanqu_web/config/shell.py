"""What every page needs round its content."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property

from django.http import HttpRequest
from django.urls import translate_url

from yuanqu.packs.model import Pack, Place
from yuanqu_web.ui.language import language
from yuanqu_web.ui.navigation import Label, NavItem, items, sections
from yuanqu_web.ui.preferences import Preferences, preferences_of


class Shell:
    """The frame of a page; each part is made only when the template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def preferences(self) -> Preferences:
        return preferences_of(self.request)

    @property
    def html_lang(self) -> str:
        return "en" if language() == "en" else "zh-Hans"

    @property
    def is_wall(self) -> bool:
        return self.request.GET.get("view") == "wall"

    @cached_property
    def sections(self) -> list[tuple[Label, list[NavItem]]]:
        return list(sections())

    @cached_property
    def phone_items(self) -> list[NavItem]:
        return [item for item in items() if item.phone][:4]

    @cached_property
    def pack(self) -> Pack | None:
        from yuanqu_web.policies.selectors import NoPack, current_pack

        try:
            return current_pack()
        except NoPack:
            return None

    @cached_property
    def as_of(self) -> date | None:
        from yuanqu_web.board.selectors import shown_date

        return shown_date(self.request) if self.pack else None

    @cached_property
    def places(self) -> list[Place]:
        return [place for place in self.pack.places.values() if place.kind != "city"] if self.pack else []

    @cached_property
    def place(self) -> Place | None:
        return self.pack.places.get(self.preferences.place) if self.pack else None

    @property
    def here(self) -> str:
        return self.request.get_full_path()

    @property
    def other_language(self) -> tuple[str, str]:
        """Address and name of this page in the other language."""
        if language() == "en":
            return translate_url(self.here, "zh-hans"), "中文"
        return translate_url(self.here, "en"), "English"


def shell(request: HttpRequest) -> Mapping[str, object]:
    return {"shell": Shell(request)}
