"""Enterprises within the asker's reach, and what each decision says of them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from yuanqu.powers import Act
from yuanqu_web.accounts.access import scope_of
from yuanqu_web.api.describing import READS
from yuanqu_web.api.paging import PageQuery, read_id, read_key, write_key
from yuanqu_web.api.reading import Day
from yuanqu_web.api.security import needs
from yuanqu_web.assessments.models import OutcomeRow
from yuanqu_web.assessments.selectors import outcomes_of_enterprise
from yuanqu_web.registry.models import Enterprise, Origin
from yuanqu_web.registry.selectors import by_code, matching
from yuanqu_web.registry.things import firm_thing

router = Router()


class FirmOut(Schema):
    """`origin`: published (named in public reports) or sample; the two are never added up."""

    id: UUID
    origin: str
    code: str
    name: str
    name_en: str
    place: str
    industry: str
    cluster: str
    founded_on: date | None


class FirmPage(Schema):
    items: list[FirmOut]
    next: str


class FirmQuery(PageQuery):
    """`q`: words of name, code, pinyin or initials."""

    q: str = Field("", max_length=80)
    origin: str = Field("", max_length=60)
    place: str = Field("", max_length=60)
    industry: str = Field("", max_length=60)
    cluster: str = Field("", max_length=60)


class OutcomeOut(Schema):
    """`value`: of the decision, decimals as text; `fen`: its money; `trace`: how it came about, step by step;
    `nearest`: the nearest change that would better it; `missing`: facts that are not there."""

    decision: str
    subject_kind: str
    subject: str
    name: str
    period: str
    state: str
    value: Any
    fen: int | None
    missing: list[Any]
    nearest: Any
    trace: list[Any]
    as_of: date
    release: str
    facts: str


@router.get("", response={200: FirmPage, **READS}, operation_id="list_firms")
@needs(Act.FIRM_READ)
def list_firms(request: HttpRequest, query: Query[FirmQuery]) -> FirmPage:
    """Enterprises within reach, by pinyin, paged by key."""
    size = query.limit
    wanted = Q(dataset__is_current=True) & matching(query.q)
    for column in ("origin", "place", "industry", "cluster"):
        if value := getattr(query, column):
            wanted &= Q(**{column: value})
    rows = scope_of(request).enterprises_in(Enterprise.objects.filter(wanted)).order_by("pinyin", "id")
    if key := read_key(query.after, str, str):
        pinyin, id = key[0], read_id(key[1])
        rows = rows.filter(Q(pinyin__gt=pinyin) | Q(pinyin=pinyin, id__gt=id))
    found = list(rows[: size + 1])
    more = len(found) > size
    shown = found[:size]
    return FirmPage(
        items=[_firm(one) for one in shown],
        next=write_key(shown[-1].pinyin, str(shown[-1].pk)) if more else "",
    )


@router.get("/by-code/{code}", response={200: list[FirmOut], **READS}, operation_id="firms_by_code")
@needs(Act.FIRM_READ)
def firms_by_code(request: HttpRequest, code: str, day: Day | None = None) -> list[FirmOut]:
    """Who bore a code on a day (today by default): none, one, or more where a code is disputed."""
    bearers = [one.pk for one in by_code(code[:40], day or timezone.localdate())]
    return [_firm(one) for one in scope_of(request).enterprises_in(Enterprise.objects.filter(pk__in=bearers))]


@router.get("/{id}", response={200: FirmOut, **READS}, operation_id="get_firm")
@needs(Act.FIRM_READ, of=firm_thing)
def get_firm(request: HttpRequest, id: UUID) -> FirmOut:
    """One enterprise."""
    return _firm(Enterprise.objects.get(pk=id))


@router.get("/{id}/outcomes", response={200: list[OutcomeOut], **READS}, operation_id="list_outcomes")
@needs(Act.FIRM_READ, of=firm_thing)
def list_outcomes(request: HttpRequest, id: UUID) -> list[OutcomeOut]:
    """What each decision says of an enterprise, its buildings, lines and people, each with its trace."""
    enterprise = Enterprise.objects.get(pk=id)
    if enterprise.origin != Origin.SAMPLE:
        return []
    rows = outcomes_of_enterprise(enterprise)
    runs = {
        row.pk: row for row in OutcomeRow.objects.filter(pk__in=[r.pk for r in rows]).select_related("run")
    }
    return [
        OutcomeOut(
            decision=row.decision,
            subject_kind=row.subject_kind,
            subject=row.subject_key,
            name=row.name,
            period=row.period,
            state=row.state,
            value=row.value,
            fen=row.fen,
            missing=row.missing,
            nearest=row.nearest,
            trace=row.trace,
            as_of=runs[row.pk].run.as_of,
            release=runs[row.pk].run.release,
            facts=runs[row.pk].run.facts,
        )
        for row in rows
    ]


def _firm(one: Enterprise) -> FirmOut:
    return FirmOut(
        id=one.pk,
        origin=one.origin,
        code=one.code,
        name=one.name,
        name_en=one.name_en,
        place=one.place,
        industry=one.industry,
        cluster=one.cluster,
        founded_on=one.founded_on,
    )
