"""What every page needs round its content."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url

from yuanqu.packs.model import Pack, Place
from yuanqu.powers import Act, Actor, may
from yuanqu_web.accounts.access import actor_of
from yuanqu_web.accounts.demo import PERSONAS
from yuanqu_web.accounts.models import Seat, User
from yuanqu_web.accounts.wording import ROLE_DOES, ROLE_NAMES
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
    def actor(self) -> Actor:
        return actor_of(self.request)

    @cached_property
    def sections(self) -> list[tuple[Label, list[NavItem]]]:
        return list(sections(self.actor))

    @cached_property
    def phone_items(self) -> list[NavItem]:
        return [item for item in items(self.actor) if item.phone][:4]

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

    @cached_property
    def may(self) -> Mapping[str, bool]:
        """What the person may do, by the name of the act with an underscore: `shell.may.record_export`."""
        return {act.value.replace(".", "_"): may(self.actor, act).allowed for act in Act}

    @property
    def viewer(self) -> str:
        """The name of who looks through another's eyes; empty when nobody does."""
        viewer = getattr(self.request, "viewer", None)
        return viewer.name if viewer else ""

    @property
    def must_add_second_step(self) -> bool:
        """Whether the person's role wants a second step that is not set up yet."""
        from yuanqu_web.accounts.duties import has_two_steps, must_use_two_steps

        user = self.request.user
        return isinstance(user, User) and must_use_two_steps(user) and not has_two_steps(user)

    @cached_property
    def role(self) -> Label:
        """The roles of the person in words."""
        names = dict.fromkeys(str(ROLE_NAMES[seat.role]) for seat in self.actor.seats)
        return ("、" if language() == "zh" else ", ").join(names)

    @cached_property
    def demo_people(self) -> list[dict[str, object]]:
        """Who can be chosen at the door of the demo; nobody outside of it."""
        if not settings.OPTIONS.demo:
            return []
        seats = Seat.objects.filter(user__is_demo=True, user__is_active=True)
        here = dict(seats.values_list("user__username", "organisation__name"))
        english = language() == "en"
        return [
            {
                "username": one.username,
                "role": ROLE_NAMES[one.role],
                "name": one.name_en if english else one.name,
                "organisation": one.organisation_en if english else one.organisation,
                "firm": "" if one.organisation else here[one.username],
                "does": ROLE_DOES[one.role],
            }
            for one in PERSONAS
            if one.username in here
        ]

    @property
    def identity_providers(self) -> list[dict[str, str]]:
        """The city's own sign-in, when one is set."""
        identity = settings.OPTIONS.identity
        return (
            [{"name": identity.name, "url": reverse("openid_connect_login", args=["city"])}]
            if identity
            else []
        )

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
