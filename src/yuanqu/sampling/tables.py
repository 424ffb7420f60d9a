"""Columns of whole numbers and rows of values as Arrow tables in the shape of a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from yuanqu.facts import Field, Form, Schema


def table_of(
    schema: Schema,
    form: Form,
    columns: Mapping[str, Sequence[object]],
    *,
    rows: int,
    period: str | None = None,
) -> pa.Table:
    """A table of a form. Decimals come as whole numbers at the scale the schema gives the field.

    A field of the form that has no column here is null throughout: no data.
    """
    arrays = []
    wanted = schema.arrow_schema(form)
    fields = {field.id: field for field in schema.form_fields(form)}
    for name in wanted.names:
        if name == "period" and period is not None:
            arrays.append(pa.repeat(pa.scalar(period, pa.string()), rows))
        else:
            arrays.append(_array(fields[name], columns.get(name), rows))
    return pa.table(arrays, schema=wanted)


def table_of_rows(schema: Schema, form: Form, rows: Sequence[Mapping[str, object]]) -> pa.Table:
    """A register from its rows."""
    columns = {name: [row.get(name) for row in rows] for name in (rows[0] if rows else ())}
    return table_of(schema, form, columns, rows=len(rows))


def _array(field: Field, values: Sequence[object] | None, rows: int) -> pa.Array:
    if values is None:
        return pa.nulls(rows, field.type.arrow)
    if field.type.kind != "decimal":
        return pa.array(values, field.type.arrow)
    whole = pa.array(values, pa.int64()).cast(pa.decimal128(19, 0))
    scaled = pa.Array.from_buffers(pa.decimal128(38, field.type.scale), len(whole), whole.buffers())
    return scaled.cast(field.type.arrow)
