"""What each view declares of itself: public, for anyone signed in, or an act of the table of powers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from yuanqu.powers import Act, Thing

View = TypeVar("View", bound=Callable[..., Any])
Of = Callable[..., Thing | None]


@dataclass(frozen=True, slots=True)
class Access:
    """`act` None: public. `of`: finds the thing acted on from the request and the address's arguments; None when
    there is no such thing. `signed_in`: any person signed in, for what concerns himself only."""

    act: Act | None = None
    of: Of | None = None
    signed_in: bool = False

    @property
    def is_public(self) -> bool:
        return self.act is None and not self.signed_in


def public(view: View) -> View:
    """Anyone may see this, signed in or not."""
    view.access = Access()  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Anyone signed in: it shows and changes only what is his own."""
    view.access = Access(signed_in=True)  # type: ignore[attr-defined]
    return view


def allows(act: Act, *, of: Of | None = None) -> Callable[[View], View]:
    """Those whom the table of powers gives `act`, over the thing that `of` finds."""

    def declare(view: View) -> View:
        view.access = Access(act, of)  # type: ignore[attr-defined]
        return view

    return declare


def access_of(view: object) -> Access | None:
    """What a view declared; None when it declared nothing."""
    found = getattr(view, "access", None)
    return found if isinstance(found, Access) else None
