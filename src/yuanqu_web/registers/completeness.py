"""What is missing of what a form asks of a whole row, or of all rows of one thing together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from yuanqu.facts import Choice, Field, Schema
from yuanqu_web.accounts.scope import EVERYTHING, Scope
from yuanqu_web.registers.models import Entry, EntryState
from yuanqu_web.registers.shape import Shape
from yuanqu_web.registry.models import Dataset
from yuanqu_web.returns.codec import Stored


@dataclass(frozen=True, slots=True)
class Lacking:
    """`per`: the thing's key, or the choice's id. `fields`: answered with yes nowhere; `kinds`: not one row of them.
    `rows`: how many rows there are."""

    per: str
    fields: tuple[Field, ...]
    kinds: tuple[Choice, ...]
    rows: int

    @property
    def whole(self) -> bool:
        return not self.fields and not self.kinds


def lacking_in_row(shape: Shape, values: Mapping[str, Stored]) -> tuple[Field, ...]:
    """The fields that one row does not answer with yes; nothing for a form that asks nothing."""
    asked = shape.form.complete
    return tuple(f for f in map(shape.field, asked.fields) if values.get(f.id) is not True) if asked else ()


def lacking(dataset: Dataset, schema: Schema, shape: Shape, scope: Scope = EVERYTHING) -> list[Lacking]:
    """Per thing, what its rows in force lack together. A thing without any row lacks everything. `scope`: what the
    asker may see; things and rows beyond it are as if they were not there."""
    asked = shape.form.complete
    if asked is None or not asked.per:
        return []
    rows: dict[str, list[Mapping[str, Stored]]] = defaultdict(list)
    entries = Entry.objects.filter(dataset=dataset, state=EntryState.IN_FORCE)
    seen = scope.filter(entries, enterprise="enterprise", place="place")
    for values in seen.filter(form=shape.form.id).values_list("values", flat=True):
        if per := values.get(asked.per):
            rows[str(per)].append(values)
    return [_lacking(shape, per, rows.get(per, [])) for per in _things(seen, schema, shape, rows)]


def _lacking(shape: Shape, per: str, rows: list[Mapping[str, Stored]]) -> Lacking:
    asked = shape.form.complete
    assert asked is not None
    fields = tuple(f for f in map(shape.field, asked.fields) if not any(r.get(f.id) is True for r in rows))
    kinds: tuple[Choice, ...] = ()
    if asked.kinds:
        present = {row.get(asked.kinds) for row in rows}
        kinds = tuple(c for c in shape.field(asked.kinds).choices if c.id not in present)
    return Lacking(per, fields, kinds, len(rows))


def _things(seen: QuerySet[Entry], schema: Schema, shape: Shape, rows: Iterable[str]) -> list[str]:
    """All things that could have rows: the choices of the field, or the entries in force of its kind."""
    asked = shape.form.complete
    assert asked is not None
    field = shape.field(asked.per)
    if field.choices:
        return [choice.id for choice in field.choices]
    forms = [form.id for form in schema.forms_of(field.type.target) if form.is_register]
    known = seen.filter(form__in=forms).order_by("key")
    keys = list(known.values_list("key", flat=True))
    return [*keys, *(key for key in rows if key not in set(keys))]
