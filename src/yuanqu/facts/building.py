"""Facts made in memory from plain rows, for generators of samples, the platform's selectors and tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

import pyarrow as pa

from yuanqu.facts.data import Facts, Origin
from yuanqu.facts.fields import Schema


def make_facts(schema: Schema, rows: Mapping[str, Iterable[Mapping[str, object]]], origin: Origin) -> Facts:
    """Facts from rows by form id; each row maps field ids, and `period`, to values in stored units.

    Numbers may be int, Decimal or text. KeyError for an unknown form or column, pyarrow's errors for a
    value that does not fit its column: the caller states facts that are known to be right.
    """
    return Facts(
        schema, {form_id: _table(schema, form_id, list(entries)) for form_id, entries in rows.items()}, origin
    )


def _table(schema: Schema, form_id: str, entries: list[Mapping[str, object]]) -> pa.Table:
    wanted = schema.arrow_schema(schema.form(form_id))
    if strange := {name for entry in entries for name in entry} - set(wanted.names):
        raise KeyError(f"{form_id} has no column {', '.join(sorted(strange))}")
    columns = [
        pa.array([_plain(entry.get(field.name), field.type) for entry in entries], field.type)
        for field in wanted
    ]
    return pa.table(columns, schema=wanted)


def _plain(value: object, kind: pa.DataType) -> object:
    if value is None or isinstance(value, bool):
        return value
    if pa.types.is_decimal(kind) and isinstance(value, int | str):
        return Decimal(value)
    if pa.types.is_integer(kind) and isinstance(value, Decimal | str):
        return int(value)
    return str(value) if pa.types.is_string(kind) else value
