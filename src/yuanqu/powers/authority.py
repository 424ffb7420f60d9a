"""A park's own matrix of authority: who decides alone, who countersigns, what its service company does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from yuanqu.powers.people import Role
from yuanqu.powers.table import Act


@dataclass(frozen=True, slots=True)
class Authority:
    """One row of a park's matrix, by its document. `decides` acts; with `countersigns` the act stands only after a
    second person of that role has signed; `delegated`: the service company may act too. In force on [start, end)."""

    place: str
    act: Act
    decides: Role
    countersigns: Role | None = None
    delegated: bool = False
    document: str = ""
    start: date = date.min
    end: date = date.max


def in_force(matrix: Iterable[Authority], act: Act, place: str, day: date) -> Authority | None:
    """The row for an act in a place on a day; the one that began last when several stand."""
    rows = [row for row in matrix if row.act == act and row.place == place and row.start <= day < row.end]
    return max(rows, key=lambda row: row.start, default=None)
