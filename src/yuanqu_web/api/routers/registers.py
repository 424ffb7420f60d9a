"""Registers: their forms, lists, entries with versions, adding, changing, ending and restoring."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from yuanqu.diagnostics import Diagnostic
from yuanqu.packs.model import Pack
from yuanqu.powers import Act
from yuanqu_web.accounts.access import by_of, scope_of
from yuanqu_web.api.answers import answer, unchanged
from yuanqu_web.api.described import FieldOut, field_out, plain, words
from yuanqu_web.api.describing import CACHED, EDITS, ONCE, READS, VERSIONED, WRITES, Words
from yuanqu_web.api.paging import PageQuery, read_id, read_key, write_key
from yuanqu_web.api.problems import Refused, in_words, missing
from yuanqu_web.api.repeating import asked_version, once
from yuanqu_web.api.security import needs
from yuanqu_web.policies.selectors import current_pack
from yuanqu_web.registers import services
from yuanqu_web.registers.checking import Invalid
from yuanqu_web.registers.completeness import lacking
from yuanqu_web.registers.entering import read_typed
from yuanqu_web.registers.models import Entry
from yuanqu_web.registers.query import ListQuery, select
from yuanqu_web.registers.reach import inside
from yuanqu_web.registers.shape import Shape, register_forms, shape_of
from yuanqu_web.registers.things import entry_thing
from yuanqu_web.registers.versions import versions_of
from yuanqu_web.registry.models import Dataset
from yuanqu_web.registry.working import make_working_dataset, working_dataset
from yuanqu_web.returns.codec import Stored, restore

router = Router()
Id = Annotated[str, Field(max_length=60)]
Text = Annotated[str, Field(max_length=2000)]


class RegisterOut(Schema):
    """`key`: the field that numbers its entries."""

    id: str
    name: Words
    key: str
    subject: str


class RegisterFull(RegisterOut):
    fields: list[FieldOut]


class EntryOfOut(Schema):
    """`values`: in the field's stored unit; null for no data. `state`: in_force or ended."""

    id: UUID
    form: str
    key: str
    title: str
    place: str
    enterprise: UUID | None
    state: str
    version: int
    changed_at: datetime
    values: dict[str, str | bool | None]


class EntriesPage(Schema):
    items: list[EntryOfOut]
    next: str


class EntriesQuery(PageQuery):
    """`q`: words of name, number, pinyin or initials. Entries come in the order of their number."""

    q: str = Field("", max_length=80)
    state: Literal["in_force", "ended", "all"] = "in_force"


class EntryIn(Schema, extra="forbid"):
    """`values`: field to text as people type it, in the shown unit; firms by their code. `document`: the paper behind it."""

    values: dict[Id, Text] = Field(max_length=200)
    reason: str = Field("", max_length=500)
    document: str = Field("", max_length=200)


class WhyIn(Schema, extra="forbid"):
    reason: str = Field(max_length=500)


class VersionOut(Schema):
    """`changed`: fields that say something else than in the version before."""

    version: int
    state: str
    at: datetime
    by: str
    reason: str
    document: str
    release: str
    changed: list[str]
    values: dict[str, str | bool | None]


class LackingOut(Schema):
    """`per`: number of the thing asked about. `fields`: affirmed by none of its rows; `kinds`: of which there is no row;
    `rows`: how many rows it has."""

    per: str
    complete: bool
    fields: list[str]
    kinds: list[str]
    rows: int


DONE = {200: EntryOfOut, **EDITS}


@router.get("", response={200: list[RegisterOut], **READS}, operation_id="list_registers")
@needs(Act.REGISTER_READ)
def list_registers(request: HttpRequest) -> list[RegisterOut]:
    """The registers of the pack in use."""
    return [
        RegisterOut(id=one.id, name=words(one.name), key=one.key, subject=one.subject)
        for one in register_forms(current_pack().schema)
    ]


@router.get("/{form}", response={200: RegisterFull, **READS}, operation_id="get_register")
@needs(Act.REGISTER_READ)
def get_register(request: HttpRequest, form: str) -> RegisterFull:
    """One register with its fields."""
    shape = _shape(current_pack(), form)
    return RegisterFull(
        id=form,
        name=words(shape.form.name),
        key=shape.form.key,
        subject=shape.form.subject,
        fields=[field_out(one) for one in shape.fields],
    )


