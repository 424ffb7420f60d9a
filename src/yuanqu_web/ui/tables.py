"""A table as data: the same object is drawn, sorted, exported and totalled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from django.http import HttpRequest

from yuanqu_web.ui import numbers
from yuanqu_web.ui.navigation import Label

Value = str | int | Decimal | date | None
Kind = Literal["text", "number", "date", "state"]


@dataclass(frozen=True, slots=True)
class Column:
    """`unit` stands once in the header. `digits`: decimals of numbers. `sort`: key that the view understands,
    empty when the column can't be sorted. `shown` False: only when the reader asks for it."""

    id: str
    label: Label
    kind: Kind = "text"
    unit: str = ""
    digits: int | None = None
    sort: str = ""
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """`why`: address of the explanation. `foreign`: a Chinese proper name on an English page too.
    `mark`: "sample" for sample data. `note`: a second, quieter line."""

    value: Value = None
    href: str = ""
    why: str = ""
    foreign: bool = False
    mark: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """`href`: opened by Enter on the row."""

    cells: tuple[Cell, ...]
    href: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """`sort`: column in order, with a leading minus when falling. `next`: query key of the next page.
    `about`: what the rows are, and of which day; it stands in the export too."""

    id: str
    caption: Label
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: Row | None = None
    sort: str = ""
    next: str = ""
    about: str = ""
    count: int | None = None
    empty_title: Label = ""
    empty_hint: Label = ""
    export: bool = True
    all_columns: tuple[Column, ...] = field(default=())

    def visible(self, wanted: Sequence[str]) -> Table:
        """Only the columns asked for, in their own order; those shown by default when none is named.
        The first column always stays."""
        names = set(wanted) or {column.id for column in self.columns if column.shown}
        keep = [i for i, column in enumerate(self.columns) if i == 0 or column.id in names]
        return replace(
            self,
            all_columns=self.columns,
            columns=tuple(self.columns[i] for i in keep),
            rows=tuple(_only(row, keep) for row in self.rows),
            totals=_only(self.totals, keep) if self.totals else None,
        )

    @property
    def headers(self) -> list[tuple[Column, str, str]]:
        """Each column, its order ("ascending", "descending" or ""), and the sort key a click asks for."""
        rows = []
        for column in self.columns:
            order = {column.sort: "ascending", f"-{column.sort}": "descending"}.get(self.sort, "")
            order = order if column.sort else ""
            if order:
                asked = column.sort if order == "descending" else f"-{column.sort}"
            else:
                asked = f"-{column.sort}" if column.kind == "number" else column.sort
            rows.append((column, order, asked))
        return rows


def asked_sort(request: HttpRequest, allowed: Sequence[str], default: str) -> str:
    """The sort key of the address if it is one of those allowed, else the default."""
    given = request.GET.get("sort", "")
    return given if given.removeprefix("-") in allowed else default


def cell_text(column: Column, cell: Cell) -> str:
    """A cell as it is read."""
    value = cell.value
    if column.kind == "number" and not isinstance(value, str | date):
        return numbers.plain(value, column.digits)
    if value is None:
        return numbers.NOTHING
    return value.isoformat() if isinstance(value, date) else str(value)


def _only(row: Row, keep: Sequence[int]) -> Row:
    return replace(row, cells=tuple(row.cells[i] for i in keep))
