"""The operators + - * / ** and negation over every pair of types that FEEL allows."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal, DecimalException, DivisionByZero

from yuanqu.feel.numbers import CONTEXT
from yuanqu.feel.run import MAX_STRING, Fault
from yuanqu.feel.temporal import (
    DAY,
    SECOND,
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Time,
    add_days,
    add_months,
    add_nanos,
    midnight,
    time_of_nanos,
)
from yuanqu.feel.values import Value, type_name

_LARGEST = 10**30


def _refuse(operator: str, left: Value, right: Value) -> Fault:
    return Fault("FEEL-101", operator=operator, left=type_name(left), right=type_name(right))


def _numbers(
    operator: str, compute: Callable[[Decimal, Decimal], Decimal], left: Decimal, right: Decimal
) -> Decimal:
    try:
        return compute(left, right)
    except DivisionByZero:
        raise Fault("FEEL-103") from None
    except DecimalException:
        code = "FEEL-103" if operator == "/" and not right else "FEEL-104"
        raise Fault(code, operator=operator) from None


def _whole(value: Decimal) -> int:
    """Toward zero, as durations count whole months and nanoseconds."""
    if abs(value) > _LARGEST:
        raise Fault("FEEL-104", operator="*")
    return int(value.to_integral_value(ROUND_DOWN))


def _bounded(units: int) -> int:
    """Months or nanoseconds of a duration, up to 30 digits."""
    if abs(units) > _LARGEST:
        raise Fault("FEEL-104", operator="+")
    return units


def _present(value: Value) -> Value:
    if value is None:
        raise Fault("FEEL-105")
    return value


def add(left: Value, right: Value) -> Value:
    a, b = type(left), type(right)
    if a is Decimal and b is Decimal:
        return _numbers("+", CONTEXT.add, left, right)
    if a is str and b is str:
        if len(left) + len(right) > MAX_STRING:
            raise Fault("FEEL-129", limit=MAX_STRING)
        return left + right
    if b is MonthsDuration or b is DaysDuration:
        if a is b:
            return a(
                _bounded(left.months + right.months if a is MonthsDuration else left.nanos + right.nanos)
            )
        return _shift("+", left, right, 1)
    if a is MonthsDuration or a is DaysDuration:
        return _shift("+", right, left, 1)
    raise _refuse("+", left, right)


def subtract(left: Value, right: Value) -> Value:
    a, b = type(left), type(right)
    if a is Decimal and b is Decimal:
        return _numbers("-", CONTEXT.subtract, left, right)
    if b is MonthsDuration or b is DaysDuration:
        if a is b:
            return a(
                _bounded(left.months - right.months if a is MonthsDuration else left.nanos - right.nanos)
            )
        return _shift("-", left, right, -1)
    if a is Time and b is Time:
        if (left.zone is None) != (right.zone is None):
            raise _refuse("-", left, right)
        return DaysDuration((left.seconds - right.seconds) * SECOND + left.nano - right.nano)
    if a in (Date, DateTime) and b in (Date, DateTime):
        first = midnight(left) if a is Date else left
        second = midnight(right) if b is Date else right
        if (first.time.zone is None) != (second.time.zone is None):
            raise _refuse("-", left, right)
        return DaysDuration(first.instant - second.instant)
    raise _refuse("-", left, right)


def _shift(operator: str, moment: Value, span: Value, sign: int) -> Value:
    kind = type(moment)
    if type(span) is MonthsDuration:
        months = sign * span.months
        if kind is Date:
            return _present(add_months(moment, months))
        if kind is DateTime:
            return DateTime(_present(add_months(moment.date, months)), moment.time)
    else:
        nanos = sign * span.nanos
        if kind is Date:
            return _present(add_days(moment, nanos // DAY))
        if kind is DateTime:
            return _present(add_nanos(moment, nanos))
        if kind is Time:
            return time_of_nanos(moment.of_day + nanos, moment.zone)
    raise _refuse(operator, moment, span)


def multiply(left: Value, right: Value) -> Value:
    a, b = type(left), type(right)
    if a is Decimal and b is Decimal:
        return _numbers("*", CONTEXT.multiply, left, right)
    if a is Decimal and (b is MonthsDuration or b is DaysDuration):
        left, right, a, b = right, left, b, a
    if b is Decimal and a is MonthsDuration:
        return MonthsDuration(_whole(_numbers("*", CONTEXT.multiply, Decimal(left.months), right)))
    if b is Decimal and a is DaysDuration:
        return DaysDuration(_whole(_numbers("*", CONTEXT.multiply, Decimal(left.nanos), right)))
    raise _refuse("*", left, right)


def divide(left: Value, right: Value) -> Value:
    a, b = type(left), type(right)
    if b is Decimal:
        if a is Decimal:
            return _numbers("/", CONTEXT.divide, left, right)
        if a is MonthsDuration:
            return MonthsDuration(_whole(_numbers("/", CONTEXT.divide, Decimal(left.months), right)))
        if a is DaysDuration:
            return DaysDuration(_whole(_numbers("/", CONTEXT.divide, Decimal(left.nanos), right)))
    elif a is b and a is MonthsDuration:
        return _numbers("/", CONTEXT.divide, Decimal(left.months), Decimal(right.months))
    elif a is b and a is DaysDuration:
        return _numbers("/", CONTEXT.divide, Decimal(left.nanos), Decimal(right.nanos))
    raise _refuse("/", left, right)


def power(left: Value, right: Value) -> Value:
    if type(left) is Decimal and type(right) is Decimal:
        return _numbers("**", CONTEXT.power, left, right)
    raise _refuse("**", left, right)


def negate(value: Value) -> Value:
    kind = type(value)
    if kind is Decimal:
        return CONTEXT.minus(value)
    if kind is MonthsDuration:
        return MonthsDuration(-value.months)
    if kind is DaysDuration:
        return DaysDuration(-value.nanos)
    raise Fault("FEEL-106", found=type_name(value))


OPERATORS: dict[str, Callable[[Value, Value], Value]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "**": power,
}
DECIMAL_OPERATORS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": CONTEXT.add,
    "-": CONTEXT.subtract,
    "*": CONTEXT.multiply,
    "/": CONTEXT.divide,
    "**": CONTEXT.power,
}
