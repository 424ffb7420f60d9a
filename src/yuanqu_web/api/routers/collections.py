"""Periods opened for a form, and the returns in each: listing, deciding many, opening, due days, locks, chasing."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from yuanqu.filing import Action
from yuanqu.powers import Act
from yuanqu.values import Period
from yuanqu_web.accounts.access import by_of, scope_of
from yuanqu_web.api.answers import answer, unchanged
from yuanqu_web.api.describing import CACHED, EDITS, ONCE, READS, VERSIONED, WRITES
from yuanqu_web.api.paging import PageQuery, read_id, read_key, write_key
from yuanqu_web.api.problems import Refused, in_words, missing
from yuanqu_web.api.reading import Day
from yuanqu_web.api.repeating import asked_version, once
from yuanqu_web.api.routers.filings import FilingOut, filing_out
from yuanqu_web.api.routers.forms import sheet_or_missing
from yuanqu_web.api.security import decide, needs
from yuanqu_web.filings import notices, periods, selectors, services
from yuanqu_web.filings.models import Collection, Filing
from yuanqu_web.filings.selectors import Wanted
from yuanqu_web.filings.things import filing_thing

router = Router()
State = Literal["", "missing", "draft", "submitted", "park_checked", "accepted", "returned"]


class CollectionOut(Schema):
    """A form opened for a period. `counts`: returns by state, of those within reach. `extended`: the due day is another
    than the form's rule gives."""

    id: UUID
    form: str
    period: str
    start: date
    end: date
    opens_on: date
    due_on: date
    extended: bool
    locked: bool
    lock_reason: str
    version: int
    counts: dict[str, int]


class CollectionQuery(Schema):
    form: str = Field("", max_length=60)
    period: str = Field("", max_length=10)


class OpenIn(Schema, extra="forbid"):
    """`due_on`: another day than the form's rule gives."""

    form: str = Field(max_length=60)
    period: str = Field(max_length=10, description="2014-10, 2014-01/02 or 2014")
    due_on: Day | None = None


class DueIn(Schema, extra="forbid"):
    due_on: Day
    reason: str = Field(max_length=500)


class LockIn(Schema, extra="forbid"):
    locked: bool
    reason: str = Field(max_length=500)


class FilingQuery(PageQuery):
    """`state`: missing is draft or returned. `flagged`: with or without cells and rules that are wrong."""

    state: State = ""
    place: str = Field("", max_length=60)
    flagged: bool | None = None


class FilingPage(Schema):
    items: list[FilingOut]
    next: str


class ItemIn(Schema, extra="forbid"):
    id: UUID
    version: int = Field(ge=0, le=10**9)


class BatchIn(Schema, extra="forbid"):
    """`reason`: of returns sent back."""

    action: Literal["check", "return", "accept"]
    items: list[ItemIn] = Field(min_length=1, max_length=200)
    reason: str = Field("", max_length=500)


class ResultOut(Schema):
    """What came of one return. `problem` null: done."""

    id: UUID
    state: str
    version: int
    problem: dict[str, str] | None


class BatchOut(Schema):
    results: list[ResultOut]


class ChasedOut(Schema):
    """`told`: firms told now; each is told once a day."""

    told: int


ACTS = {
    "check": Act.RETURN_CHECK,
    "return": Act.RETURN_SEND_BACK,
    "accept": Act.RETURN_ACCEPT,
}


@router.get("", response={200: list[CollectionOut], **READS}, operation_id="list_collections")
@needs(Act.RETURN_READ)
def list_collections(request: HttpRequest, query: Query[CollectionQuery]) -> list[CollectionOut]:
    """Periods opened, the latest first, at most sixty."""
    dataset = selectors.dataset_in_use()
    if dataset is None:
        return []
    rows = Collection.objects.filter(dataset=dataset).order_by("-start", "form")
    if query.form:
        rows = rows.filter(form=query.form)
    if query.period:
        rows = rows.filter(period=query.period)
    kept = list(rows[:60])
    counts = selectors.state_counts(kept, scope_of(request, Act.RETURN_READ))
    return [_out(one, counts[one.pk]) for one in kept]


@router.post("", response={201: CollectionOut, **WRITES}, operation_id="open_collection", openapi_extra=ONCE)
@once
@needs(Act.PERIOD_CHANGE)
def open_collection(request: HttpRequest, given: OpenIn) -> HttpResponse:
    """Open a form for a period; the returns of all firms are made by a job. Opened already: what stands is given back."""
    dataset = selectors.dataset_in_use()
    if dataset is None:
        raise Refused(409, "no-firms", _("还没有企业数据，不能开报。"))
    sheet_or_missing(given.form)
    try:
        kept = periods.open_period(
            dataset=dataset,
            form=given.form,
            period=Period.parse(given.period),
            by=by_of(request),
            due_on=given.due_on,
        )
    except ValueError:
        raise _bad_period() from None
    return answer(_whole(request, kept), status=201, version=kept.version)


@router.get(
    "/{id}",
    response={200: CollectionOut, 304: None, **READS},
    operation_id="get_collection",
    openapi_extra=CACHED,
)
@needs(Act.RETURN_READ)
def get_collection(request: HttpRequest, id: UUID) -> HttpResponse:
    """One period of a form. Counts may change without a new version."""
    kept = _found(id)
    return unchanged(request, kept.version) or answer(_whole(request, kept), version=kept.version)


