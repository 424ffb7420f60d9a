"""Imports of workbooks: offer a file, see what it would change, commit, stop, resume, undo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Field, File, Form, Query, Router, Schema
from ninja.files import UploadedFile

from yuanqu.powers import Act, Thing
from yuanqu_web.accounts.access import by_of, scope_of
from yuanqu_web.api.answers import answer
from yuanqu_web.api.describing import ONCE, READS, WRITES
from yuanqu_web.api.paging import PageQuery, read_id, read_key, read_time, write_key
from yuanqu_web.api.problems import missing, told
from yuanqu_web.api.reading import Day
from yuanqu_web.api.repeating import once
from yuanqu_web.api.security import needs
from yuanqu_web.imports import services
from yuanqu_web.imports.models import Import, Problem, StagedRow
from yuanqu_web.policies.selectors import current_pack
from yuanqu_web.registry.working import make_working_dataset
from yuanqu_web.ui.language import language

router = Router()


class ImportOut(Schema):
    """`state`: waiting, checking, refused, nothing, ready, committing, stopped, done, undoing, undone or cancelled.
    `counts`: rows by form and action. `change_set`: digest of all that would be written. `written`, `conflicts`: rows
    written, and left alone because somebody else changed them first. `job`: see /api/jobs."""

    id: UUID
    name: str
    digest: str
    size: int
    form: str
    whole: bool
    office: str
    document: str
    stated_on: date | None
    state: str
    job: UUID | None
    counts: dict[str, dict[str, int]]
    rows: int
    writes: int
    errors: int
    change_set: str
    written: int
    conflicts: int
    by: str
    place: str
    created_at: datetime
    committed_at: datetime | None
    ended_at: datetime | None


class ImportPage(Schema):
    items: list[ImportOut]
    next: str


class OfferIn(Schema, extra="forbid"):
    """`form`: of the rows, empty for any. `whole`: the file is the whole list, what it lacks ends. `office`,
    `document`, `stated_on`: who states these data, by which paper, of which day."""

    form: str = Field("", max_length=60)
    whole: bool = False
    office: str = Field("", max_length=100)
    document: str = Field("", max_length=200)
    stated_on: Day | None = None


class RowOut(Schema):
    """`before` null: a new one. Values are stored integers at the field's scale. `row`: in the file."""

    n: int
    form: str
    key: str
    period: str
    action: str
    sheet: str
    row: int | None
    before: dict[str, Any] | None
    values: dict[str, Any]
    conflict: bool


class RowPage(Schema):
    items: list[RowOut]
    next: str


class RowQuery(PageQuery):
    action: Literal["", "add", "change", "same", "end"] = ""


class ProblemRowOut(Schema):
    n: int
    code: str
    severity: str
    sheet: str
    row: int | None
    column: str
    zh: str
    en: str
    hint_zh: str
    hint_en: str


class ProblemPage(Schema):
    items: list[ProblemRowOut]
    next: str


def import_thing(request: HttpRequest, id: UUID, **rest: object) -> Thing | None:
    """The import of an address; it lies where its importer works."""
    found = Import.objects.filter(pk=id).values_list("place", "state").first()
    return None if found is None else Thing("import", str(id), place=found[0], state=found[1])


@router.get("", response={200: ImportPage, **READS}, operation_id="list_imports")
@needs(Act.IMPORT_READ)
def list_imports(request: HttpRequest, query: Query[PageQuery]) -> ImportPage:
    """Imports within reach, newest first."""
    rows = scope_of(request, Act.IMPORT_READ).filter(Import.objects.all(), place="place")
    rows = rows.select_related("file").order_by("-created_at", "-id")
    if key := read_key(query.after, str, str):
        at, id = read_time(key[0]), read_id(key[1])
        rows = rows.filter(Q(created_at__lt=at) | Q(created_at=at, id__lt=id))
    found = list(rows[: query.limit + 1])
    shown = found[: query.limit]
    more = len(found) > query.limit
    return ImportPage(
        items=[_out(one) for one in shown],
        next=write_key(shown[-1].created_at.isoformat(), str(shown[-1].pk)) if more else "",
    )


@router.post("", response={201: ImportOut, **WRITES}, operation_id="offer_import", openapi_extra=ONCE)
@once
@needs(Act.IMPORT_CHANGE)
def offer_import(request: HttpRequest, file: File[UploadedFile], given: Form[OfferIn]) -> HttpResponse:
    """Offer a file (multipart). It is checked by a job; nothing is written before it is committed. 422 for a file that
    is not what its name says, or too large."""
    pack = current_pack()
    if given.form and given.form not in {one.id for one in pack.schema.forms}:
        raise missing()
    scope = scope_of(request, Act.IMPORT_CHANGE)
    try:
        made = services.offer(
            dataset=make_working_dataset(),
            pack=pack,
            name=file.name or "",
            chunks=file.chunks(1 << 20),
            by=by_of(request),
            form=given.form,
            whole=given.whole and bool(given.form),
            office=given.office.strip(),
            document=given.document.strip(),
            stated_on=given.stated_on,
            place="" if scope.everything else min(scope.places, default=""),
            places=None if scope.everything else scope.places,
            lang=language(),
        )
    except services.Refused as refused:
        return told(refused.problem, 422)
    return answer(_out(_found(made.pk)), status=201)


