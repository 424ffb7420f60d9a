"""Functions over numbers, and `not`."""

from __future__ import annotations

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
    DecimalException,
)

from yuanqu.feel.builtins.registry import builtin
from yuanqu.feel.numbers import CONTEXT, MAX_SCALE, MIN_SCALE
from yuanqu.feel.run import Fault, Run
from yuanqu.feel.temporal import DaysDuration, MonthsDuration
from yuanqu.feel.values import Value

EXACT_STEPS = 5_000
ROUNDINGS = {
    "decimal": ROUND_HALF_EVEN,
    "floor": ROUND_FLOOR,
    "ceiling": ROUND_CEILING,
    "round up": ROUND_UP,
    "round down": ROUND_DOWN,
    "round half up": ROUND_HALF_UP,
    "round half down": ROUND_HALF_DOWN,
}


def whole(value: Decimal, function: str) -> int:
    """A number used as position, count or scale: cut to a whole number."""
    if abs(value) > 10**15:
        raise Fault("FEEL-111", function=function, value=value)
    return int(value)


def rounded(value: Decimal, scale: Decimal, rounding: str, function: str) -> Decimal:
    digits = whole(scale, function)
    if not MIN_SCALE <= digits <= MAX_SCALE:
        raise Fault("FEEL-111", function=function, value=scale)
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and -exponent <= digits:
        return value
    try:
        result = value.quantize(Decimal((0, (1,), -digits)), rounding, CONTEXT)
    except DecimalException:
        raise Fault("FEEL-111", function=function, value=value) from None
    return CONTEXT.plus(result) if digits >= 0 else CONTEXT.create_decimal(f"{result:f}")


@builtin("decimal", "n: number, scale: number")
def _decimal(n: Decimal, scale: Decimal) -> Value:
    return rounded(n, scale, ROUND_HALF_EVEN, "decimal")


@builtin("floor", "n: number, scale?: number")
def _floor(n: Decimal, scale: Decimal = Decimal(0)) -> Value:
    return rounded(n, scale, ROUND_FLOOR, "floor")


@builtin("ceiling", "n: number, scale?: number")
def _ceiling(n: Decimal, scale: Decimal = Decimal(0)) -> Value:
    return rounded(n, scale, ROUND_CEILING, "ceiling")


@builtin("round up", "n: number, scale: number")
def _round_up(n: Decimal, scale: Decimal) -> Value:
    return rounded(n, scale, ROUND_UP, "round up")


@builtin("round down", "n: number, scale: number")
def _round_down(n: Decimal, scale: Decimal) -> Value:
    return rounded(n, scale, ROUND_DOWN, "round down")


@builtin("round half up", "n: number, scale: number")
def _round_half_up(n: Decimal, scale: Decimal) -> Value:
    return rounded(n, scale, ROUND_HALF_UP, "round half up")


@builtin("round half down", "n: number, scale: number")
def _round_half_down(n: Decimal, scale: Decimal) -> Value:
    return rounded(n, scale, ROUND_HALF_DOWN, "round half down")


@builtin("abs", "n: number")
def _abs(n: Decimal) -> Value:
    return CONTEXT.abs(n)


@builtin("abs", "n: days")
def _abs_days(n: DaysDuration) -> Value:
    return DaysDuration(abs(n.nanos))


@builtin("abs", "n: months")
def _abs_months(n: MonthsDuration) -> Value:
    return MonthsDuration(abs(n.months))


@builtin("modulo", "dividend: number, divisor: number", run=True)
def _modulo(run: Run, dividend: Decimal, divisor: Decimal) -> Value:
    if not divisor:
        raise Fault("FEEL-103")
    dividend, divisor = _precise(dividend), _precise(divisor)
    try:
        rest = CONTEXT.remainder(dividend, divisor)
    except DecimalException:  # more than 34 digits between them: exact integers instead
        from fractions import Fraction

        run.step(None, EXACT_STEPS)
        exact = Fraction(dividend) % Fraction(divisor)
        return CONTEXT.divide(Decimal(exact.numerator), Decimal(exact.denominator))
    return CONTEXT.add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest


@builtin("sqrt", "number: number")
def _sqrt(number: Decimal) -> Value:
    if number < 0:
        raise Fault("FEEL-111", function="sqrt", value=number)
    return CONTEXT.sqrt(number)


@builtin("log", "number: number")
def _log(number: Decimal) -> Value:
    if number <= 0:
        raise Fault("FEEL-111", function="log", value=number)
    return CONTEXT.ln(number)


@builtin("exp", "number: number")
def _exp(number: Decimal) -> Value:
    try:
        return CONTEXT.exp(number)
    except DecimalException:
        raise Fault("FEEL-104", operator="exp") from None


def _precise(number: Decimal) -> Decimal:
    """An input may hold more digits than FEEL's numbers do."""
    try:
        return CONTEXT.plus(number)
    except DecimalException:
        raise Fault("FEEL-104", operator="modulo") from None


def _last_digit(number: Decimal) -> int | None:
    """The last digit before the point; None for a number that isn't whole."""
    _, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)
    if exponent >= 0:
        return digits[-1] if exponent == 0 else 0
    if any(digits[exponent:]):
        return None
    return digits[exponent - 1] if len(digits) > -exponent else 0


@builtin("odd", "number: number")
def _odd(number: Decimal) -> Value:
    return _last_digit(number) in (1, 3, 5, 7, 9)


@builtin("even", "number: number")
def _even(number: Decimal) -> Value:
    return _last_digit(number) in (0, 2, 4, 6, 8)


@builtin("not", "negand: any")
def _not(negand: Value) -> Value:
    if type(negand) is list and len(negand) == 1:
        negand = negand[0]
    if type(negand) is bool:
        return not negand
    return None