@router.get("/{form}/lacking", response={200: list[LackingOut], **READS}, operation_id="list_lacking")
@needs(Act.REGISTER_READ)
def list_lacking(request: HttpRequest, form: str) -> list[LackingOut]:
    """The check of completeness: per thing, what its rows in force lack together. 404 for a register that asks none."""
    pack, dataset = current_pack(), working_dataset()
    shape = _shape(pack, form)
    if shape.form.complete is None or not shape.form.complete.per:
        raise missing()
    found = lacking(dataset, pack.schema, shape, scope_of(request, Act.REGISTER_READ)) if dataset else []
    return [
        LackingOut(
            per=one.per,
            complete=one.whole,
            fields=[field.id for field in one.fields],
            kinds=[kind.id for kind in one.kinds],
            rows=one.rows,
        )
        for one in found
    ]


@router.get("/{form}/entries", response={200: EntriesPage, **READS}, operation_id="list_register_entries")
@needs(Act.REGISTER_READ)
def list_register_entries(request: HttpRequest, form: str, query: Query[EntriesQuery]) -> EntriesPage:
    """Entries within reach, by number, paged by key."""
    shape, dataset = _shape(current_pack(), form), working_dataset()
    if dataset is None:
        return EntriesPage(items=[], next="")
    wanted = ListQuery(text=query.q.strip(), state="" if query.state == "all" else query.state)
    rows = select(dataset, shape, wanted, scope_of(request, Act.REGISTER_READ)).order_by("key", "pk")
    if key := read_key(query.after, str, str):
        read_id(key[1])
        rows = rows.filter(key__gt=key[0])  # numbers are unique within a register
    found = list(rows[: query.limit + 1])
    shown = found[: query.limit]
    more = len(found) > query.limit
    return EntriesPage(
        items=[_out(shape, one) for one in shown],
        next=write_key(shown[-1].key, str(shown[-1].pk)) if more else "",
    )


@router.post(
    "/{form}/entries", response={201: EntryOfOut, **WRITES}, operation_id="add_entry", openapi_extra=ONCE
)
@once
@needs(Act.REGISTER_CHANGE)
def add_entry(request: HttpRequest, form: str, given: EntryIn) -> HttpResponse:
    """Register something new."""
    pack = current_pack()
    shape, dataset = _shape(pack, form), make_working_dataset()
    key, values = _read(pack, shape, dataset, given.values)
    if not inside(scope_of(request, Act.REGISTER_CHANGE), dataset, shape, values):
        raise missing()
    made = _told(
        lambda: services.add_entry(
            dataset=dataset,
            schema=pack.schema,
            form=shape.form,
            key=key,
            values=values,
            by=by_of(request),
            release=pack.digest,
            reason=given.reason.strip(),
            document=given.document.strip(),
        )
    )
    return answer(_out(shape, made), status=201, version=made.version)


@router.get(
    "/{form}/entries/{id}",
    response={200: EntryOfOut, 304: None, **READS},
    operation_id="get_entry",
    openapi_extra=CACHED,
)
@needs(Act.REGISTER_READ, of=entry_thing)
def get_entry(request: HttpRequest, form: str, id: UUID) -> HttpResponse:
    """One entry."""
    shape, row = _shape(current_pack(), form), _entry(form, id)
    return unchanged(request, row.version) or answer(_out(shape, row), version=row.version)


@router.put("/{form}/entries/{id}", response=DONE, operation_id="change_entry", openapi_extra=VERSIONED)
@once
@needs(Act.REGISTER_CHANGE, of=entry_thing)
def change_entry(request: HttpRequest, form: str, id: UUID, given: EntryIn) -> HttpResponse:
    """A new version: the values named change, others stay. A reason is needed."""
    version, pack = asked_version(request), current_pack()
    shape, row = _shape(pack, form), _entry(form, id)
    _key, read = _read(pack, shape, row.dataset, given.values)
    if given.values.get(shape.form.key, row.key) != row.key:
        raise Refused(422, "key", _("编号不能改。"), [{"where": ["body", "values", shape.form.key]}])
    values = row.values | {id: read[id] for id in given.values if id != shape.form.key}
    if not inside(scope_of(request, Act.REGISTER_CHANGE), row.dataset, shape, values):
        raise missing()
    done = _told(
        lambda: services.change_entry(
            entry=row,
            version=version,
            schema=pack.schema,
            values=values,
            by=by_of(request),
            release=pack.digest,
            reason=given.reason.strip(),
            document=given.document.strip(),
        )
    )
    return answer(_out(shape, done), version=done.version)


