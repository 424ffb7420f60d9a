"""One return: reading it with what its rules say, filling it in, and every step of its way."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from yuanqu.filing import closed_because
from yuanqu.powers import Act
from yuanqu.values import Period
from yuanqu_web.accounts.access import by_of
from yuanqu_web.api.answers import answer, unchanged
from yuanqu_web.api.described import plain, words
from yuanqu_web.api.describing import CACHED, EDITS, READS, VERSIONED, Words
from yuanqu_web.api.problems import Refused, in_words
from yuanqu_web.api.repeating import asked_version, once
from yuanqu_web.api.routers.forms import sheet_or_missing
from yuanqu_web.api.security import needs
from yuanqu_web.filings import services
from yuanqu_web.filings.judging import judged
from yuanqu_web.filings.models import Filing, States
from yuanqu_web.filings.refusals import refuse
from yuanqu_web.filings.series import beside
from yuanqu_web.filings.things import filing_thing

router = Router()
Text = Annotated[str, Field(max_length=services.LONGEST_CELL)]
Id = Annotated[str, Field(max_length=60)]
Long = Annotated[str, Field(max_length=services.LONGEST_REASON)]


class FilerOut(Schema):
    id: UUID
    code: str
    name: str


class FilingOut(Schema):
    """`edition`: one more for each correction. `checks`: failed rules by class, cells unread, reasons missing."""

    id: UUID
    collection: UUID
    form: str
    period: str
    firm: FilerOut
    place: str
    state: str
    edition: int
    version: int
    checks: dict[str, int]
    return_reason: str
    late_until: date | None
    submitted_at: datetime | None
    decided_at: datetime | None
    edited_by: str


class CellOut(Schema):
    """`text`: as typed. `value`, `previous`, `year_before`: in the field's stored unit, null for no data. `problem`: why
    the text can't be read."""

    field: str
    text: str
    value: str | bool | None
    previous: str | bool | None
    year_before: str | bool | None
    problem: dict[str, str] | None


class FindingOut(Schema):
    """A rule that failed or can't be judged. `missing`: what it lacks. `reason`: given by the firm."""

    rule: str
    rank: str
    outcome: str
    message: Words
    fields: list[str]
    missing: list[str]
    reason: str
    approved: bool
    needs_reason: bool


class FilingFull(FilingOut):
    """`unit`: cells are in the form's unit, or money in yuan. `closed`: why it can't be filed now."""

    unit: str
    cells: list[CellOut]
    findings: list[FindingOut]
    closed: dict[str, str] | None


class CellsIn(Schema, extra="forbid"):
    """Cells and reasons that are named change, others stay. Texts as people type them, in the form's unit."""

    cells: dict[Id, Text] = Field(default_factory=dict, max_length=500)
    reasons: dict[Id, Long] = Field(default_factory=dict, max_length=200)
    unit: Literal["form", "yuan"] | None = None


class ReasonIn(Schema, extra="forbid"):
    """At least six characters."""

    reason: Long


class PerhapsReasonIn(Schema, extra="forbid"):
    reason: Long = ""


class CheckIn(Schema, extra="forbid"):
    """`approve`: rules of class B whose reasons are approved."""

    approve: list[Id] = Field(default_factory=list, max_length=100)


class EventOut(Schema):
    """`entry`: its number in the audit record; null for one of a batch."""

    action: str
    state: str
    edition: int
    at: datetime
    by: str
    role: str
    organisation: str
    reason: str
    entry: int | None


READ = {200: FilingFull, 304: None, **READS}
DONE = {200: FilingFull, **EDITS}


@router.get("/{id}", response=READ, operation_id="get_filing", openapi_extra=CACHED)
@needs(Act.RETURN_READ, of=filing_thing)
def get_filing(request: HttpRequest, id: UUID) -> HttpResponse:
    """One return with its cells, what stood there before, and what its rules say."""
    row = services.get(id)
    return unchanged(request, row.version) or _answer(row)


@router.put("/{id}/cells", response=DONE, operation_id="save_cells", openapi_extra=VERSIONED)
@once
@needs(Act.RETURN_EDIT, of=filing_thing)
def save_cells(request: HttpRequest, id: UUID, given: CellsIn) -> HttpResponse:
    """Keep a draft. What can't be read is kept as typed and told at its cell."""
    version = asked_version(request)
    sheet = sheet_or_missing(services.get(id).form)
    unknown = sorted(
        [*(set(given.cells) - {one.id for one in sheet.asked}), *(set(given.reasons) - {r.id for r in sheet.head.rules})]
    )  # fmt: skip
    if unknown:
        details = [{"where": ["body", name]} for name in unknown[:20]]
        raise Refused(422, "unknown-field", _("这张表没有这样的指标或规则。"), details)
    row, _judged = services.save(
        id=id, version=version, by=by_of(request), cells=given.cells, reasons=given.reasons, unit=given.unit
    )
    return _answer(row)


@router.post("/{id}/carry", response=DONE, operation_id="carry_forward", openapi_extra=VERSIONED)
@once
@needs(Act.RETURN_EDIT, of=filing_thing)
def carry_forward(request: HttpRequest, id: UUID) -> HttpResponse:
    """Copy the period before into cells that are still empty."""
    row, _judged = services.carry_forward(id=id, version=asked_version(request), by=by_of(request))
    return _answer(row)


@router.post("/{id}/submit", response=DONE, operation_id="submit_filing", openapi_extra=VERSIONED)
@once
@needs(Act.RETURN_SUBMIT, of=filing_thing)
def submit_filing(request: HttpRequest, id: UUID) -> HttpResponse:
    """Hand it to the park. 409 while a hard rule fails, a cell can't be read or a reason is missing."""
    return _answer(services.submit(id=id, version=asked_version(request), by=by_of(request)))


