"""How a view learns who is asking; with what it declares of itself (`lib.access`)."""

from __future__ import annotations

from django.http import HttpRequest

from yuanqu.powers import Act, Actor
from yuanqu.record import By
from yuanqu_web.accounts.scope import Scope, scope_for
from yuanqu_web.lib.access import Access, access_of, allows, public, signed_in

NOBODY = Actor("", "", ())

__all__ = [
    "NOBODY",
    "Access",
    "access_of",
    "actor_of",
    "allows",
    "by_of",
    "public",
    "scope_of",
    "signed_in",
]


def actor_of(request: HttpRequest) -> Actor:
    """Who asks; an actor without seats when nobody is signed in."""
    return getattr(request, "actor", NOBODY)


def by_of(request: HttpRequest) -> By:
    """Who asks, as the record keeps it: in the role that the gate found the power in."""
    actor = actor_of(request)
    role = getattr(request, "acting_role", None)
    seat = next((s for s in actor.seats if role is None or s.role == role), None)
    return By(actor.id, actor.name, seat.role.value if seat else "", seat.organisation if seat else "")


def scope_of(request: HttpRequest, act: Act = Act.FIRM_READ) -> Scope:
    """What the asker's lists are limited to."""
    return scope_for(actor_of(request), act)
