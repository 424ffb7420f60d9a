"""The history of an enterprise, in time: its beginning, its names and codes, and what happened to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from yuanqu_web.accounts.scope import Scope
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


def names_within(events: Iterable[EnterpriseEvent], scope: Scope) -> dict[UUID, str]:
    """Names of those who took part, as far as the asker may see them."""
    listed = list(events)
    ids = {one.enterprise_id for one in listed} | {
        p.enterprise_id for one in listed for p in one.parties.all()
    }
    seen = scope.enterprises_in(Enterprise.objects.filter(pk__in=ids))
    return dict(seen.values_list("id", "name"))


def after_within(event: EnterpriseEvent, names: Mapping[UUID, str]) -> str:
    """What it became; of a merger or split that is another's name, told only where that one may be seen."""
    parties = [party.enterprise_id for party in event.parties.all()]
    seen = all(id in names for id in (event.enterprise_id, *parties))
    return event.after if seen or not parties else ""


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
