"""Which form a sheet holds, which row is its header, and which field and unit each column has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from yuanqu.facts.fields import Field, Form, Schema
from yuanqu.facts.folding import fold_name
from yuanqu.facts.labels import PERIOD, find_unit, heading, unit_label
from yuanqu.facts.nearest import nearest
from yuanqu.facts.reading.findings import Findings
from yuanqu.facts.reading.grid import Grid, cell_name, column_letters, is_blank
from yuanqu.values import unit

HEADER_ROWS = 10
_SHEET_NAME_LENGTH = 31


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet. `field` None: the period. `unit`: the one that its heading states."""

    index: int
    heading: str
    field: Field | None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Header:
    row: int
    columns: tuple[Column, ...]


def find_form(schema: Schema, name: str) -> Form | None:
    """The form of a Chinese or English name or an id, as a sheet or a file is called."""
    wanted = fold_name(name)
    for form in schema.forms:
        for known in (form.id, form.name.zh, form.name.en):
            if wanted in (fold_name(known), fold_name(known[:_SHEET_NAME_LENGTH])):
                return form
    return None


def guess_form(schema: Schema, grid: Grid) -> tuple[Form | None, tuple[Form, ...]]:
    """The form whose columns fit best, and the candidates when several fit alike."""
    scores: dict[Form, int] = {}
    for form in schema.forms:
        names = _names(schema, form)
        row = _header_row(grid, names)
        matched = sum(_match(names, cell) is not None for cell in grid.rows[row]) if grid.rows else 0
        if matched > 1:
            scores[form] = 2 * matched - sum(field.required for field in schema.form_fields(form))
    best = max(scores.values(), default=0)
    candidates = tuple(form for form, score in scores.items() if score == best)
    return (candidates[0], ()) if len(candidates) == 1 else (None, candidates)


def read_header(schema: Schema, form: Form, grid: Grid, found: Findings) -> Header | None:
    """The readable columns of a sheet, after a report of what is wrong; None without key or period."""
    names = _names(schema, form)
    row = _header_row(grid, names)
    errors = _Errors(grid, row, form, found)
    columns: dict[str, Column] = {}
    for index, cell in enumerate(grid.rows[row] if grid.rows else ()):
        if is_blank(cell):
            _check_no_content(errors, index)
            continue
        text = str(cell).strip()
        match = _match(names, text)
        if match is None:
            known = [f.name.zh for f in names.values() if f] + [f.name.en for f in names.values() if f]
            errors.report("FACT-042", text, **_form_names(form), name=text, nearest=nearest(text, known))
            continue
        field, label = match
        key = field.id if field else "period"
        if key in columns:
            name = field.name if field else PERIOD
            places = {"first": column_letters(columns[key].index), "second": column_letters(index)}
            errors.report("FACT-047", text, name_zh=name.zh, name_en=name.en, **places)
            continue
        columns[key] = Column(index, text, field, _unit(field, label, text, errors))
    usable = tuple(c for c in columns.values() if c.field is None or c.unit or not c.field.unit)
    _check_missing(schema, form, columns, errors)
    _check_wide_rows(errors, len(grid.rows[row]) if grid.rows else 0)
    _check_merges(errors, {column.index for column in columns.values()})
    needed = {form.key} if form.is_register else {form.key, "period"}
    return Header(row, usable) if needed <= columns.keys() else None


class _Errors:
    """Reports about one header and counts them."""

    def __init__(self, grid: Grid, row: int, form: Form, found: Findings) -> None:
        self.grid, self.row, self.form, self.found = grid, row, form, found

    def report(self, code: str, column: str, /, **values: object) -> None:
        self.report_at(self.row, code, column, **values)

    def report_at(self, row: int, code: str, column: str, /, **values: object) -> None:
        self.found.report(code, self.grid.where(row, column), **values)


def _form_names(form: Form) -> dict[str, str]:
    return {"form_zh": form.name.zh, "form_en": form.name.en}


def _names(schema: Schema, form: Form) -> dict[str, Field | None]:
    """Folded heading without unit → field; None for the period."""
    names: dict[str, Field | None] = {}
    if not form.is_register:
        names |= dict.fromkeys((fold_name(PERIOD.zh), fold_name(PERIOD.en), "period"))
    for field in schema.form_fields(form):
        names |= dict.fromkeys(
            (fold_name(field.id), fold_name(field.name.en), fold_name(field.name.zh)), field
        )
    return names