@router.get("/{id}", response={200: ImportOut, **READS}, operation_id="get_import")
@needs(Act.IMPORT_READ, of=import_thing)
def get_import(request: HttpRequest, id: UUID) -> ImportOut:
    """One import: where it stands and what it changes."""
    return _out(_found(id))


@router.get("/{id}/rows", response={200: RowPage, **READS}, operation_id="list_import_rows")
@needs(Act.IMPORT_READ, of=import_thing)
def list_import_rows(request: HttpRequest, id: UUID, query: Query[RowQuery]) -> RowPage:
    """The rows it would change or changed, in the order of the file. Without `action`: those that change something."""
    rows = StagedRow.objects.filter(batch_id=id).order_by("n")
    rows = rows.filter(action=query.action) if query.action else rows.exclude(action="same")
    if key := read_key(query.after, int):
        rows = rows.filter(n__gt=min(max(key[0], 0), 2**31 - 1))
    found = list(rows[: query.limit + 1])
    shown = found[: query.limit]
    return RowPage(
        items=[
            RowOut(
                n=one.n,
                form=one.form,
                key=one.key,
                period=one.period,
                action=one.action,
                sheet=one.sheet,
                row=one.row,
                before=one.before,
                values=one.values,
                conflict=one.conflict,
            )
            for one in shown
        ],
        next=write_key(shown[-1].n) if len(found) > query.limit else "",
    )


@router.get("/{id}/problems", response={200: ProblemPage, **READS}, operation_id="list_import_problems")
@needs(Act.IMPORT_READ, of=import_thing)
def list_import_problems(request: HttpRequest, id: UUID, query: Query[PageQuery]) -> ProblemPage:
    """What is wrong with cells, rows or the file, in both languages."""
    rows = Problem.objects.filter(batch_id=id).order_by("n")
    if key := read_key(query.after, int):
        rows = rows.filter(n__gt=min(max(key[0], 0), 2**31 - 1))
    found = list(rows[: query.limit + 1])
    shown = found[: query.limit]
    return ProblemPage(
        items=[
            ProblemRowOut(
                n=one.n,
                code=one.code,
                severity=one.severity,
                sheet=one.sheet,
                row=one.row,
                column=one.column,
                zh=one.zh,
                en=one.en,
                hint_zh=one.hint_zh,
                hint_en=one.hint_en,
            )
            for one in shown
        ],
        next=write_key(shown[-1].n) if len(found) > query.limit else "",
    )


DONE = {200: ImportOut, **WRITES}


@router.post("/{id}/commit", response=DONE, operation_id="commit_import", openapi_extra=ONCE)
@once
@needs(Act.IMPORT_CHANGE, of=import_thing)
def commit_import(request: HttpRequest, id: UUID) -> HttpResponse:
    """Write what the preview showed, by a job. Asking twice changes nothing."""
    return _step(request, id, services.commit)


@router.post("/{id}/resume", response=DONE, operation_id="resume_import", openapi_extra=ONCE)
@once
@needs(Act.IMPORT_CHANGE, of=import_thing)
def resume_import(request: HttpRequest, id: UUID) -> HttpResponse:
    """Go on with one that stopped."""
    return _step(request, id, services.resume)


@router.post("/{id}/cancel", response=DONE, operation_id="cancel_import", openapi_extra=ONCE)
@once
@needs(Act.IMPORT_CHANGE, of=import_thing)
def cancel_import(request: HttpRequest, id: UUID) -> HttpResponse:
    """Drop it before it is committed, or stop it while it is written."""
    return _step(request, id, services.cancel)


@router.post("/{id}/undo", response=DONE, operation_id="undo_import", openapi_extra=ONCE)
@once
@needs(Act.IMPORT_CHANGE, of=import_thing)
def undo_import(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take the whole import back. 409 when a row of it was changed since."""
    return _step(request, id, services.undo)


def _step(request: HttpRequest, id: UUID, work: Callable[..., Import]) -> HttpResponse:
    try:
        work(batch=_found(id), by=by_of(request))
    except services.Refused as refused:
        return told(refused.problem, 409)
    return answer(_out(_found(id)))


def _found(id: UUID) -> Import:
    return Import.objects.select_related("dataset", "file").get(pk=id)


def _out(one: Import) -> ImportOut:
    return ImportOut(
        id=one.pk,
        name=one.file.name,
        digest=one.file.digest,
        size=one.file.size,
        form=one.form,
        whole=one.whole,
        office=one.office,
        document=one.document,
        stated_on=one.stated_on,
        state=one.state,
        job=one.job,
        counts=one.counts,
        rows=one.rows,
        writes=one.writes,
        errors=one.errors,
        change_set=one.change_set,
        written=one.written,
        conflicts=one.conflicts,
        by=one.by_name,
        place=one.place,
        created_at=one.created_at,
        committed_at=one.committed_at,
        ended_at=one.ended_at,
    )