@router.post("/{form}/entries/{id}/end", response=DONE, operation_id="end_entry", openapi_extra=VERSIONED)
@once
@needs(Act.REGISTER_CHANGE, of=entry_thing)
def end_entry(request: HttpRequest, form: str, id: UUID, given: WhyIn) -> HttpResponse:
    """Take it out of force. It stays to be read and can be restored."""
    return _step(request, form, id, given, services.end_entry)


@router.post(
    "/{form}/entries/{id}/restore", response=DONE, operation_id="restore_entry", openapi_extra=VERSIONED
)
@once
@needs(Act.REGISTER_CHANGE, of=entry_thing)
def restore_entry(request: HttpRequest, form: str, id: UUID, given: WhyIn) -> HttpResponse:
    """Bring it back into force."""
    return _step(request, form, id, given, services.restore_entry)


@router.post("/{form}/entries/{id}/undo", response=DONE, operation_id="undo_entry", openapi_extra=VERSIONED)
@once
@needs(Act.REGISTER_CHANGE, of=entry_thing)
def undo_entry(request: HttpRequest, form: str, id: UUID, given: WhyIn) -> HttpResponse:
    """Take the last change back: a new version that says what the one before said."""
    return _step(request, form, id, given, services.undo_change)


@router.get(
    "/{form}/entries/{id}/versions",
    response={200: list[VersionOut], **READS},
    operation_id="list_entry_versions",
)
@needs(Act.REGISTER_READ, of=entry_thing)
def list_entry_versions(request: HttpRequest, form: str, id: UUID) -> list[VersionOut]:
    """All versions of an entry, the last first."""
    pack = current_pack()
    shape, row = _shape(pack, form), _entry(form, id)
    return [
        VersionOut(
            version=one.number,
            state=one.state,
            at=one.at,
            by=one.by_name,
            reason=one.reason,
            document=one.document,
            release=one.release,
            changed=[change.field.id for change in one.changes],
            values=_values(shape, one.values),
        )
        for one in versions_of(pack.schema, row)
    ]


def _shape(pack: Pack, form: str) -> Shape:
    for one in register_forms(pack.schema):
        if one.id == form:
            return shape_of(pack.schema, one)
    raise missing()


def _entry(form: str, id: UUID) -> Entry:
    return Entry.objects.select_related("dataset", "enterprise").get(pk=id, form=form)


def _read(
    pack: Pack, shape: Shape, dataset: Dataset, texts: Mapping[str, str]
) -> tuple[str, Mapping[str, Stored]]:
    """(key, values) read as the pages read them. 422 with what is wrong, field by field."""
    if unknown := sorted(set(texts) - {one.id for one in shape.fields}):
        details = [{"where": ["body", "values", name]} for name in unknown[:20]]
        raise Refused(422, "unknown-field", _("这张表没有这样的指标。"), details)
    typed = QueryDict(mutable=True)
    typed.update(dict(texts))
    found = read_typed(dataset, pack.schema, shape, typed, timezone.localdate())
    if found.problems:
        raise _invalid(found.problems)
    return found.key, found.values


def _step(
    request: HttpRequest, form: str, id: UUID, given: WhyIn, work: Callable[..., Entry]
) -> HttpResponse:
    version, pack = asked_version(request), current_pack()
    shape, row = _shape(pack, form), _entry(form, id)
    done = _told(
        lambda: work(
            entry=row,
            version=version,
            schema=pack.schema,
            by=by_of(request),
            release=pack.digest,
            reason=given.reason.strip(),
        )
    )
    return answer(_out(shape, done), version=done.version)


def _told(work: Callable[[], Entry]) -> Entry:
    try:
        return work()
    except Invalid as invalid:
        raise _invalid(invalid.problems) from None


def _invalid(problems: Mapping[str, Diagnostic]) -> Refused:
    details = [{"where": [field], **in_words(one)} for field, one in problems.items()]
    return Refused(422, "invalid", _("请求的内容不合要求。"), details)


def _out(shape: Shape, row: Entry) -> EntryOfOut:
    return EntryOfOut(
        id=row.pk,
        form=row.form,
        key=row.key,
        title=row.title,
        place=row.place,
        enterprise=row.enterprise_id,
        state=row.state,
        version=row.version,
        changed_at=row.changed_at,
        values=_values(shape, row.values),
    )


def _values(shape: Shape, values: Mapping[str, Stored]) -> dict[str, str | bool | None]:
    return {one.id: plain(restore(one, values.get(one.id))) for one in shape.values}
