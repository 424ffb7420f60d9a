"""Classes of values that no cell of a column tells apart, so that what a table does with one holds for all.

A column of `>= 20`, `[15..20)`, `[10..15)`, `< 10` knows four classes of numbers. A table whose columns are all of
that kind looks its rows up by the classes of its inputs, however many rows there are.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable
from decimal import Decimal
from functools import partial

from yuanqu.feel import nodes as n
from yuanqu.feel.constants import constant_of, range_of
from yuanqu.feel.values import Value

Classify = Callable[[Value], Hashable]
"""The class of a value; None when it can't be told."""

MAX_CUTS = 5_000


class _Mark:
    """A class of its own."""


NULL, TRUE, FALSE, OTHER_TEXT = _Mark(), _Mark(), _Mark(), _Mark()


class _Cuts:
    """Where the tests of a column part the numbers, and the texts they name."""

    def __init__(self) -> None:
        self.below: set[Decimal] = set()
        self.above: set[Decimal] = set()
        self.texts: set[str] = set()

    def add_bound(self, value: Value, *, below: bool, above: bool) -> bool:
        if type(value) is not Decimal:
            return False
        if below:
            self.below.add(value)
        if above:
            self.above.add(value)
        return True

    def add_equal(self, value: Value) -> bool:
        if type(value) is str:
            self.texts.add(value)
            return True
        return value is None or type(value) is bool or self.add_bound(value, below=True, above=True)

    def add(self, node: n.Node) -> bool:
        """Take a test in; False when it depends on more than the class of a value."""
        match node:
            case n.AnyInput():
                return True
            case n.UnaryTests(tests):
                return all(self.add(test) for test in tests)
            case n.UnaryTest(operator, operand):
                known = constant_of(operand)
                if known is None:
                    return False
                if operator in ("=", "!="):
                    return self.add_equal(known.value)
                above = operator in ("<=", ">")
                return self.add_bound(known.value, below=not above, above=above)
            case n.RangeLiteral(low, high, low_included, high_included):
                first, last = constant_of(low), constant_of(high)
                if first is None or last is None or range_of(first.value, last.value, True, True) is None:
                    return False
                return self.add_bound(
                    first.value, below=low_included, above=not low_included
                ) and self.add_bound(last.value, below=not high_included, above=high_included)
        known = constant_of(node)
        return known is not None and self.add_equal(known.value)


def number_classifier(cells: Iterable[n.Node]) -> Callable[[Decimal], int] | None:
    """How to class numbers alone; None as with `classifier`."""
    cuts = _Cuts()
    if not all(cuts.add(cell) for cell in cells) or len(cuts.below) + len(cuts.above) > MAX_CUTS:
        return None
    return _number_class(sorted(cuts.below), sorted(cuts.above))


def classifier(cells: Iterable[n.Node]) -> Classify | None:
    """How to class the values of a column; None when a cell depends on more than constants."""
    cuts = _Cuts()
    if not all(cuts.add(cell) for cell in cells) or len(cuts.below) + len(cuts.above) > MAX_CUTS:
        return None
    return _classify(_number_class(sorted(cuts.below), sorted(cuts.above)), frozenset(cuts.texts))


def _number_class(below: list[Decimal], above: list[Decimal]) -> Callable[[Decimal], int]:
    if not above:
        return partial(bisect_right, below)
    if not below:
        return partial(bisect_left, above)
    return lambda value: bisect_right(below, value) + bisect_left(above, value)


def _classify(number_class: Callable[[Decimal], int], texts: frozenset[str]) -> Classify:
    def classify(value: Value) -> Hashable:
        kind = type(value)
        if kind is Decimal:
            return number_class(value)
        if kind is str:
            return value if value in texts else OTHER_TEXT
        if value is None:
            return NULL
        if kind is bool:
            return TRUE if value else FALSE
        return None

    return classify
