"""Entries as the things that powers are asked about."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from yuanqu.powers import Thing
from yuanqu_web.registers.models import Entry


def entry_thing(request: HttpRequest, form: str, id: UUID, **rest: object) -> Thing | None:
    """The entry of an address; None for an unknown one."""
    entry = Entry.objects.filter(pk=id, form=form).only("place", "enterprise_id", "state", "form").first()
    if entry is None:
        return None
    return Thing(
        form, str(id), place=entry.place, enterprise=str(entry.enterprise_id or ""), state=str(entry.state)
    )
