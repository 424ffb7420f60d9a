"""What the readers of workbooks and of CSV hand on: cells as they stand, and what is known about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from yuanqu.diagnostics import Where
from yuanqu.facts.fields import Form

CellAt = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet. `rows` begin at row 1; positions (row, column) count from 0.

    faults: cells without a usable value, with the code of the message and what it quotes.
    percents: cells formatted as a percentage. merges: first and last cell of each merged area.
    """

    source: str
    sheet: str
    rows: Sequence[Sequence[object]]
    faults: Mapping[CellAt, tuple[str, str]] = field(default_factory=dict)
    percents: frozenset[CellAt] = frozenset()
    merges: tuple[tuple[CellAt, CellAt], ...] = ()
    hidden: bool = False

    def is_merged(self, at: CellAt) -> bool:
        """Whether a cell lies in a merged area, which is reported as a whole."""
        return any(a[0] <= at[0] <= b[0] and a[1] <= at[1] <= b[1] for a, b in self.merges[:1000])

    def where(self, row: int | None = None, column: str = "") -> Where:
        """A place for messages; `row` counts from 0."""
        return Where(self.source, self.sheet, None if row is None else row + 1, column)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows of one form read from one place. `row_numbers`: where each row stands, from 1. `headings`: by field id."""

    form: Form
    table: pa.Table
    source: str
    item: str
    row_numbers: Sequence[int]
    headings: Mapping[str, str]

    def where(self, index: int, field_id: str) -> Where:
        return Where(self.source, self.item, self.row_numbers[index], self.headings.get(field_id, field_id))


def column_letters(index: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(at: CellAt) -> str:
    """(0, 0) → A1."""
    return f"{column_letters(at[1])}{at[0] + 1}"


def is_blank(cell: object) -> bool:
    return cell is None or cell == "" or (isinstance(cell, str) and not cell.strip())
