"""What a reader has chosen: unit of money, theme, density, navigation, place. Kept in cookies, never in the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase

CHOICES: Mapping[str, tuple[str, ...]] = {
    "money": ("auto", "wan", "yi"),
    "theme": ("auto", "light", "dark"),
    "density": ("normal", "compact"),
    "nav": ("open", "closed"),
}
LASTS = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Preferences:
    """`place`: id of the place looked at, empty for the whole city."""

    money: str = "auto"
    theme: str = "auto"
    density: str = "normal"
    nav: str = "open"
    place: str = ""


def read_preferences(request: HttpRequest) -> Preferences:
    """Cookies, checked; `?place=` in the address wins, so that an address can be shared."""
    chosen = {}
    for name, allowed in CHOICES.items():
        given = request.COOKIES.get(name, "")
        chosen[name] = given if given in allowed else allowed[0]
    place = request.GET.get("place", request.COOKIES.get("place", ""))
    return Preferences(**chosen, place=place if _is_id(place) else "")


def preferences_of(request: HttpRequest | None) -> Preferences:
    found = getattr(request, "preferences", None)
    return found if isinstance(found, Preferences) else Preferences()


def is_allowed(name: str, value: str) -> bool:
    """Whether a cookie may be set to this value."""
    if name == "place":
        return value == "" or _is_id(value)
    return value in CHOICES.get(name, ())


def _is_id(value: str) -> bool:
    return len(value) <= 64 and value.replace("_", "").isalnum() and value.isascii()


class PreferencesMiddleware:
    """Put the reader's preferences on the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.preferences = read_preferences(request)  # type: ignore[attr-defined]
        return self.get_response(request)
