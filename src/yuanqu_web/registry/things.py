"""Enterprises as the things that powers are asked about."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from yuanqu.powers import Thing
from yuanqu_web.registry.models import Enterprise


def firm_thing(request: HttpRequest, id: UUID, **rest: object) -> Thing | None:
    """The enterprise of an address; None for an unknown one."""
    place = Enterprise.objects.filter(pk=id).values_list("place", flat=True).first()
    return None if place is None else Thing("enterprise", str(id), place=place, enterprise=str(id))
