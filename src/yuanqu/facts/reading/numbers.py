"""Cells that hold numbers: read exactly, converted exactly to the stored unit, checked against type and range."""

from __future__ import annotations

import re
from decimal import Context, Decimal, Inexact
from math import isfinite

from yuanqu.facts.data import Value
from yuanqu.facts.fields import Field
from yuanqu.facts.folding import fold
from yuanqu.facts.labels import unit_label
from yuanqu.facts.reading.parser import Parser, Reject, show
from yuanqu.values import unit

_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
_ALLOWED = frozenset("0123456789.,+-% ")
_EXACT = Context(prec=90, traps=[Inexact])
_ZERO = Decimal(0)
_MAX_DIGITS = 60


class NumberParser(Parser):
    """`symbol`: the unit of the column's heading. Stored values are in the field's own unit.

    Excel keeps 15 significant digits and shows no more, so a binary number is read to 15 of them.
    """

    def __init__(self, field: Field, symbol: str | None) -> None:
        super().__init__()
        self._field, self._symbol = field, symbol
        stored = field.unit
        self._multiply, self._divide = _factor(symbol, stored)
        self._is_ratio = stored is not None and unit(stored).dimension == "ratio"
        self._places = field.type.scale
        digits = 18 if field.type.kind == "integer" else field.type.precision - field.type.scale
        self._ceiling = Decimal(10) ** digits
        self._quantum = Decimal(1).scaleb(-self._places)

    def from_text(self, text: str, cell: str) -> Value:
        if text.endswith("%"):
            if not self._is_ratio:
                raise Reject("FACT-086", value=show(cell))
            return self._finish(self._number(text[:-1].rstrip(), cell), cell, *_factor("%", self._field.unit))
        return self._finish(self._number(text, cell), cell, self._multiply, self._divide)

    def from_cell(self, cell: object) -> Value:
        return self._finish(self._from_binary(cell), cell, self._multiply, self._divide)

    def percent(self, cell: object) -> Value:
        """45 % is kept by the workbook as 0.45, whatever the heading says."""
        if not self._is_ratio:
            return super().percent(cell)
        return self._finish(self._from_binary(cell), cell, *_factor("1", self._field.unit))

    def _from_binary(self, cell: object) -> Decimal:
        if isinstance(cell, float) and isfinite(cell):
            return (
                Decimal(int(cell))
                if cell.is_integer() and abs(cell) < 1e15
                else Decimal(format(cell, ".15g"))
            )
        if isinstance(cell, int) and not isinstance(cell, bool):
            return Decimal(cell)
        raise Reject("FACT-061", value=show(cell), **self._units())

    def _number(self, text: str, cell: str) -> Decimal:
        if len(text) <= _MAX_DIGITS:
            if _PLAIN.fullmatch(text):
                return Decimal(text)
            if _GROUPED.fullmatch(text):
                return Decimal(text.replace(",", ""))
        for position, character in enumerate(cell.strip(), 1):
            if not set(fold(character)) <= _ALLOWED and not character.isspace():
                raise Reject(
                    "FACT-060", value=show(cell), position=position, character=character, **self._units()
                )
        raise Reject("FACT-061", value=show(cell), **self._units())

    def _finish(self, amount: Decimal, cell: object, multiply: Decimal, divide: Decimal) -> Decimal:
        """Convert, then check decimals, size and range."""
        try:
            stored = _EXACT.multiply(amount, multiply)
            if divide != 1:
                stored = _EXACT.divide(stored, divide)
            if abs(stored) < self._ceiling:
                stored = _EXACT.quantize(stored, self._quantum)
        except Inexact:
            raise Reject("FACT-062", value=show(cell), places=self._places_shown(multiply, divide)) from None
        if abs(stored) >= self._ceiling:
            raise Reject("FACT-063", value=show(cell), type=self._field.type, **self._units())
        low, high = self._field.minimum, self._field.maximum
        if low is not None and stored < low:
            raise Reject("FACT-064", value=show(cell), limit=_limit(low, self._field))
        if high is not None and stored > high:
            raise Reject("FACT-065", value=show(cell), limit=_limit(high, self._field))
        return stored or _ZERO

    def _places_shown(self, multiply: Decimal, divide: Decimal) -> int:
        """How many decimals the heading's unit allows."""
        return max(0, self._places + (multiply / divide).adjusted())

    def _units(self) -> dict[str, str]:
        if self._symbol is None:
            return {"unit_zh": "", "unit_en": ""}
        return {
            "unit_zh": f"，单位为{unit_label(self._symbol, 'zh')}",
            "unit_en": f"; the unit is {unit_label(self._symbol, 'en')}",
        }


def _factor(source: str | None, target: str | None) -> tuple[Decimal, Decimal]:
    """Multiply by the first, divide by the second, to come from one unit to the other."""
    if source is None or target is None or source == target:
        return Decimal(1), Decimal(1)
    ratio = unit(source).factor / unit(target).factor
    try:
        return _EXACT.divide(Decimal(ratio.numerator), Decimal(ratio.denominator)), Decimal(1)
    except Inexact:
        return Decimal(ratio.numerator), Decimal(ratio.denominator)


def _limit(value: Decimal, field: Field) -> str:
    return f"{value:f} {field.unit}" if field.unit and field.unit != "1" else f"{value:f}"
