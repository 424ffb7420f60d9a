"""The rows of a table as HTML. In Python, because a template takes four times as long for each cell, and a page has hundreds."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from yuanqu_web.ui.marks import sample_mark, state_mark
from yuanqu_web.ui.tables import Cell, Column, Row, Table, cell_text


def body(table: Table) -> SafeString:
    """The rows below the header."""
    return _joined(_row(row, table.columns) for row in table.rows)


def totals(table: Table) -> SafeString:
    """The row of totals; empty where a table has none."""
    return _row(table.totals, table.columns) if table.totals else SafeString("")


def cell_html(column: Column, cell: Cell) -> SafeString:
    """What stands in a cell: a state, a link, a figure that can be asked why, or text."""
    if column.kind == "state" and cell.value:
        shown = state_mark(str(cell.value))
    else:
        shown = _linked(cell, cell_text(column, cell))
    if cell.mark == "sample":
        shown = format_html("{} {}", shown, sample_mark())
    return format_html("{}<small>{}</small>", shown, cell.note) if cell.note else shown


def _linked(cell: Cell, text: str) -> SafeString:
    foreign = SafeString(' lang="zh"') if cell.foreign else ""
    if cell.href:
        return format_html('<a href="{}"{}>{}</a>', cell.href, foreign, text)
    if cell.why:
        return format_html('<a class="why" href="{}" data-why>{}</a>', cell.why, text)
    return format_html("<span{}>{}</span>", foreign, text) if cell.foreign else conditional_escape(text)


def _row(row: Row, columns: tuple[Column, ...]) -> SafeString:
    cells = zip(columns, row.cells, strict=True)
    first = format_html('<th scope="row">{}</th>', cell_html(*next(cells)))
    rest = _joined(
        format_html(
            '<td class="n">{}</td>' if column.kind == "number" else "<td>{}</td>", cell_html(column, cell)
        )
        for column, cell in cells
    )
    opened = format_html(' data-href="{}" tabindex="-1"', row.href) if row.href else ""
    named = format_html(' id="{}"', row.id) if row.id else ""
    return format_html("<tr{}{}>{}{}</tr>", opened, named, first, rest)


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308 - each part is escaped
