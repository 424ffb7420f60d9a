"""What the readers of all types of cells share. A cell that cannot be read is refused, never guessed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime
from decimal import Decimal

from yuanqu.diagnostics import Diagnostic
from yuanqu.facts.data import Value
from yuanqu.facts.folding import fold

_NO_DATA = frozenset(("", "-", "--", "...", "......"))


class Reject(Exception):  # noqa: N818 - becomes a diagnostic at the cell
    """Why a cell is refused: code and values of the message."""

    def __init__(self, code: str, /, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values

    @classmethod
    def of(cls, diagnostic: Diagnostic) -> Reject:
        return cls(diagnostic.code, **diagnostic.values)


class Parser(ABC):
    """Reads the cells of one column. `folded` counts cells whose full-width characters were folded."""

    def __init__(self) -> None:
        self.folded = 0
        self.sample = ""

    def __call__(self, cell: object) -> Value:
        """The value; None for no data. Raises Reject."""
        if cell is None or cell == "":
            return None
        if isinstance(cell, str):
            plain = self.fold(cell)
            return None if plain in _NO_DATA else self.from_text(plain, cell)
        return self.from_cell(cell)

    def percent(self, cell: object) -> Value:
        """A cell that its workbook formats as a percentage."""
        raise Reject("FACT-086", value=show(cell))

    def fold(self, cell: str) -> str:
        if cell.isascii():
            return cell.strip()
        plain = fold(cell)
        if plain != cell.strip() and plain not in _NO_DATA:
            self.folded += 1
            self.sample = self.sample or cell.strip()
        return plain

    @abstractmethod
    def from_text(self, text: str, cell: str) -> Value:
        """`text`: folded and not empty; `cell`: as it stands."""

    def from_cell(self, cell: object) -> Value:
        """A number, boolean or date of a workbook."""
        return self.from_text(show(cell), show(cell))


def show(cell: object) -> str:
    """A cell as messages quote it."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e18 else format(cell, ".15g")
    if isinstance(cell, datetime) and cell.time() == cell.time().min:
        return cell.date().isoformat()
    if isinstance(cell, Decimal):
        return format(cell, "f")
    text = str(cell).strip()
    return text if len(text) <= 80 else f"{text[:80]}…"
