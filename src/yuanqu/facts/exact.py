"""Stored numbers in the unit that people are shown, where that is exact."""

from __future__ import annotations

from decimal import Context, Decimal, Inexact

from yuanqu.facts.fields import Field
from yuanqu.values import unit

_EXACT = Context(prec=90, traps=[Inexact])


def shown_exactly(field: Field) -> str | None:
    """The unit to write a field in: the shown one if a decimal can say it exactly, else the stored one."""
    if field.unit is None or field.shown is None:
        return field.unit
    ratio = unit(field.unit).factor / unit(field.shown).factor
    try:
        _EXACT.divide(Decimal(ratio.numerator), Decimal(ratio.denominator))
    except Inexact:
        return field.unit
    return field.shown


def from_stored(field: Field, symbol: str | None, value: Decimal) -> Decimal:
    """A stored value in another unit, without trailing zeros beyond those that its type keeps."""
    if symbol is None or field.unit is None or symbol == field.unit:
        return value
    ratio = unit(field.unit).factor / unit(symbol).factor
    return _EXACT.divide(_EXACT.multiply(value, Decimal(ratio.numerator)), Decimal(ratio.denominator))
