"""A sheet with a known header to a table of its form; each cell that is refused is reported at its place."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from yuanqu.diagnostics import diagnose
from yuanqu.facts.data import Value
from yuanqu.facts.fields import Form, Schema
from yuanqu.facts.reading.cells import parser_of
from yuanqu.facts.reading.findings import Findings
from yuanqu.facts.reading.grid import Chunk, Grid, is_blank
from yuanqu.facts.reading.headers import Column, Header
from yuanqu.facts.reading.numbers import NumberParser
from yuanqu.facts.reading.parser import Parser, Reject
from yuanqu.facts.reading.times import PeriodParser


def read_table(schema: Schema, form: Form, grid: Grid, header: Header, found: Findings) -> Chunk:
    """Refused cells are null in the table, so that the checks across rows can still run."""
    wanted = schema.arrow_schema(form)
    numbers = _data_rows(grid, header)
    rows = [grid.rows[number] if number < len(grid.rows) else () for number in numbers]
    columns: dict[str, pa.Array] = {}
    for column in header.columns:
        field_id = column.field.id if column.field else "period"
        values = _read_column(schema, form, grid, column, numbers, rows, found)
        columns[field_id] = pa.array(values, wanted.field(field_id).type)
    for missing in wanted:
        if missing.name not in columns:
            columns[missing.name] = pa.nulls(len(rows), missing.type)
    headings = {column.field.id if column.field else "period": column.heading for column in header.columns}
    table = pa.table([columns[name] for name in wanted.names], schema=wanted)
    return Chunk(form, table, grid.source, grid.sheet, [number + 1 for number in numbers], headings)


def _data_rows(grid: Grid, header: Header) -> list[int]:
    """The rows below the header that hold anything, empty formatted ones left out."""
    faulty = {row for row, _ in grid.faults}
    return [
        number
        for number in range(header.row + 1, max(len(grid.rows), max(faulty, default=-1) + 1))
        if number in faulty or not all(is_blank(cell) for cell in grid.rows[number])
    ]


def _read_column(
    schema: Schema,
    form: Form,
    grid: Grid,
    column: Column,
    numbers: Sequence[int],
    rows: Sequence[Sequence[object]],
    found: Findings,
) -> list[Value]:
    field = column.field
    required = field is None or field.required or field.id == form.key
    parse = _parser(schema, form, column)
    faults = {row: fault for (row, index), fault in grid.faults.items() if index == column.index}
    percents = {row for row, index in grid.percents if index == column.index}
    values: list[Value] = []
    for number, row in zip(numbers, rows, strict=True):
        cell = row[column.index] if column.index < len(row) else None
        value: Value = None
        try:
            if faults and number in faults:
                code, text = faults[number]
                raise Reject(code, value=text)
            value = parse.percent(cell) if number in percents else parse(cell)
            if required and value is None:
                raise Reject("FACT-069")
        except Reject as reject:
            if not grid.is_merged((number, column.index)):
                found.add(diagnose(reject.code, grid.where(number, column.heading), **reject.values))
        values.append(value)
    if parse.folded:
        found.report("FACT-088", grid.where(column=column.heading), count=parse.folded, value=parse.sample)
    return values


def _parser(schema: Schema, form: Form, column: Column) -> Parser:
    field = column.field
    if field is None:
        return PeriodParser(form.period)
    if field.type.is_number:
        return NumberParser(field, column.unit)
    target = schema.key_field(field.type.target) if field.type.kind == "ref" else None
    return parser_of(field, target)
