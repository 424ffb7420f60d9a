"""What the fast reader does not tell about a sheet: merged cells, error values, formulas without a result,
percent formats, and how far the cells reach. Found in one pass over the sheet's XML."""

from __future__ import annotations

import re
from xml.parsers import expat

from yuanqu.facts.reading.grid import CellAt, cell_name
from yuanqu.facts.reading.package import Refused

MAX_COLUMNS = 400
MAX_CELLS = 24_000_000
MAX_MERGES = 50_000
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


def parse_reference(text: str) -> CellAt:
    """ "B3" → (2, 1). Refused for anything else."""
    match = _REFERENCE.fullmatch(text)
    if match is None or match[2].strip("0") == "":
        raise Refused("FACT-026", reason=f"cell reference {text[:20]!r}")
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


class SheetScan:
    """Fed with the bytes of one worksheet part; empty bytes end it."""

    def __init__(self, percent_styles: frozenset[str] = frozenset()) -> None:
        self.errors: dict[CellAt, str] = {}
        self.uncalculated: set[CellAt] = set()
        self.percents: set[CellAt] = set()
        self.merges: list[tuple[CellAt, CellAt]] = []
        self.last_row = self.last_column = -1
        self._percent_styles = percent_styles
        self._row = self._column = -1
        self._row_text = ""
        self._columns: dict[str, int] = {}
        self._style = self._type = ""
        self._formula = self._in_value = False
        self._text: list[str] = []
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = None
        parser.StartDoctypeDeclHandler = self._doctype
        self._parser = parser

    def feed(self, block: bytes) -> None:
        try:
            self._parser.Parse(block, not block)
        except expat.ExpatError as error:
            raise Refused("FACT-026", reason=str(error)) from error
        if not block:
            self._settle()
            self._check_reach()

    def _doctype(self, *_: object) -> None:
        raise Refused("FACT-033", what="DOCTYPE")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._cell(attributes)
        elif name == "v" or name == "is":
            self._value()
        elif name == "row":
            if self._formula or self._type == "e":
                self._settle()
            text = attributes.get("r")
            self._row = int(text) - 1 if text and text.isdecimal() else self._row + 1
            self._row_text, self._column = str(self._row + 1), -1
        elif name == "f":
            self._formula = True
        elif name == "mergeCell":
            first, _, last = attributes.get("ref", "").partition(":")
            if len(self.merges) >= MAX_MERGES:
                raise Refused("FACT-025", what=f"{MAX_MERGES}+ merged areas", limit=MAX_MERGES)
            self.merges.append((parse_reference(first), parse_reference(last or first)))
        elif ":" in name:
            self._start(name.rpartition(":")[2], attributes)

    def _cell(self, attributes: dict[str, str]) -> None:
        if self._formula or self._type == "e":
            self._settle()
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
        elif (
            reference.endswith(self._row_text)
            and (letters := reference[: -len(self._row_text)]) in self._columns
        ):
            self._column = self._columns[letters]
        else:
            row, self._column = parse_reference(reference)
            if row != self._row:
                self._row, self._row_text = row, str(row + 1)
            self._columns[reference.rstrip("0123456789")] = self._column
        self._style, self._type = attributes.get("s", ""), attributes.get("t", "")

    def _value(self) -> None:
        """A cell with content: note how far cells reach, and the text of errors."""
        if self._row > self.last_row:
            self.last_row = self._row
        if self._column > self.last_column:
            self.last_column = self._column
            if self._column >= MAX_COLUMNS:
                raise Refused("FACT-050", cell=cell_name((self._row, self._column)), columns=MAX_COLUMNS)
        if self._style in self._percent_styles and self._type in ("", "n"):
            self.percents.add((self._row, self._column))
        if self._formula or self._type == "e":
            self._text.clear()
            self._parser.CharacterDataHandler = self._text.append
            self._parser.EndElementHandler = self._end

    def _end(self, _name: str) -> None:
        self._parser.CharacterDataHandler = None
        self._parser.EndElementHandler = None

    def _settle(self) -> None:
        """The cell before had a formula or an error: what came of it?"""
        at, text = (self._row, self._column), "".join(self._text).strip()
        if self._type == "e":
            self.errors[at] = text or "#?"
        elif self._formula and not text and self._type != "str":
            self.uncalculated.add(at)
        self._formula, self._type = False, ""
        self._text.clear()

    def _check_reach(self) -> None:
        cells = (self.last_row + 1) * (self.last_column + 1)
        if cells > MAX_CELLS:
            raise Refused("FACT-025", what=f"{cells} cells", limit=MAX_CELLS)
