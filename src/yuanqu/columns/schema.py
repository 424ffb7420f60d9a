"""What the compiler is told of the facts: for each name of FEEL its column and exact type, or the FEEL it derives from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from yuanqu.columns import typing as t
from yuanqu.diagnostics import Diagnostic, Where, diagnose
from yuanqu.facts.fields import FieldType, Schema

_DECIMAL = re.compile(r"decimal\((\d+), ?(\d+)\)")
_NAMED: dict[str, t.Kind] = {
    "integer": t.integer(),
    "date": t.DATE,
    "boolean": t.BOOLEAN,
    "text": t.TEXT,
}


@dataclass(frozen=True, slots=True)
class InputColumn:
    """`name`: of the column in the source. `derived`: FEEL over other inputs, in place of a column."""

    name: str
    kind: t.Kind
    derived: str = ""


Declared = InputColumn | FieldType | t.Number | t.Plain | str


def kind_of(declared: FieldType | t.Number | t.Plain | str) -> t.Kind:
    """The exact type of a declaration such as "decimal(18,2)", integer, date, boolean, text. ValueError for others."""
    if isinstance(declared, (t.Number, t.Plain)):
        return declared
    text = str(declared)
    if found := _DECIMAL.fullmatch(text):
        precision, scale = int(found[1]), int(found[2])
        if not (1 <= precision <= 38 and scale <= precision):
            raise ValueError(text)
        return t.decimal(precision, scale)
    if isinstance(declared, FieldType) and declared.kind in ("code", "ref", "choice"):
        return t.TEXT
    if text not in _NAMED:
        raise ValueError(text)
    return _NAMED[text]


def inputs_of(schema_types: Mapping[str, Declared]) -> dict[str, InputColumn]:
    """Declarations by FEEL name; a column is named as its input unless told otherwise."""
    return {
        name: declared if isinstance(declared, InputColumn) else InputColumn(name, kind_of(declared))
        for name, declared in schema_types.items()
    }


def subject_inputs(schema: Schema, subject: str) -> dict[str, InputColumn]:
    """The inputs that the fields of a subject give: columns are named by field id."""
    return {
        field.name.zh: InputColumn(field.id, kind_of(field.type), field.derived or "")
        for field in schema.subject(subject).fields
    }


def check_columns(found: pa.Schema, wanted: Mapping[str, InputColumn], source: str) -> tuple[Diagnostic, ...]:
    """Whether a file has the columns of a plan, in types that turn into the declared ones without loss."""
    problems: list[Diagnostic] = []
    for name, column in wanted.items():
        where = Where(source, column=column.name)
        at = found.get_field_index(column.name)
        if at < 0:
            problems.append(diagnose("COL-020", where, name=name, column=column.name))
            continue
        actual = found.field(at).type
        if pa.types.is_floating(actual):
            problems.append(diagnose("COL-021", where, name=name, actual=actual, declared=column.kind))
        elif not _widens(actual, column.kind):
            problems.append(diagnose("COL-022", where, name=name, actual=actual, declared=column.kind))
    return tuple(problems)


def _widens(actual: pa.DataType, declared: t.Kind) -> bool:
    if pa.types.is_null(actual):
        return True
    kind = t.of_arrow(actual)
    if kind is None:
        return False
    if isinstance(kind, t.Number) and isinstance(declared, t.Number):
        return kind.scale <= declared.scale  # too many digits before the point raise on load
    return kind == declared
