"""Hit policies: from the rows that match to the result of a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal, DecimalException

from yuanqu.dmn.model import Table
from yuanqu.feel.compare import equal, order
from yuanqu.feel.numbers import CONTEXT
from yuanqu.feel.run import Fault
from yuanqu.feel.values import Value

Rank = Callable[[Value], tuple[int, ...]]
Choice = tuple[Value, tuple[int, ...]]  # the result, and positions of the rows that made it
Chooser = Callable[[Sequence[int], Callable[[int], Value]], Choice]


def _unique(rows: Sequence[int], output: Callable[[int], Value]) -> Choice:
    if len(rows) > 1:
        raise Fault("DMN-101", rows=_numbers(rows))
    return output(rows[0]), (rows[0],)


def _first(rows: Sequence[int], output: Callable[[int], Value]) -> Choice:
    return output(rows[0]), (rows[0],)


def _any(rows: Sequence[int], output: Callable[[int], Value]) -> Choice:
    results = [output(row) for row in rows]
    if any(equal(results[0], other) is not True for other in results[1:]):
        raise Fault("DMN-102", rows=_numbers(rows))
    return results[0], tuple(rows)


def _in_order(rows: Sequence[int], output: Callable[[int], Value]) -> Choice:
    return [output(row) for row in rows], tuple(rows)


def _numbers(rows: Sequence[int]) -> str:
    return ", ".join(str(row + 1) for row in rows)


def _priority(rank: Rank) -> Chooser:
    def choose(rows: Sequence[int], output: Callable[[int], Value]) -> Choice:
        results = [(output(row), row) for row in rows]
        value, row = min(results, key=lambda pair: rank(pair[0]))
        return value, (row,)

    return choose


def _output_order(rank: Rank) -> Chooser:
    def choose(rows: Sequence[int], output: Callable[[int], Value]) -> Choice:
        results = sorted(((output(row), row) for row in rows), key=lambda pair: rank(pair[0]))
        return [value for value, _ in results], tuple(row for _, row in results)

    return choose


def _total(values: list[Value], kind: str) -> Value:
    if kind == "COUNT":
        return Decimal(len(values))
    if kind == "SUM":
        if any(type(value) is not Decimal for value in values):
            raise Fault("DMN-103", kind=kind)
        result = Decimal(0)
        for value in values:
            try:
                result = CONTEXT.add(result, value)
            except DecimalException:
                raise Fault("FEEL-104", operator="+") from None
        return result
    best, wanted = values[0], -1 if kind == "MIN" else 1
    for value in values:
        found = order(value, best)
        if found is None:
            raise Fault("DMN-103", kind=kind)
        if found == wanted:
            best = value
    return best


def _collect(kind: str, names: tuple[str, ...]) -> Chooser:
    def choose(rows: Sequence[int], output: Callable[[int], Value]) -> Choice:
        values = [output(row) for row in rows]
        if len(names) > 1:
            return {name: _total([value[name] for value in values], kind) for name in names}, tuple(rows)
        return _total(values, kind), tuple(rows)

    return choose


def chooser(table: Table, rank: Rank) -> Chooser:
    """How the table's policy turns matching rows (at least one) into a result. Fault when it forbids them."""
    match table.hit_policy:
        case "UNIQUE":
            return _unique
        case "FIRST":
            return _first
        case "ANY":
            return _any
        case "PRIORITY":
            return _priority(rank)
        case "OUTPUT ORDER":
            return _output_order(rank)
        case "COLLECT" if table.aggregation:
            return _collect(table.aggregation, tuple(o.name for o in table.outputs))
        case _:
            return _in_order
