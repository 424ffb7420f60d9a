"""Reading returns: facts as they were accepted by a day, and what is known of one enterprise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import cast

import pyarrow as pa
from django.db.models import Q
from django.utils import timezone

from yuanqu.facts import Facts, Form, Origin, Schema
from yuanqu.facts.data import OriginKind
from yuanqu.values import Text
from yuanqu_web.registry.models import Dataset, Enterprise
from yuanqu_web.returns.codec import Fact, Stored, restore, restore_row
from yuanqu_web.returns.models import Return, SubjectRecord

ACCEPTED, WITHDRAWN = "accepted", "withdrawn"


@dataclass(frozen=True, slots=True)
class Version:
    version: int
    state: str
    values: Mapping[str, Stored]


def latest_versions(
    dataset: Dataset, form: Form, by: datetime | None = None
) -> dict[tuple[str, str], Version]:
    """The last version of each row of a form, by (key, period), accepted before `by`."""
    found: dict[tuple[str, str], Version] = {}
    for key, period, version, state, values in _rows(dataset, form, by):
        found[key, period] = Version(version, state, values)
    return found


def entered(dataset: Dataset, form: Form) -> set[tuple[str, str]]:
    """The rows of a form, by (key, period), that are people's: one of their versions names who entered it, or came after
    the last loading of whole data."""
    theirs = ~Q(by_id="")
    if dataset.loaded_at is not None:
        theirs |= Q(accepted_at__gt=dataset.loaded_at)
    if form.subject == "enterprise":
        returns = Return.objects.filter(theirs, dataset=dataset, form=form.id)
        return set(returns.values_list("enterprise__key", "period"))
    records = SubjectRecord.objects.filter(theirs, dataset=dataset, form=form.id)
    return set(records.values_list("key", "period"))


def facts_as_of(dataset: Dataset, day: date | None, *, schema: Schema) -> Facts:
    """The facts of a data set as accepted by the end of a day; None: by now. Equal in digest to what was imported."""
    by = None
    if day is not None:
        by = datetime.combine(day + timedelta(days=1), time.min, tzinfo=timezone.get_default_timezone())
    tables = {form.id: _table(schema, form, latest_versions(dataset, form, by)) for form in schema.forms}
    return Facts(schema, tables, origin_of(dataset))


def facts_of_form(dataset: Dataset, form: Form, *, schema: Schema) -> Facts:
    """One form with the register of its subject, as accepted by now: enough to see the rows of that form."""
    forms = {one.id: one for one in schema.forms_of(form.subject) if one.is_register} | {form.id: form}
    tables = {id: _table(schema, one, latest_versions(dataset, one)) for id, one in forms.items()}
    return Facts(schema, tables, origin_of(dataset))


def facts_of_enterprise(enterprise: Enterprise, *, schema: Schema) -> Facts:
    """All that is known by now of one enterprise and of what it owns, in the shape of a whole data set."""
    dataset = enterprise.dataset
    owned: dict[str, dict[tuple[str, str], Version]] = {form.id: {} for form in schema.forms}
    returns = Return.objects.filter(dataset=dataset, enterprise=enterprise).order_by("version", "pk")
    records = SubjectRecord.objects.filter(dataset=dataset, owner=enterprise).order_by("version", "pk")
    for rows, columns in ((returns, _OF_RETURNS), (records, _OF_RECORDS)):
        for form, key, period, *version in rows.values_list("form", *columns):
            if form in owned:
                owned[form][key, period] = Version(*version)
    tables = {form.id: _table(schema, form, owned[form.id]) for form in schema.forms}
    return Facts(schema, tables, origin_of(dataset))


def origin_of(dataset: Dataset) -> Origin:
    return Origin(cast(OriginKind, dataset.origin), Text(dataset.title_zh, dataset.title_en))


@dataclass(frozen=True, slots=True)
class Filed:
    """One return of an enterprise: its form, period and values in stored units."""

    form: str
    period: str
    values: Mapping[str, Fact]
    accepted_at: datetime


def returns_of(enterprise: Enterprise, *, schema: Schema) -> tuple[Filed, ...]:
    """The accepted returns of an enterprise, by form and time."""
    last: dict[tuple[str, str], Return] = {}
    rows = Return.objects.filter(enterprise=enterprise).order_by("version")
    for row in rows:
        last[row.form, row.period] = row
    known = {form.id: schema.form_fields(form) for form in schema.forms}
    return tuple(
        Filed(row.form, row.period, restore_row(known[row.form], row.values), row.accepted_at)
        for row in sorted(last.values(), key=lambda row: (row.form, row.start or date.min))
        if row.state == ACCEPTED and row.form in known
    )


@dataclass(frozen=True, slots=True)
class Recorded:
    """A building, line or person: its kind, key and values."""

    kind: str
    key: str
    values: Mapping[str, Fact]


def records_of(enterprise: Enterprise, *, schema: Schema) -> tuple[Recorded, ...]:
    """The buildings, lines and people of an enterprise."""
    last = {
        (row.form, row.key): row
        for row in SubjectRecord.objects.filter(owner=enterprise).order_by("version", "key")
    }
    known = {form.id: schema.form_fields(form) for form in schema.forms}
    return tuple(
        Recorded(row.kind, row.key, restore_row(known[row.form], row.values))
        for row in last.values()
        if row.state == ACCEPTED and row.form in known
    )


_OF_RETURNS = ("enterprise__key", "period", "version", "state", "values")
_OF_RECORDS = ("key", "period", "version", "state", "values")


def _rows(
    dataset: Dataset, form: Form, by: datetime | None
) -> Iterator[tuple[str, str, int, str, Mapping[str, Stored]]]:
    if form.subject == "enterprise":
        returns = Return.objects.filter(dataset=dataset, form=form.id)
        if by is not None:
            returns = returns.filter(accepted_at__lt=by)
        yield from returns.order_by("version", "pk").values_list(*_OF_RETURNS)
        return
    records = SubjectRecord.objects.filter(dataset=dataset, form=form.id)
    if by is not None:
        records = records.filter(accepted_at__lt=by)
    yield from records.order_by("version", "pk").values_list(*_OF_RECORDS)


def _table(schema: Schema, form: Form, versions: Mapping[tuple[str, str], Version]) -> pa.Table:
    """The accepted rows of a form as the library holds them."""
    rows = [(key, period, v.values) for (key, period), v in versions.items() if v.state == ACCEPTED]
    wanted = schema.arrow_schema(form)
    columns: dict[str, list[object]] = {form.key: [key for key, _, _ in rows]}
    if not form.is_register:
        columns["period"] = [period for _, period, _ in rows]
    for field in schema.form_fields(form):
        if field.id != form.key:
            columns[field.id] = [restore(field, values.get(field.id)) for _, _, values in rows]
    return pa.table(
        [pa.array(columns[name], wanted.field(name).type) for name in wanted.names], schema=wanted
    )
