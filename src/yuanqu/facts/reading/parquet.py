"""Parquet files as tables of a form: columns by field id, types as the schema says."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from yuanqu.diagnostics import Where
from yuanqu.facts.fields import Form, Schema
from yuanqu.facts.nearest import nearest
from yuanqu.facts.reading.checks import check_values
from yuanqu.facts.reading.findings import Findings
from yuanqu.facts.reading.grid import Chunk
from yuanqu.facts.reading.headers import find_form

MAX_ROWS = 50_000_000
MAX_BYTES = 8 * 2**30


def read_parquet(path: Path, schema: Schema, form: Form | None, found: Findings) -> Chunk | None:
    """One part. The form is given, or told by the file's name or columns. Raises OSError only on reading."""
    where = Where(path.name)
    try:
        with pq.ParquetFile(path) as file:
            meta = file.metadata
            size = sum(meta.row_group(i).total_byte_size for i in range(meta.num_row_groups))
            if meta.num_rows > MAX_ROWS or size > MAX_BYTES:
                what = f"{meta.num_rows} rows, {size // 2**20} MB"
                found.report("FACT-025", where, what=what, limit=f"{MAX_ROWS} rows, {MAX_BYTES // 2**20} MB")
                return None
            names = tuple(file.schema_arrow.names)
            form = form or _form_of(schema, path, names)
            if form is None:
                candidates = ", ".join(known.name.zh for known in schema.forms)
                found.report("FACT-041", where, candidates=candidates)
                return None
            if not _check_columns(schema, form, names, where, found):
                return None
            table = file.read(columns=list(names))
    except (pa.ArrowException, ValueError, OverflowError, MemoryError, OSError) as error:
        found.report("FACT-026", where, reason=str(error)[:200])
        return None
    typed = _typed(schema, form, table, where, found)
    if typed is None:
        return None
    chunk = Chunk(form, typed, path.name, "", range(1, typed.num_rows + 1), {})
    for diagnostic in check_values(schema, chunk):
        found.add(diagnostic)
    return chunk


def _form_of(schema: Schema, path: Path, names: tuple[str, ...]) -> Form | None:
    if form := find_form(schema, path.stem.partition(".")[0]):
        return form
    fitting = [form for form in schema.forms if set(names) == set(schema.arrow_schema(form).names)]
    return fitting[0] if len(fitting) == 1 else None


def _check_columns(schema: Schema, form: Form, names: tuple[str, ...], where: Where, found: Findings) -> bool:
    wanted = schema.arrow_schema(form).names
    needed = [field for field in schema.form_fields(form) if field.required or field.id == form.key]
    missing = [field.id for field in needed if field.id not in names]
    if not form.is_register and "period" not in names:
        missing.append("period")
    form_names = {"form_zh": form.name.zh, "form_en": form.name.en}
    for name in names:
        if name not in wanted:
            found.report("FACT-042", where, **form_names, name=name, nearest=nearest(name, wanted))
        elif names.count(name) > 1:
            found.report("FACT-047", where, name_zh=name, name_en=name, first=name, second=name)
    for name in missing:
        found.report("FACT-043", where, **form_names, name_zh=name, name_en=name)
    return not missing and len(set(names)) == len(names) and set(names) <= set(wanted)


def _typed(schema: Schema, form: Form, table: pa.Table, where: Where, found: Findings) -> pa.Table | None:
    """The table with exactly the form's columns; a column that would lose anything by its new type is refused."""
    wanted = schema.arrow_schema(form)
    columns = []
    for field in wanted:
        if field.name not in table.column_names:
            columns.append(pa.nulls(table.num_rows, field.type))
            continue
        column = table[field.name]
        try:
            if not _alike(column.type, field.type):
                raise pa.ArrowInvalid("another kind of type")
            columns.append(column.cast(field.type, safe=True))
        except pa.ArrowException:
            place = Where(where.source, column=field.name)
            found.report("FACT-051", place, actual=column.type, expected=field.type)
    return pa.table(columns, schema=wanted) if len(columns) == len(wanted) else None


def _alike(actual: pa.DataType, wanted: pa.DataType) -> bool:
    """Whether a cast keeps the meaning. Binary floating point is never taken for an exact number."""
    if pa.types.is_dictionary(actual):
        actual = actual.value_type
    if pa.types.is_null(actual):
        return True
    text = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    if pa.types.is_string(wanted):
        return any(is_text(actual) for is_text in text)
    if pa.types.is_decimal(wanted):
        return bool(pa.types.is_decimal(actual) or pa.types.is_integer(actual))
    if pa.types.is_integer(wanted):
        return bool(pa.types.is_integer(actual))
    return bool(pa.types.is_date(actual) if pa.types.is_date(wanted) else actual == wanted)
