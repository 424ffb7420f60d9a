"""Returns as the things that powers are asked about."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from yuanqu.powers import Thing
from yuanqu_web.filings.models import Filing
from yuanqu_web.registry.models import Enterprise


def filing_thing(request: HttpRequest, id: UUID, **rest: object) -> Thing | None:
    """The return of an address; None for an unknown one."""
    row = Filing.objects.filter(pk=id).values_list("place", "enterprise_id", "state").first()
    if row is None:
        return None
    place, enterprise, state = row
    return Thing("filing", str(id), place=place, enterprise=str(enterprise), state=state)


def firm_returns_thing(request: HttpRequest, id: UUID, **rest: object) -> Thing | None:
    """The returns of the enterprise of an address."""
    place = Enterprise.objects.filter(pk=id).values_list("place", flat=True).first()
    return None if place is None else Thing("returns", str(id), place=place, enterprise=str(id))
