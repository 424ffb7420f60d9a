"""From a signed-in user to the actor that the library's powers are asked about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from django.db.models import Q

from yuanqu.powers import Act, Actor, Authority, Role, Seat
from yuanqu_web.accounts import models


def actor_for(user: models.User, day: date, *, viewing: bool = False) -> Actor:
    """The actor a user is on a day: his seats with the places below each organisation."""
    held = (
        models.Seat.objects.filter(Q(end__isnull=True) | Q(end__gt=day), user=user, start__lte=day)
        .filter(Q(organisation__closed_on__isnull=True) | Q(organisation__closed_on__gt=day))
        .select_related("organisation")
        .order_by("pk")
    )
    rows = list(held)
    below = places_below() if any(_has_places(row.organisation) for row in rows) else {}
    return Actor(
        id=str(user.pk),
        name=user.name,
        seats=tuple(
            Seat(
                role=Role(row.role),
                organisation=row.organisation.name,
                places=below.get(row.organisation_id, frozenset()),
                enterprise=str(row.organisation.enterprise_id or ""),
            )
            for row in rows
        ),
        viewing=viewing,
    )


def places_below() -> Mapping[UUID, frozenset[str]]:
    """Places of each organisation and of all below it. Organisations with places or children are few."""
    rows = list(
        models.Organisation.objects.exclude(
            kind__in=(models.OrganisationKind.ENTERPRISE, models.OrganisationKind.BANK)
        ).values_list("id", "parent_id", "place")
    )
    children: dict[UUID | None, list[UUID]] = defaultdict(list)
    own = {id: place for id, _, place in rows}
    for id, parent, _ in rows:
        children[parent].append(id)
    found: dict[UUID, frozenset[str]] = {}

    def gather(id: UUID, above: frozenset[UUID]) -> frozenset[str]:
        if id in found:
            return found[id]
        inside = {own[id]} - {""}
        for child in children[id]:
            if child not in above:
                inside |= gather(child, above | {child})
        found[id] = frozenset(inside)
        return found[id]

    for id in own:
        gather(id, frozenset({id}))
    return found


def matrix_of(place: str, act: Act) -> Iterable[Authority]:
    """Rows of a place's matrix for an act, whatever their day."""
    for row in models.AuthorityRow.objects.filter(place=place, act=act.value):
        yield Authority(
            place=row.place,
            act=act,
            decides=Role(row.decides),
            countersigns=Role(row.countersigns) if row.countersigns else None,
            delegated=row.delegated,
            document=row.document,
            start=row.start,
            end=row.end or date.max,
        )


def _has_places(organisation: models.Organisation) -> bool:
    return organisation.kind not in (models.OrganisationKind.ENTERPRISE, models.OrganisationKind.BANK)