@router.post("/{id}/withdraw", response=DONE, operation_id="withdraw_filing", openapi_extra=VERSIONED)
@once
@needs(Act.RETURN_WITHDRAW, of=filing_thing)
def withdraw_filing(request: HttpRequest, id: UUID, given: PerhapsReasonIn) -> HttpResponse:
    """Take it back to mend it, until it is accepted."""
    return _answer(
        services.withdraw(
            id=id, version=asked_version(request), by=by_of(request), reason=given.reason.strip()
        )
    )


@router.post("/{id}/check", response=DONE, operation_id="check_filing", openapi_extra=VERSIONED)
@once
@needs(Act.RETURN_CHECK, of=filing_thing)
def check_filing(request: HttpRequest, id: UUID, given: CheckIn) -> HttpResponse:
    """The park finds it in order."""
    return _answer(
        services.check(id=id, version=asked_version(request), by=by_of(request), approve=given.approve)
    )


@router.post("/{id}/return", response=DONE, operation_id="send_back_filing", openapi_extra=VERSIONED)
@once
@needs(Act.RETURN_SEND_BACK, of=filing_thing)
def send_back_filing(request: HttpRequest, id: UUID, given: ReasonIn) -> HttpResponse:
    """Send it back to the firm with a reason."""
    return _answer(
        services.send_back(
            id=id, version=asked_version(request), by=by_of(request), reason=given.reason.strip()
        )
    )


@router.post("/{id}/accept", response=DONE, operation_id="accept_filing", openapi_extra=VERSIONED)
@once
@needs(Act.RETURN_ACCEPT, of=filing_thing)
def accept_filing(request: HttpRequest, id: UUID) -> HttpResponse:
    """The city accepts: the values become a version that stays, and the return is locked."""
    return _answer(services.accept(id=id, version=asked_version(request), by=by_of(request)))


@router.post("/{id}/unlock", response=DONE, operation_id="unlock_filing", openapi_extra=VERSIONED)
@once
@needs(Act.RETURN_UNLOCK, of=filing_thing)
def unlock_filing(request: HttpRequest, id: UUID, given: ReasonIn) -> HttpResponse:
    """Open an accepted return for correction; a new edition begins, what was accepted stays."""
    return _answer(
        services.unlock(id=id, version=asked_version(request), by=by_of(request), reason=given.reason.strip())
    )


@router.post("/{id}/reopen", response=DONE, operation_id="reopen_filing", openapi_extra=VERSIONED)
@once
@needs(Act.RETURN_UNLOCK, of=filing_thing)
def reopen_filing(request: HttpRequest, id: UUID, given: ReasonIn) -> HttpResponse:
    """Let one firm file after the due day or in a locked period."""
    return _answer(
        services.reopen(id=id, version=asked_version(request), by=by_of(request), reason=given.reason.strip())
    )


@router.get("/{id}/history", response={200: list[EventOut], **READS}, operation_id="list_filing_events")
@needs(Act.RETURN_READ, of=filing_thing)
def list_filing_events(request: HttpRequest, id: UUID) -> list[EventOut]:
    """Everything done to it, the last first."""
    return [
        EventOut(
            action=one.action,
            state=one.state,
            edition=one.edition,
            at=one.at,
            by=one.by_name,
            role=one.by_role,
            organisation=one.by_organisation,
            reason=one.reason,
            entry=one.entry,
        )
        for one in services.get(id).events.order_by("-pk")
    ]


def filing_out(row: Filing) -> FilingOut:
    return FilingOut(**_brief(row))


def _brief(row: Filing) -> dict[str, Any]:
    firm = row.enterprise
    return {
        "id": row.pk,
        "collection": row.collection_id,
        "form": row.form,
        "period": row.period,
        "firm": FilerOut(id=firm.pk, code=firm.code, name=firm.name),
        "place": row.place,
        "state": str(row.state),
        "edition": row.edition,
        "version": row.version,
        "checks": row.checks,
        "return_reason": row.return_reason,
        "late_until": row.late_until,
        "submitted_at": row.submitted_at,
        "decided_at": row.decided_at,
        "edited_by": row.edited_by,
    }


def _answer(row: Filing) -> HttpResponse:
    sheet = sheet_or_missing(row.form)
    past = beside(sheet, row.enterprise, Period.parse(row.period))
    if not row.cells and row.state == States.ACCEPTED:
        row.cells = services.cells_of(sheet, row)  # accepted before it was opened here
    found = judged(sheet, row, past)
    closed = closed_because(services.window_of(row), timezone.localdate())
    body = FilingFull(
        **_brief(row),
        unit=row.unit,
        cells=[
            CellOut(
                field=one.id,
                text=row.cells.get(one.id, ""),
                value=plain(found.values.get(one.id)),
                previous=plain(past.previous.get(one.id)),
                year_before=plain(past.year_before.get(one.id)),
                problem=in_words(found.problems[one.id]) if one.id in found.problems else None,
            )
            for one in sheet.asked
        ],
        findings=[
            FindingOut(
                rule=one.rule.id,
                rank=one.rule.rank.value,
                outcome=one.outcome,
                message=words(one.rule.message),
                fields=list(one.rule.fields),
                missing=list(one.missing),
                reason=str(found.reasons.get(one.rule.id, {}).get("text", "")),
                approved=bool(found.reasons.get(one.rule.id, {}).get("approved")),
                needs_reason=one.needs_reason and not found.explained(one),
            )
            for one in found.findings
        ],
        closed=in_words(refuse(closed, row).diagnostic) if closed and row.state != States.ACCEPTED else None,
    )
    return answer(body, version=row.version)
