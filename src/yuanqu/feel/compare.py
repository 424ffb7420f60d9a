"""Equality and order of values, in three-valued logic: True, False, or None where values don't compare."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from yuanqu.feel.run import Run
from yuanqu.feel.temporal import SECOND, Date, DateTime, DaysDuration, MonthsDuration, Time
from yuanqu.feel.values import FeelRange, Value

_PLAIN = frozenset({Decimal, str, bool, Date, DaysDuration, MonthsDuration})


def equal(left: Value, right: Value, run: Run | None = None) -> bool | None:
    """FEEL's `=`. Null equals null only; values of different types don't compare.

    `run` counts the work of going through lists and contexts, which is bounded in any case.
    """
    kind = type(left)
    if kind is type(right):
        if kind in _PLAIN:
            return bool(left == right)
        if kind is list:
            return left is right or _equal_lists(left, right, run or Run())
        if kind is dict:
            return left is right or _equal_contexts(left, right, run or Run())
        if kind is DateTime:
            return _zoned_alike(left.time, right.time) and left.instant // SECOND == right.instant // SECOND
        if kind is Time:
            return _equal_times(left, right)
        if kind is FeelRange:
            return _equal_ranges(left, right)
        return left is right
    if left is None or right is None:
        return False
    return None


def _zoned_alike(left: Time, right: Time) -> bool:
    return (left.zone is None) == (right.zone is None)


def _equal_times(left: Time, right: Time) -> bool:
    # Whole seconds: the properties of a time in DMN 1.5 (table 65) are hour, minute, second and offset.
    if left.zone is not None and left.zone == right.zone:
        return (left.hour, left.minute, left.second) == (right.hour, right.minute, right.second)
    return _zoned_alike(left, right) and left.seconds % 86_400 == right.seconds % 86_400


def _equal_lists(left: list[Value], right: list[Value], run: Run) -> bool | None:
    if len(left) != len(right):
        return False
    run.step(None, 2 * len(left))
    return _all(equal(a, b, run) for a, b in zip(left, right, strict=True))


def _equal_contexts(left: dict[str, Value], right: dict[str, Value], run: Run) -> bool | None:
    if left.keys() != right.keys():
        return False
    run.step(None, 2 * len(left))
    return _all(equal(value, right[key], run) for key, value in left.items())


def _equal_ranges(left: FeelRange, right: FeelRange) -> bool | None:
    if (left.form, left.low_included, left.high_included) != (
        right.form,
        right.low_included,
        right.high_included,
    ):
        return False
    return _all((equal(left.low, right.low), equal(left.high, right.high)))


def _all(results: object) -> bool | None:
    known: bool | None = True
    for result in results:  # type: ignore[attr-defined]
        if result is False:
            return False
        if result is None:
            known = None
    return known


def order(left: Value, right: Value) -> int | None:
    """-1, 0 or 1; None for values without an order between them, null included."""
    kind = type(left)
    if kind is not type(right):
        return None
    if kind is Decimal or kind is str:
        return -1 if left < right else int(left > right)
    a: object
    b: object
    if kind is Date:
        a, b = left.number, right.number
    elif kind is DateTime:
        if not _zoned_alike(left.time, right.time):
            return None
        a, b = left.instant // SECOND, right.instant // SECOND
    elif kind is Time:
        if not _zoned_alike(left, right):
            return None
        a, b = left.seconds, right.seconds
    elif kind is DaysDuration:
        a, b = left.nanos, right.nanos
    elif kind is MonthsDuration:
        a, b = left.months, right.months
    else:
        return None
    return -1 if a < b else int(a > b)  # type: ignore[operator]


def _ordered(accept: Callable[[int], bool]) -> Callable[[Value, Value], bool | None]:
    def compare(left: Value, right: Value) -> bool | None:
        found = order(left, right)
        return None if found is None else accept(found)

    return compare


def different(left: Value, right: Value) -> bool | None:
    found = equal(left, right)
    return None if found is None else not found


COMPARE: dict[str, Callable[[Value, Value], bool | None]] = {
    "=": equal,
    "!=": different,
    "<": _ordered(lambda sign: sign < 0),
    "<=": _ordered(lambda sign: sign <= 0),
    ">": _ordered(lambda sign: sign > 0),
    ">=": _ordered(lambda sign: sign >= 0),
}


def contains(span: FeelRange, value: Value) -> bool | None:
    """Whether a range holds a value; None when they don't compare."""
    if span.form == "!=":
        return different(value, span.low)
    if span.form == "=":
        return equal(value, span.low)
    if value is None:
        return None
    if span.low is not None:
        found = order(value, span.low)
        if found is None:
            return None
        if found < 0 or (found == 0 and not span.low_included):
            return False
    if span.high is not None:
        found = order(value, span.high)
        if found is None:
            return None
        if found > 0 or (found == 0 and not span.high_included):
            return False
    return True


def satisfies(value: Value, test: Value, run: Run | None = None) -> bool | None:
    """Whether a value passes a test given by value: equal to it, inside it, or in the list of it."""
    kind = type(test)
    if kind is FeelRange and type(value) is not FeelRange:
        return contains(test, value)
    if kind is list:
        run = run or Run()
        run.weigh(test)
        if type(value) is list and equal(value, test, run):
            return True
        return any(satisfies(value, item, run) for item in test) if test else False
    return equal(value, test, run)
