"""What happened to enterprises: renamed, coded anew, moved, merged, divided; and their names and codes by date."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from yuanqu.powers import Act
from yuanqu_web.accounts.access import by_of, scope_of
from yuanqu_web.api.answers import answer
from yuanqu_web.api.describing import ONCE, READS, WRITES
from yuanqu_web.api.paging import PageQuery, read_day, read_id, read_key, read_time, write_key
from yuanqu_web.api.problems import Refused, in_words, missing
from yuanqu_web.api.reading import Day
from yuanqu_web.api.repeating import once
from yuanqu_web.api.security import needs
from yuanqu_web.policies.selectors import current_pack
from yuanqu_web.registers.checking import Invalid
from yuanqu_web.registers.events.selectors import after_within, names_within, taken_part_in
from yuanqu_web.registers.events.services import record_event
from yuanqu_web.registry.models import Enterprise, EnterpriseEvent, EventKind, Origin
from yuanqu_web.registry.things import firm_thing

router = Router()


class PartyOut(Schema):
    id: UUID
    name: str


class FirmEventOut(Schema):
    """`kind`: rename, recode, move, merge or split. `enterprise`: to whom it happened; in a merger who goes on, in a
    split who is divided. `before`, `after`: names, codes or places. `others`: whoever else took part, within reach."""

    id: UUID
    kind: str
    day: date
    enterprise: UUID | None
    before: str
    after: str
    others: list[PartyOut]
    document: str
    reason: str
    by: str
    recorded_at: datetime


class FirmEventPage(Schema):
    items: list[FirmEventOut]
    next: str


class FirmEventIn(Schema, extra="forbid"):
    """`after`: the new name, code or place id; of a merger or split the code, on that day, of the enterprise absorbed
    or formed, which must be registered. `document`: the paper behind it."""

    kind: Literal["rename", "recode", "move", "merge", "split"]
    day: Day
    after: str = Field(max_length=200)
    document: str = Field("", max_length=200)
    reason: str = Field("", max_length=500)


class DatedOut(Schema):
    """`kind`: name or code. In force from `start` (null: always) to before `end` (null: still)."""

    kind: str
    value: str
    start: date | None
    end: date | None


@router.get("/{id}/events", response={200: FirmEventPage, **READS}, operation_id="list_firm_events")
@needs(Act.FIRM_READ, of=firm_thing)
def list_firm_events(request: HttpRequest, id: UUID, query: Query[PageQuery]) -> FirmEventPage:
    """What happened to an enterprise, on either side, the latest first, paged by key."""
    scope, firm = scope_of(request), Enterprise.objects.get(pk=id)
    rows = taken_part_in(firm).order_by("-day", "-recorded_at", "-id")
    if key := read_key(query.after, str, str, str):
        day, at, last = read_day(key[0]), read_time(key[1]), read_id(key[2])
        later = Q(day=day, recorded_at__lt=at) | Q(day=day, recorded_at=at, id__lt=last)
        rows = rows.filter(Q(day__lt=day) | later)
    found = list(rows[: query.limit + 1])
    shown = found[: query.limit]
    reached = names_within(shown, scope)
    end = shown[-1] if len(found) > query.limit else None
    return FirmEventPage(
        items=[_event(one, firm.pk, reached) for one in shown],
        next=write_key(end.day.isoformat(), end.recorded_at.isoformat(), str(end.pk)) if end else "",
    )


@router.post(
    "/{id}/events", response={201: FirmEventOut, **WRITES}, operation_id="add_firm_event", openapi_extra=ONCE
)
@once
@needs(Act.FIRM_EVENT, of=firm_thing)
def add_firm_event(request: HttpRequest, id: UUID, given: FirmEventIn) -> HttpResponse:
    """Record an event and carry it out: the register, names and codes follow, ids stay. 404 for an enterprise that is
    only named in published reports."""
    firm, pack = Enterprise.objects.select_related("dataset").get(pk=id), current_pack()
    if firm.origin == Origin.PUBLISHED:
        raise missing()
    try:
        made = record_event(
            enterprise=firm,
            schema=pack.schema,
            kind=EventKind(given.kind),
            day=given.day,
            after=given.after,
            by=by_of(request),
            release=pack.digest,
            document=given.document.strip(),
            reason=given.reason.strip(),
        )
    except Invalid as wrong:
        details = [{"where": ["body", field], **in_words(one)} for field, one in wrong.problems.items()]
        raise Refused(422, "invalid", _("请求的内容不合要求。"), details) from None
    return answer(_event(made, firm.pk, names_within([made], scope_of(request))), status=201)


@router.get("/{id}/names", response={200: list[DatedOut], **READS}, operation_id="list_firm_names")
@needs(Act.FIRM_READ, of=firm_thing)
def list_firm_names(request: HttpRequest, id: UUID) -> list[DatedOut]:
    """The names and codes it has borne, by date, the latest first."""
    firm = Enterprise.objects.get(pk=id)
    both = [("name", one) for one in firm.names.all()] + [("code", one) for one in firm.codes.all()]
    dated = [DatedOut(kind=kind, value=one.value, start=one.start, end=one.end) for kind, one in both]
    return sorted(dated, key=lambda one: (one.start or date.min, one.kind, one.value), reverse=True)


def _event(one: EnterpriseEvent, asked: UUID, reached: dict[UUID, str]) -> FirmEventOut:
    parties = [one.enterprise_id, *(party.enterprise_id for party in one.parties.all())]
    return FirmEventOut(
        id=one.pk,
        kind=one.kind,
        day=one.day,
        enterprise=one.enterprise_id if one.enterprise_id in reached else None,
        before=one.before,
        after=after_within(one, reached),
        others=[PartyOut(id=id, name=reached[id]) for id in parties if id != asked and id in reached],
        document=one.document,
        reason=one.reason,
        by=one.by_name,
        recorded_at=one.recorded_at,
    )