def _match(names: dict[str, Field | None], cell: object) -> tuple[Field | None, str | None] | None:
    """The field of a heading and the unit in its last brackets; None for a heading of no column."""
    folded = fold_name(str(cell)[:200]).rstrip("*")
    if folded in names:
        return names[folded], None
    name, opened, label = folded.rpartition("(")
    if opened and label.endswith(")") and name.rstrip("*") in names:
        return names[name.rstrip("*")], label[:-1]
    return None


def _header_row(grid: Grid, names: dict[str, Field | None]) -> int:
    """The row among the first ones with the most known headings; else the first that is not blank."""
    best, most = 0, 0
    first: int | None = None
    for index, row in enumerate(grid.rows[:HEADER_ROWS]):
        if first is None and not all(is_blank(cell) for cell in row):
            first = index
        matched = sum(_match(names, cell) is not None for cell in row if isinstance(cell, str))
        if matched > most:
            best, most = index, matched
    return best if most else first or 0


def _unit(field: Field | None, label: str | None, text: str, errors: _Errors) -> str | None:
    """The unit that a heading states, after checking that the field can be given in it."""
    stored = field.unit if field else None
    if field is None or stored is None:
        if label is not None:
            plain = field.name if field else PERIOD
            errors.report("FACT-045", text, unit=label, expected_zh=plain.zh, expected_en=plain.en)
        return None
    expected = {"expected_zh": heading(field, "zh"), "expected_en": heading(field, "en")}
    if label is None:
        errors.report("FACT-044", text, **expected)
        return None
    own = (stored, field.shown_unit or stored)
    symbol = next(
        (s for s in own if label in (fold_name(s), fold_name(unit_label(s, "en")))), find_unit(label)
    )
    if symbol is None:
        errors.report("FACT-046", text, unit=label, **expected)
    elif unit(symbol).dimension != unit(stored).dimension:
        errors.report("FACT-045", text, unit=label, **expected)
        return None
    return symbol


def _check_missing(schema: Schema, form: Form, columns: dict[str, Column], errors: _Errors) -> None:
    """The key, the period and required fields must have a column."""
    key, *others = schema.form_fields(form)
    needed = [(field.id, field.name) for field in (key, *(f for f in others if f.required))]
    if not form.is_register:
        needed.insert(1, ("period", PERIOD))
    for field_id, name in needed:
        if field_id not in columns:
            errors.report("FACT-043", "", **_form_names(form), name_zh=name.zh, name_en=name.en)


def _check_no_content(errors: _Errors, index: int) -> None:
    """A column without a heading must be empty below it."""
    for number, row in enumerate(errors.grid.rows[errors.row + 1 :], errors.row + 1):
        if index < len(row) and not is_blank(row[index]):
            letters = column_letters(index)
            errors.report_at(number, "FACT-049", letters, value=str(row[index])[:60])
            return


def _check_wide_rows(errors: _Errors, width: int) -> None:
    for number, row in enumerate(errors.grid.rows[errors.row + 1 :], errors.row + 1):
        if len(row) > width and any(not is_blank(cell) for cell in row[width:]):
            index = next(i for i in range(width, len(row)) if not is_blank(row[i]))
            errors.report_at(number, "FACT-049", column_letters(index), value=str(row[index])[:60])
            return


def _check_merges(errors: _Errors, columns: set[int]) -> None:
    """Merged cells in the header or below it, under any used column."""
    for first, last in errors.grid.merges:
        if last[0] >= errors.row and any(first[1] <= index <= last[1] for index in columns):
            area = f"{cell_name(first)}:{cell_name(last)}"
            errors.report_at(first[0], "FACT-048", column_letters(first[1]), range=area)


def suggest_sheet(schema: Schema, name: str) -> str:
    """The form name most like an unknown sheet's."""
    return nearest(name, (known for form in schema.forms for known in (form.name.zh, form.name.en, form.id)))


def sheet_is_empty(rows: Sequence[Sequence[object]]) -> bool:
    return all(is_blank(cell) for row in rows for cell in row)
