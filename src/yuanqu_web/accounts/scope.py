"""What an actor's lists, searches and exports are limited to: the same for pages and for the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from yuanqu.powers import Act, Actor, Reach, reach_of

Rows = TypeVar("Rows", bound=Model)


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything, or some places and some enterprises; nothing when all three are empty."""

    everything: bool = False
    places: frozenset[str] = frozenset()
    enterprises: frozenset[str] = frozenset()

    def filter(self, rows: QuerySet[Rows], *, enterprise: str = "", place: str = "") -> QuerySet[Rows]:
        """Rows inside. `enterprise`, `place`: names of the columns that say whose and where a row is."""
        if self.everything:
            return rows
        wanted = Q(pk__in=())
        if place and self.places:
            wanted |= Q(**{f"{place}__in": sorted(self.places)})
        if enterprise and self.enterprises:
            wanted |= Q(**{f"{enterprise}__in": sorted(self.enterprises)})
        return rows.filter(wanted)

    def enterprises_in(self, rows: QuerySet[Rows]) -> QuerySet[Rows]:
        """Enterprises inside."""
        return self.filter(rows, enterprise="pk", place="place")


EVERYTHING = Scope(everything=True)


def scope_for(actor: Actor, act: Act) -> Scope:
    """How far an actor's power over an act goes."""
    places: set[str] = set()
    enterprises: set[str] = set()
    for seat, reach in reach_of(actor, act):
        if reach is Reach.EVERYWHERE:
            return EVERYTHING
        if reach is Reach.PLACE:
            places |= seat.places
        if reach is Reach.OWN and seat.enterprise:
            enterprises.add(seat.enterprise)
    return Scope(places=frozenset(places), enterprises=frozenset(enterprises))
