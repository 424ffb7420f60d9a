"""The user's own workbook given back with each rejected cell filled and commented, and a list of all problems."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from yuanqu.diagnostics import Diagnostic
from yuanqu.facts.atomic import replacing
from yuanqu.facts.folding import fold_name
from yuanqu.facts.reading.headers import HEADER_ROWS
from yuanqu.facts.reading.package import Refused
from yuanqu.facts.reading.workbook import PROBLEM_SHEETS, check_workbook
from yuanqu.values import Language

AUTHOR = "yuanqu"
_FILLS = {"error": "FFF4B6B6", "warning": "FFFFE7A8", "info": "FFDCE9F9"}
_QUOTE = "'"
_RANKS = ("error", "warning", "info")


def write_marked_up(
    source: Path | str, diagnostics: Sequence[Diagnostic], path: Path | str, lang: Language
) -> None:
    """Copy the workbook `source` to `path` with its problems marked.

    A source that is no safe workbook (CSV, a damaged or refused file) gives a workbook with the list alone.
    """
    book = _open(Path(source))
    marks: dict[tuple[str, int, int], list[Diagnostic]] = defaultdict(list)
    links: list[tuple[Diagnostic, str]] = []
    sheets = {fold_name(sheet.title): sheet for sheet in book.worksheets}
    headings = {title: _headings(sheet) for title, sheet in sheets.items()}
    for diagnostic in diagnostics:
        place = diagnostic.where
        title = fold_name(place.item)
        sheet = sheets.get(title)
        column = headings.get(title, {}).get(place.column) if place.column else 1
        if sheet is None or place.row is None or column is None:
            links.append((diagnostic, ""))
            continue
        marks[sheet.title, place.row, column].append(diagnostic)
        name = sheet.title.replace(_QUOTE, _QUOTE * 2)
        links.append((diagnostic, f"'{name}'!{get_column_letter(column)}{place.row}"))
    for (title, row, number), found in marks.items():
        _mark(book[title].cell(row, number), found, lang)
    _list(book, links, lang)
    with replacing(Path(path)) as temporary:
        book.save(temporary)


def _open(source: Path) -> Workbook:
    """The workbook without what only links elsewhere; an empty one when the source is not safe to open."""
    try:
        check_workbook(source)
        return load_workbook(source, keep_links=False)
    except (Refused, InvalidFileException, BadZipFile, KeyError, ValueError, TypeError, OSError):
        book = Workbook()
        if book.active is not None:
            book.remove(book.active)
        return book


def _headings(sheet: Worksheet) -> dict[str, int]:
    """Column by the heading in the first rows, or by its letters where there is no heading."""
    columns = {get_column_letter(n): n for n in range(1, sheet.max_column + 2)}
    for row in reversed(list(sheet.iter_rows(min_row=1, max_row=HEADER_ROWS))):
        columns |= {cell.value.strip(): int(cell.column) for cell in row if isinstance(cell.value, str)}
    return columns


def _mark(cell: object, found: list[Diagnostic], lang: Language) -> None:
    if not isinstance(cell, Cell):  # a cell inside a merged area cannot carry anything
        return
    worst = min((d.severity for d in found), key=_RANKS.index)
    cell.fill = PatternFill("solid", fgColor=_FILLS[worst])
    lines = [f"{d.code}  {d.message(lang)}{d.hint(lang)}" for d in found]
    comment = Comment("\n".join(lines)[:2000], AUTHOR)
    comment.width, comment.height = 320, 60 + 40 * len(lines)
    cell.comment = comment


def _list(book: Workbook, links: Iterable[tuple[Diagnostic, str]], lang: Language) -> None:
    """A first sheet with all problems, each linked to its cell."""
    title = PROBLEM_SHEETS[0 if lang == "zh" else 1]
    if title in book.sheetnames:
        book.remove(book[title])
    sheet = book.create_sheet(title, 0)
    heads = ("编号", "位置", "问题", "怎么办") if lang == "zh" else ("Code", "Place", "Problem", "What to do")
    for column, (head, width) in enumerate(zip(heads, (12, 44, 60, 60), strict=True), 1):
        cell = sheet.cell(1, column, head)
        cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row, (diagnostic, link) in enumerate(links, 2):
        texts = (
            diagnostic.code,
            diagnostic.where.text(lang),
            diagnostic.message(lang),
            diagnostic.hint(lang),
        )
        for column, text in enumerate(texts, 1):
            cell = sheet.cell(row, column)
            cell.value, cell.data_type = _plain(text), "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        if link:
            sheet.cell(row, 2).hyperlink = Hyperlink(ref=f"B{row}", location=link)
            sheet.cell(row, 2).font = Font(color="FF0563C1", underline="single")
    sheet.freeze_panes = "A2"
    book.active = 0


def _plain(text: str) -> str:
    """Without characters that a workbook cannot hold."""
    return "".join(c for c in text if c in "\n\t" or (c >= " " and c not in "\ufffe\uffff"))[:2000]
