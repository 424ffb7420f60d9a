"""The audit record: entries and heads."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from yuanqu.powers import Act
from yuanqu_web.api.describing import READS
from yuanqu_web.api.paging import PageQuery, read_key, write_key
from yuanqu_web.api.security import needs
from yuanqu_web.audit.models import AuditEntry
from yuanqu_web.audit.selectors import published_heads

router = Router()


class EntryOut(Schema):
    """One entry of the chain; see `yuanqu audit verify`."""

    number: int
    at: datetime
    by: str
    by_name: str
    role: str
    action: str
    kind: str
    id: str
    place: str
    before: Any
    after: Any
    reason: str
    release: str
    previous: str
    hash: str


class EntryQuery(PageQuery):
    """`kind` and `id`: of one object."""

    kind: str = Field("", max_length=40)
    id: str = Field("", max_length=120)


class EntryPage(Schema):
    items: list[EntryOut]
    next: str


class HeadOut(Schema):
    day: date
    number: int
    hash: str


@router.get("", response={200: EntryPage, **READS}, operation_id="list_entries")
@needs(Act.RECORD_READ)
def list_entries(request: HttpRequest, query: Query[EntryQuery]) -> EntryPage:
    """Entries, newest first; `kind` and `id` give the history of one object."""
    size = query.limit
    rows = AuditEntry.objects.order_by("-number")
    if query.kind:
        rows = rows.filter(kind=query.kind)
    if query.id:
        rows = rows.filter(object_id=query.id)
    if key := read_key(query.after, int):
        rows = rows.filter(number__lt=key[0])
    found = list(rows[: size + 1])
    shown = found[:size]
    return EntryPage(
        items=[_entry(one) for one in shown], next=write_key(shown[-1].number) if len(found) > size else ""
    )


@router.get("/heads", response={200: list[HeadOut], **READS}, operation_id="list_heads", auth=None)
def list_heads(request: HttpRequest) -> list[HeadOut]:
    """The heads made public, newest first. No token is needed."""
    return [HeadOut(day=one.day, number=one.number, hash=one.hash) for one in published_heads()]


def _entry(one: AuditEntry) -> EntryOut:
    return EntryOut(
        number=one.number,
        at=one.at,
        by=one.by_id,
        by_name=one.by_name,
        role=one.by_role,
        action=one.action,
        kind=one.kind,
        id=one.object_id,
        place=one.place,
        before=one.before,
        after=one.after,
        reason=one.reason,
        release=one.release,
        previous=one.previous,
        hash=one.hash,
    )
