"""The history of an enterprise, in time: its beginning, its names and codes, and what happened to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from yuanqu_web.registers.models import Entry, EntryState
from yuanqu_web.registry.models import Enterprise, EnterpriseEvent


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a share. `share`: ten-thousandths; None is no data."""

    title: str
    entry: Entry
    share: int | None


def events_of(enterprise: Enterprise) -> list[EnterpriseEvent]:
    """Events it took part in, on either side, the latest first."""
    return list(taken_part_in(enterprise).order_by("-day", "-recorded_at"))


def taken_part_in(enterprise: Enterprise) -> QuerySet[EnterpriseEvent]:
    """Events it took part in, on either side, with all who took part."""
    either = Q(enterprise=enterprise) | Q(parties__enterprise=enterprise)
    found = EnterpriseEvent.objects.filter(either).distinct()
    return found.select_related("enterprise").prefetch_related("parties__enterprise")


def holders_of(enterprise: Enterprise, day: date) -> list[Holder]:
    """Who holds shares of it on a day: groups and enterprises, by the register of holdings."""
    rows = Entry.objects.filter(
        dataset=enterprise.dataset_id,
        form="holding_register",
        state=EntryState.IN_FORCE,
        enterprise=enterprise,
    )
    return [_holder(enterprise, row) for row in rows.order_by("key") if _holds(row, day)]


def held_by(enterprise: Enterprise, day: date) -> list[Holder]:
    """What it holds shares of on a day."""
    rows = Entry.objects.filter(
        dataset=enterprise.dataset_id,
        form="holding_register",
        state=EntryState.IN_FORCE,
        indexed__field="holder_enterprise",
        indexed__text=enterprise.key,
    ).select_related("enterprise")
    return [
        Holder(row.enterprise.name if row.enterprise else row.key, row, _share(row))
        for row in rows.order_by("key")
        if _holds(row, day)
    ]


def _holder(enterprise: Enterprise, row: Entry) -> Holder:
    group, firm = row.values.get("holder_group"), row.values.get("holder_enterprise")
    title = None
    if group:
        named = Entry.objects.filter(dataset=enterprise.dataset_id, kind="group", key=group)
        title = named.values_list("title", flat=True).first()
    elif firm:
        known = Enterprise.objects.filter(dataset=enterprise.dataset_id, key=firm)
        title = known.values_list("name", flat=True).first()
    return Holder(str(title or group or firm or row.key), row, _share(row))


def _share(row: Entry) -> int | None:
    share = row.values.get("share")
    return share if isinstance(share, int) else None


def _holds(row: Entry, day: date) -> bool:
    start, end = row.values.get("held_from"), row.values.get("held_to")
    return (not start or str(start) <= day.isoformat()) and (not end or day.isoformat() < str(end))
