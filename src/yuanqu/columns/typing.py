"""Types of columns: decimals with exact bounds, text, booleans, dates; how arithmetic changes them.

A number is `raw × 10^-scale` with `low <= raw <= high`. Bounds are proved from the declared precision, so that
a result needs no more digits than it can have. Nothing here looks at data.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from typing import Literal

import pyarrow as pa

MAX_DIGITS = 34
"""FEEL's numbers have 34 digits: beyond, the scalar evaluator would round and a column would not."""

COMPARED_DIGITS = 32
"""A quotient rounded to 34 digits keeps its order to a number as long as both sides have fewer digits than this."""

EXACT = Context(prec=120)


@dataclass(frozen=True, slots=True)
class Number:
    """`whole`: stored as an integer of the engine, not as a decimal."""

    scale: int
    low: int
    high: int
    whole: bool = False

    @property
    def digits(self) -> int:
        """Digits that any value may have, counted at the scale."""
        return max(len(str(abs(self.low))), len(str(abs(self.high))), self.scale, 1)

    @property
    def least(self) -> Decimal:
        return scaled(self.low, self.scale)

    @property
    def most(self) -> Decimal:
        return scaled(self.high, self.scale)

    def __str__(self) -> str:
        return f"decimal({self.digits},{self.scale})"


@dataclass(frozen=True, slots=True)
class Plain:
    """A type without parameters. `null`: of the literal null alone."""

    name: Literal["text", "boolean", "date", "null"]

    def __str__(self) -> str:
        return self.name


Kind = Number | Plain
TEXT, BOOLEAN, DATE, NULL = Plain("text"), Plain("boolean"), Plain("date"), Plain("null")


def scaled(raw: int, scale: int) -> Decimal:
    """raw × 10^-scale, exactly."""
    return Decimal(raw).scaleb(-scale, EXACT)


def raw_of(value: Decimal, scale: int) -> int:
    """The integer that stands for a value at a scale; the value must have no more digits after the point."""
    with localcontext(EXACT):
        return int(value.scaleb(scale))


def scale_of(value: Decimal) -> int:
    """Digits after the point, trailing zeros left aside; never negative."""
    exponent = value.normalize(EXACT).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def decimal(precision: int, scale: int) -> Number:
    """The type of a declared decimal(precision, scale)."""
    most = 10**precision - 1
    return Number(scale, -most, most)


def integer(bits: int = 64) -> Number:
    """The type of a signed integer column."""
    return Number(0, -(2 ** (bits - 1)), 2 ** (bits - 1) - 1, whole=True)


def of_constant(value: Decimal) -> Number:
    """The type that holds just this value."""
    scale = scale_of(value)
    raw = raw_of(value, scale)
    return Number(scale, raw, raw)


def at_scale(number: Number, scale: int) -> Number:
    """The same values written with more digits after the point."""
    factor = 10 ** (scale - number.scale)
    return Number(scale, number.low * factor, number.high * factor)


def summed(left: Number, right: Number) -> Number:
    scale = max(left.scale, right.scale)
    a, b = at_scale(left, scale), at_scale(right, scale)
    return Number(scale, a.low + b.low, a.high + b.high)


def negated(number: Number) -> Number:
    return Number(number.scale, -number.high, -number.low)


def multiplied(left: Number, right: Number) -> Number:
    ends = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
    return Number(left.scale + right.scale, min(ends), max(ends))


def joined(left: Kind, right: Kind) -> Kind | None:
    """The type that holds the values of both; None when there is none."""
    if left == NULL:
        return right
    if right == NULL or left == right:
        return left
    if isinstance(left, Number) and isinstance(right, Number):
        scale = max(left.scale, right.scale)
        a, b = at_scale(left, scale), at_scale(right, scale)
        return Number(scale, min(a.low, b.low), max(a.high, b.high))
    return None


def rounded_to(number: Number, digits: int) -> Number:
    """The type after rounding, whichever way, to fewer digits after the point."""
    if digits >= number.scale:
        return number
    step = 10 ** (number.scale - digits)
    return Number(digits, number.low // step, -(-number.high // step))


def of_arrow(kind: pa.DataType) -> Kind | None:
    """The type of an Arrow column; None for floats and whatever else has no exact counterpart."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if pa.types.is_decimal(kind):
        return decimal(kind.precision, kind.scale) if kind.scale >= 0 else None
    if pa.types.is_signed_integer(kind):
        return integer(kind.bit_width)
    if pa.types.is_date32(kind):
        return DATE
    if pa.types.is_boolean(kind):
        return BOOLEAN
    return TEXT if pa.types.is_string(kind) or pa.types.is_large_string(kind) else None


def to_arrow(kind: Kind) -> pa.DataType:
    """The type of an output column: decimal(18, s) where that is enough, else decimal(38, s)."""
    if isinstance(kind, Number):
        return pa.decimal128(width_of(kind), kind.scale)
    return {"text": pa.string(), "boolean": pa.bool_(), "date": pa.date32(), "null": pa.string()}[kind.name]


def width_of(number: Number) -> int:
    """18, which fits a machine word, or 38."""
    return 18 if number.digits <= 18 else 38
