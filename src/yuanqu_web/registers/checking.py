"""What an entry must satisfy before it is written: required fields, what goes together, references, no overlap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from yuanqu.diagnostics import Diagnostic, diagnose
from yuanqu.facts import Form, Schema
from yuanqu.facts.row_checks import check_needs, check_span, overlaps, span_text
from yuanqu_web.registers.models import Entry, EntryState
from yuanqu_web.registers.shape import ENTERPRISE, Shape
from yuanqu_web.registry.models import Dataset, Enterprise
from yuanqu_web.returns.codec import Stored, restore

Values = Mapping[str, Stored]


class Invalid(Exception):  # noqa: N818 - becomes messages at the fields
    """Why an entry cannot be written: problems by field id, "" for the whole."""

    def __init__(self, problems: Mapping[str, Diagnostic]) -> None:
        super().__init__(", ".join(one.code for one in problems.values()))
        self.problems = dict(problems)


@dataclass(frozen=True, slots=True)
class Linked:
    """The field of a form by which its rows refer to a kind of subject."""

    form: Form
    field: str


def links_to(schema: Schema, kind: str) -> tuple[Linked, ...]:
    """Every reference of a register to a kind of subject."""
    return tuple(
        Linked(form, field.id)
        for form in schema.forms
        if form.is_register
        for field in schema.form_fields(form)
        if field.type.kind == "ref" and field.type.target == kind
    )


def check_entry(dataset: Dataset, schema: Schema, shape: Shape, key: str, values: Values) -> None:
    """Raises Invalid with everything that is wrong."""
    found: dict[str, Diagnostic] = {}
    if not key:
        found[shape.form.key] = diagnose("FACT-069")
    for field in shape.values:
        value = values.get(field.id)
        if field.required and value in (None, ""):
            found[field.id] = diagnose("FACT-069")
        elif (
            field.type.kind == "ref" and value and not _exists(dataset, schema, field.type.target, str(value))
        ):
            name = schema.subject(field.type.target).name
            found[field.id] = diagnose("REG-004", value=value, subject_zh=name.zh, subject_en=name.en.lower())
    facts = {field.id: restore(field, values.get(field.id)) for field in shape.values}
    for (_given, needed), problem in zip(
        (pair for pair in shape.form.needs if facts.get(pair[0]) and not facts.get(pair[1])),
        check_needs(schema, shape.form, facts),
        strict=True,
    ):
        found.setdefault(needed, problem)
    if once := shape.form.once:
        for problem in check_span(shape.form, facts):
            found.setdefault(once.end, problem)
        if not found and (clash := _clash(dataset, shape, key, facts)) is not None:
            other, span = clash
            found[once.start] = diagnose("REG-030", other=other, **span)
    if found:
        raise Invalid(found)


def referring(schema: Schema, entry: Entry) -> Q:
    """The entries in force that refer to an entry."""
    wanted = Q(pk__in=())
    for linked in links_to(schema, entry.kind):
        wanted |= Q(form=linked.form.id, indexed__field=linked.field, indexed__text=entry.key)
    return wanted & Q(dataset=entry.dataset_id, state=EntryState.IN_FORCE)


def _exists(dataset: Dataset, schema: Schema, kind: str, key: str) -> bool:
    if kind == ENTERPRISE:
        return Enterprise.objects.filter(dataset=dataset, key=key).exists()
    forms = [form.id for form in schema.forms_of(kind) if form.is_register]
    return not forms or Entry.objects.filter(dataset=dataset, form__in=forms, key=key).exists()


def _clash(
    dataset: Dataset, shape: Shape, key: str, facts: Mapping[str, object]
) -> tuple[str, dict[str, str]] | None:
    """Another row in force that stands in the same time; its key and span."""
    once = shape.form.once
    if once is None or not facts.get(once.per):
        return None
    rows: dict[str, Mapping[str, object]] = {key: facts}
    others = Entry.objects.filter(
        dataset=dataset,
        form=shape.form.id,
        state=EntryState.IN_FORCE,
        indexed__field=once.per,
        indexed__text=str(facts[once.per]),
    ).exclude(key=key)
    for other in others:
        rows[other.key] = {f.id: restore(f, other.values.get(f.id)) for f in shape.values}
    for later, earlier in overlaps(shape.form, rows.items()):
        if key in (later, earlier):
            mate = earlier if later == key else later
            return mate, span_text(shape.form, rows[mate])
    return None