@router.post(
    "/{id}/due", response={200: CollectionOut, **EDITS}, operation_id="set_due", openapi_extra=VERSIONED
)
@once
@needs(Act.PERIOD_CHANGE)
def set_due(request: HttpRequest, id: UUID, given: DueIn) -> HttpResponse:
    """Another due day, with a reason of at least six characters."""
    _found(id)
    version = asked_version(request)
    try:
        kept = periods.set_due(
            id=id, version=version, due_on=given.due_on, by=by_of(request), reason=given.reason.strip()
        )
    except ValueError:
        raise _bad_period() from None
    return answer(_whole(request, kept), version=kept.version)


@router.post(
    "/{id}/lock",
    response={200: CollectionOut, **EDITS},
    operation_id="lock_collection",
    openapi_extra=VERSIONED,
)
@once
@needs(Act.PERIOD_CHANGE)
def lock_collection(request: HttpRequest, id: UUID, given: LockIn) -> HttpResponse:
    """Lock or unlock a period for all firms, with a reason of at least six characters."""
    _found(id)
    version = asked_version(request)
    try:
        kept = periods.lock(
            id=id, version=version, locked=given.locked, by=by_of(request), reason=given.reason.strip()
        )
    except ValueError:
        raise _bad_period() from None
    return answer(_whole(request, kept), version=kept.version)


@router.post("/{id}/chase", response={200: ChasedOut, **WRITES}, operation_id="chase", openapi_extra=ONCE)
@once
@needs(Act.RETURN_CHASE)
def chase(request: HttpRequest, id: UUID) -> ChasedOut:
    """Tell all firms within reach that haven't submitted, once a day each."""
    kept = _found(id)
    rows = scope_of(request, Act.RETURN_CHASE).filter(
        notices.missing(kept), enterprise="enterprise", place="place"
    )
    return ChasedOut(told=notices.chase(collection=kept, filings=rows, by=by_of(request)))


@router.get("/{id}/filings", response={200: FilingPage, **READS}, operation_id="list_filings")
@needs(Act.RETURN_READ)
def list_filings(request: HttpRequest, id: UUID, query: Query[FilingQuery]) -> FilingPage:
    """The returns of a period within reach, by the firm's name, paged by key. A firm finds its own here."""
    wanted = Wanted(
        state=query.state, place=query.place, clean=query.flagged is False, flagged=query.flagged is True
    )
    rows = selectors.for_review(_found(id), scope_of(request, Act.RETURN_READ), wanted)
    if key := read_key(query.after, str, str):
        rows = selectors.after_key(rows, f"{key[0]}|{read_id(key[1])}")
    found = list(rows[: query.limit + 1])
    shown = found[: query.limit]
    more = len(found) > query.limit
    return FilingPage(
        items=[filing_out(one) for one in shown],
        next=write_key(shown[-1].order, str(shown[-1].pk)) if more else "",
    )


@router.post(
    "/{id}/decisions", response={200: BatchOut, **WRITES}, operation_id="decide_many", openapi_extra=ONCE
)
@once
@needs(Act.RETURN_READ)
def decide_many(request: HttpRequest, id: UUID, given: BatchIn) -> BatchOut:
    """Check, send back or accept many returns of a period, each by itself: one refused holds up no other. One entry in
    the record for all. Asks for the power of the action besides that of reading."""
    kept, act = _found(id), ACTS[given.action]
    decide(request, act, None, has_thing=False)
    inside = set(
        Filing.objects.filter(collection=kept, pk__in=[one.id for one in given.items]).values_list(
            "pk", flat=True
        )
    )
    items, results = [], []
    for one in given.items:
        try:
            decide(request, act, filing_thing(request, one.id) if one.id in inside else None)
            items.append((one.id, one.version))
        except Refused as why:
            problem = {"code": why.code, "message": why.message}
            results.append(ResultOut(id=one.id, state="", version=one.version, problem=problem))
    done = services.decide_many(
        action=Action(given.action), items=items, by=by_of(request), reason=given.reason.strip()
    ) if items else ()  # fmt: skip
    results += [
        ResultOut(
            id=one.filing.pk,
            state=one.filing.state,
            version=one.filing.version,
            problem=in_words(one.why) if one.why else None,
        )
        for one in done
    ]
    return BatchOut(results=results)


def _found(id: UUID) -> Collection:
    kept = Collection.objects.filter(pk=id).first()
    if kept is None:
        raise missing()
    return kept


def _whole(request: HttpRequest, kept: Collection) -> CollectionOut:
    return _out(kept, selectors.state_counts([kept], scope_of(request, Act.RETURN_READ))[kept.pk])


def _out(one: Collection, counts: dict[str, int]) -> CollectionOut:
    return CollectionOut(
        id=one.pk,
        form=one.form,
        period=one.period,
        start=one.start,
        end=one.end,
        opens_on=one.opens_on,
        due_on=one.due_on,
        extended=one.extended,
        locked=one.locked,
        lock_reason=one.lock_reason,
        version=one.version,
        counts=counts,
    )


def _bad_period() -> Refused:
    return Refused(422, "period", _("期间、期限或理由不对：期限不能早于开报日，理由至少 6 个字。"))
