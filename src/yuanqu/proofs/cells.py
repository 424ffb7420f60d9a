"""Cells of decision tables over numbers, read as exact sets of intervals with open or closed ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from yuanqu.dmn.model import Table
from yuanqu.feel import nodes as n
from yuanqu.feel.constants import constant_of

_INPUT = "?"
_FLIP = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True, slots=True)
class Interval:
    """The numbers between two ends; None is no end. A point is closed at both its equal ends."""

    low: Decimal | None = None
    high: Decimal | None = None
    low_included: bool = False
    high_included: bool = False

    @property
    def empty(self) -> bool:
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (
            self.low == self.high and not (self.low_included and self.high_included)
        )

    def holds(self, value: Decimal) -> bool:
        above = self.low is None or value > self.low or (value == self.low and self.low_included)
        below = self.high is None or value < self.high or (value == self.high and self.high_included)
        return above and below

    def meet(self, other: Interval) -> Interval:
        """The numbers of both."""
        low, low_included = self.low, self.low_included
        if low is None or (other.low is not None and other.low > low):
            low, low_included = other.low, other.low_included
        elif other.low == low:
            low_included = low_included and other.low_included
        high, high_included = self.high, self.high_included
        if high is None or (other.high is not None and other.high < high):
            high, high_included = other.high, other.high_included
        elif other.high == high:
            high_included = high_included and other.high_included
        return Interval(low, high, low_included, high_included)

    def __str__(self) -> str:
        low = "-∞" if self.low is None else f"{self.low:f}"
        high = "∞" if self.high is None else f"{self.high:f}"
        return f"{'[' if self.low_included else '('}{low}..{high}{']' if self.high_included else ')'}"


Intervals = tuple[Interval, ...]
EVERYTHING: Intervals = (Interval(),)


def point(value: Decimal) -> Interval:
    return Interval(value, value, True, True)


def meet(left: Intervals, right: Intervals) -> Intervals:
    """The numbers in both sets."""
    return tuple(found for a in left for b in right if not (found := a.meet(b)).empty)


def complement(intervals: Intervals) -> Intervals:
    """All other numbers."""
    result = EVERYTHING
    for interval in intervals:
        outside: list[Interval] = []
        if interval.low is not None:
            outside.append(Interval(None, interval.low, False, not interval.low_included))
        if interval.high is not None:
            outside.append(Interval(interval.high, None, not interval.high_included, False))
        result = meet(result, tuple(outside))
    return result


def holds(intervals: Intervals, value: Decimal) -> bool:
    return any(interval.holds(value) for interval in intervals)


def compared(operator: str, bound: Decimal) -> Intervals:
    """The numbers x for which `x operator bound`."""
    match operator:
        case "<" | "<=":
            return (Interval(None, bound, False, operator == "<="),)
        case ">" | ">=":
            return (Interval(bound, None, operator == ">=", False),)
        case "!=":
            return complement((point(bound),))
        case _:
            return (point(bound),)


def read_cell(node: n.Node, values: Mapping[str, object] | None = None) -> Intervals | None:
    """The numbers that pass a cell; None when the cell isn't of that form.

    `values` gives the numbers of names in the cell (parameters, other inputs).
    """
    return _Reader(values or {}).read(node)


class _Reader:
    def __init__(self, values: Mapping[str, object]) -> None:
        self.values = values

    def number(self, node: n.Node) -> Decimal | None:
        known = constant_of(node)
        value = known.value if known is not None else None
        if isinstance(node, n.Name):
            value = self.values.get(node.name)
        return value if isinstance(value, Decimal) else None

    def read(self, node: n.Node) -> Intervals | None:
        match node:
            case n.UnaryTests(tests, negated):
                found = self.union(tests)
                return complement(found) if negated and found is not None else found
            case n.AnyInput():
                return EVERYTHING
            case n.UnaryTest(operator, operand):
                bound = self.number(operand)
                return compared(operator, bound) if bound is not None else None
            case n.RangeLiteral(low, high, low_included, high_included):
                first, last = self.number(low), self.number(high)
                if first is None or last is None or first > last:
                    return None
                made = Interval(first, last, low_included, high_included)
                return () if made.empty else (made,)
            case n.ListLiteral(items):
                return self.union(items)
            case n.Logic() | n.Comparison() | n.Between() | n.In():
                return self.condition(node)
        value = self.number(node)
        return (point(value),) if value is not None else None

    def union(self, nodes: Sequence[n.Node]) -> Intervals | None:
        found: list[Interval] = []
        for node in nodes:
            part = self.read(node)
            if part is None:
                return None
            found.extend(part)
        return tuple(found)

    def condition(self, node: n.Node) -> Intervals | None:
        """A condition over `?`."""
        match node:
            case n.Logic(operator, operands):
                parts = [self.condition(operand) for operand in operands]
                result: Intervals = EVERYTHING if operator == "and" else ()
                for part in parts:
                    if part is None:
                        return None
                    result = meet(result, part) if operator == "and" else (*result, *part)
                return result
            case n.Comparison(operator, n.Name(name), right) if name == _INPUT:
                bound = self.number(right)
                return compared(operator, bound) if bound is not None else None
            case n.Comparison(operator, left, n.Name(name)) if name == _INPUT:
                bound = self.number(left)
                return compared(_FLIP.get(operator, operator), bound) if bound is not None else None
            case n.Between(n.Name(name), low, high) if name == _INPUT:
                return self.read(n.RangeLiteral(low, high, True, True))
            case n.In(n.Name(name), tests) if name == _INPUT:
                return self.union(tests)
        return None


def ends(intervals: Iterable[Interval]) -> list[Decimal]:
    """Every end of the intervals, in order."""
    return sorted({end for i in intervals for end in (i.low, i.high) if end is not None})


def edges(table: Table, index: int, values: Mapping[str, object] | None = None) -> tuple[Decimal, ...]:
    """The numbers at which cells of an input column change their answer; none for a column without numbers."""
    found: list[Interval] = []
    for rule in table.rules:
        found.extend(read_cell(rule.inputs[index].node, values) or ())
    return tuple(ends(found))


def regions(cells: Iterable[Intervals]) -> Intervals:
    """The number line cut at every end of every cell: points and the open gaps between them, in order.

    Within one region every cell gives one answer.
    """
    cuts = ends(i for cell in cells for i in cell)
    if not cuts:
        return EVERYTHING
    found: list[Interval] = [Interval(None, cuts[0])]
    for at, cut in enumerate(cuts):
        found.append(point(cut))
        found.append(Interval(cut, cuts[at + 1] if at + 1 < len(cuts) else None))
    return tuple(found)
