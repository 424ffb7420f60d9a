"""Marked-up copies of long workbooks: values, fills and comments written in one pass, without the layout of the original.

openpyxl keeps the whole workbook with its layout in memory; beyond some ten thousand rows that takes minutes. Here
each sheet is read by the fast reader and written row by row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from yuanqu.diagnostics import Diagnostic
from yuanqu.facts.atomic import replacing
from yuanqu.facts.folding import fold_name
from yuanqu.facts.reading.findings import Findings
from yuanqu.facts.reading.grid import Grid
from yuanqu.facts.reading.headers import HEADER_ROWS
from yuanqu.facts.reading.workbook import PROBLEM_SHEETS, read_workbook
from yuanqu.facts.workbook_writing import OPTIONS
from yuanqu.values import Language

COMMENTS = (
    2_000  # more make the file slow to open; every problem stands in its row's last column and in the list
)
LISTED = 200_000
_FILLS = {"error": "#F4B6B6", "warning": "#FFE7A8", "info": "#DCE9F9"}
_RANKS = ("error", "warning", "info")
_HEAD = {"zh": "问题", "en": "Problems"}
_COLUMNS = {
    "zh": ("编号", "位置", "问题", "怎么办"),
    "en": ("Code", "Place", "Problem", "What to do"),
}

Marks = Mapping[int, Sequence[Diagnostic]]


def write_marked_up_fast(
    source: Path | str, diagnostics: Sequence[Diagnostic], path: Path | str, lang: Language
) -> None:
    """Copy the values of the workbook `source` to `path` with its problems marked, and a last column that names them.

    A source that is no safe workbook gives a workbook with the list alone.
    """
    read = read_workbook(Path(source), Findings())
    grids = read.grids if read else ()
    by_sheet: dict[str, dict[int, list[Diagnostic]]] = defaultdict(lambda: defaultdict(list))
    for one in diagnostics:
        if one.where.row is not None:
            by_sheet[fold_name(one.where.item)][one.where.row - 1].append(one)
    with replacing(Path(path)) as temporary:
        book = xlsxwriter.Workbook(str(temporary), {**OPTIONS, "constant_memory": True})
        fills = {rank: book.add_format({"bg_color": color}) for rank, color in _FILLS.items()}
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        _list(book.add_worksheet(PROBLEM_SHEETS[0 if lang == "zh" else 1]), diagnostics, lang)
        commented = 0
        for grid in grids:
            sheet = book.add_worksheet(grid.sheet)
            commented = _copy(
                sheet, grid, by_sheet.get(fold_name(grid.sheet), {}), fills, day, lang, commented
            )
        book.close()


def _copy(
    sheet: Worksheet,
    grid: Grid,
    marks: Marks,
    fills: Mapping[str, Format],
    day: Format,
    lang: Language,
    commented: int,
) -> int:
    """One sheet; how many comments there are now."""
    columns = _headings(grid)
    width = max((len(row) for row in grid.rows[:HEADER_ROWS]), default=0)
    if marks:
        sheet.write_string(0, width, _HEAD[lang])
        sheet.set_column(width, width, 60)
    for y, row in enumerate(grid.rows):
        found: dict[int, list[Diagnostic]] = defaultdict(list)
        for one in marks.get(y, ()):
            found[columns.get(one.where.column.strip(), 0)].append(one)
        for x in range(max(len(row), max(found, default=-1) + 1)):
            here = found.get(x)
            cell = row[x] if x < len(row) else None
            look = fills[min((d.severity for d in here), key=_RANKS.index)] if here else None
            _write(sheet, y, x, cell, look or (day if isinstance(cell, date) else None))
            if here and commented < COMMENTS:
                lines = "\n".join(f"{d.code}  {d.message(lang)}{d.hint(lang)}" for d in here)
                sheet.write_comment(y, x, lines[:2000], {"author": "yuanqu"})
                commented += 1
        if marks.get(y):
            sheet.write_string(y, width, _plain("; ".join(f"{d.code} {d.message(lang)}" for d in marks[y])))
    return commented


def _headings(grid: Grid) -> dict[str, int]:
    """Column by the heading in the first rows."""
    columns: dict[str, int] = {}
    for row in reversed(grid.rows[:HEADER_ROWS]):
        columns |= {cell.strip(): x for x, cell in enumerate(row) if isinstance(cell, str) and cell.strip()}
    return columns


def _write(sheet: Worksheet, y: int, x: int, cell: object, look: Format | None) -> None:
    if cell is None or cell == "":
        if look is not None:
            sheet.write_blank(y, x, None, look)
    elif isinstance(cell, bool):
        sheet.write_boolean(y, x, cell, look)
    elif isinstance(cell, int | float | Decimal):
        sheet.write_number(y, x, cell, look)
    elif isinstance(cell, datetime | date) and cell.year >= 1900:
        sheet.write_datetime(y, x, cell, look)
    else:
        text = cell.isoformat() if isinstance(cell, date | time) else str(cell)
        sheet.write_string(y, x, _plain(text), look)


def _list(sheet: Worksheet, diagnostics: Sequence[Diagnostic], lang: Language) -> None:
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 3, 50)
    sheet.write_row(0, 0, _COLUMNS[lang])
    for y, one in enumerate(diagnostics[:LISTED], 1):
        for x, text in enumerate((one.code, one.where.text(lang), one.message(lang), one.hint(lang))):
            sheet.write_string(y, x, _plain(text))
    sheet.freeze_panes(1, 0)


def _plain(text: str) -> str:
    """Without characters that a workbook cannot hold."""
    return "".join(c for c in text if c in "\n\t" or (c >= " " and c not in "\ufffe\uffff"))[:32000]
