"""Totals and statistics over lists of numbers."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, DecimalException

from yuanqu.feel.builtins.registry import builtin
from yuanqu.feel.numbers import CONTEXT
from yuanqu.feel.run import Fault
from yuanqu.feel.values import Value

_Fold = Callable[[list[Decimal]], Value]


def _numeric(function: str, least: int, fold: _Fold) -> None:
    """Declare a function of one list, or of numbers one by one."""

    def of_list(items: list[Value]) -> Value:
        if any(type(item) is not Decimal for item in items):
            raise Fault("FEEL-112", function=function, wanted="number")
        if len(items) < least:
            raise Fault("FEEL-114", function=function)
        try:
            return fold(items)
        except DecimalException:
            raise Fault("FEEL-104", operator=function) from None

    def of_numbers(first: Value, second: Value, rest: list[Value]) -> Value:
        return of_list([first, second, *rest])

    builtin(function, "list: list")(of_list)
    builtin(function, "#1: any, #2: any, *#3: any")(of_numbers)


def total(items: list[Decimal]) -> Decimal:
    result = Decimal(0)
    for item in items:
        result = CONTEXT.add(result, item)
    return result


def _product(items: list[Decimal]) -> Decimal:
    result = Decimal(1)
    for item in items:
        result = CONTEXT.multiply(result, item)
    return result


def _mean(items: list[Decimal]) -> Decimal:
    return CONTEXT.divide(total(items), Decimal(len(items)))


def _median(items: list[Decimal]) -> Value:
    if not items:
        return None
    ordered, middle = sorted(items), len(items) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return CONTEXT.divide(CONTEXT.add(ordered[middle - 1], ordered[middle]), Decimal(2))


def _stddev(items: list[Decimal]) -> Value:
    middle = _mean(items)
    squares = [CONTEXT.power(CONTEXT.subtract(item, middle), Decimal(2)) for item in items]
    return CONTEXT.sqrt(CONTEXT.divide(total(squares), Decimal(len(items) - 1)))


def _mode(items: list[Decimal]) -> Value:
    counts: dict[Decimal, int] = {}
    for item in items:
        counts[item] = counts.get(item, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(item for item, count in counts.items() if count == most)


_numeric("sum", 1, total)
_numeric("product", 1, _product)
_numeric("mean", 1, _mean)
_numeric("median", 0, _median)
_numeric("stddev", 2, _stddev)
_numeric("mode", 0, _mode)
