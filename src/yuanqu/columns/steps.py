"""A table over one number, cut into steps: between two edges the same rows match, so what matches is known beforehand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import NamedTuple

from yuanqu.columns import building as b
from yuanqu.columns import quotients as q
from yuanqu.columns import typing as t
from yuanqu.columns import values as v
from yuanqu.columns.nodes import Expr
from yuanqu.columns.quotients import Quotient
from yuanqu.columns.typing import Number
from yuanqu.columns.values import Value
from yuanqu.dmn.model import Table
from yuanqu.feel import nodes as n
from yuanqu.proofs.cells import Interval, read_cell


class Edge(NamedTuple):
    """Where a step begins: at the number, or just above it."""

    number: Decimal
    above: bool


@dataclass(frozen=True, slots=True)
class Step:
    """`start` None: from below all numbers. `rows`: 0-based rows that match, in order."""

    start: Edge | None
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """`column`: the input that is tested. `of_null`: the rows that a null passes."""

    column: int
    steps: tuple[Step, ...]
    of_null: tuple[int, ...]


def is_any(node: n.Node) -> bool:
    return (
        isinstance(node, n.UnaryTests)
        and not node.negated
        and any(isinstance(x, n.AnyInput) for x in node.tests)
    )


def tested_columns(table: Table) -> tuple[int, ...]:
    """The inputs that some row tests."""
    return tuple(
        at for at in range(len(table.inputs)) if not all(is_any(rule.inputs[at].node) for rule in table.rules)
    )


def passes_null(node: n.Node) -> bool:
    """Whether null passes a cell of numbers: only where the cell asks nothing, or speaks of null or `not`."""
    if not isinstance(node, n.UnaryTests):
        return False
    if node.negated:
        plain = (n.NumberLiteral, n.Negation, n.Name)
        return all(
            isinstance(x, plain) or (isinstance(x, n.UnaryTest) and x.operator == "=") for x in node.tests
        )
    return any(
        isinstance(x, n.AnyInput) or (isinstance(x, n.UnaryTest) and x.operator == "!=") for x in node.tests
    )


def steps_of(
    table: Table, column: int, constants: dict[str, object], rows: Sequence[int] | None = None
) -> Steps | None:
    """The steps of one input; None when a cell isn't a set of intervals of numbers."""
    chosen = range(len(table.rules)) if rows is None else rows
    cells: list[tuple[int, tuple[tuple[Edge | None, Edge | None], ...]]] = []
    edges: set[Edge] = set()
    for row in chosen:
        node = table.rules[row].inputs[column].node
        found = read_cell(node, constants)
        if found is None or _mixed(node):
            return None
        spans = tuple(_span(interval) for interval in found)
        cells.append((row, spans))
        edges.update(edge for span in spans for edge in span if edge is not None)
    ordered = sorted(edges)
    matching = _sweep(cells, ordered)
    of_null = tuple(row for row in chosen if passes_null(table.rules[row].inputs[column].node))
    starts: list[Edge | None] = [None, *ordered]
    return Steps(column, tuple(Step(s, m) for s, m in zip(starts, matching, strict=True)), of_null)


def _mixed(node: n.Node) -> bool:
    """Cells whose answer to null isn't read off their form."""
    if not isinstance(node, n.UnaryTests):
        return True
    plain = (n.AnyInput, n.UnaryTest, n.RangeLiteral, n.NumberLiteral, n.Negation, n.Name)
    return not all(isinstance(test, plain) for test in node.tests)


def _span(interval: Interval) -> tuple[Edge | None, Edge | None]:
    low = None if interval.low is None else Edge(interval.low, not interval.low_included)
    high = None if interval.high is None else Edge(interval.high, interval.high_included)
    return low, high


def _sweep(
    cells: list[tuple[int, tuple[tuple[Edge | None, Edge | None], ...]]], ordered: list[Edge]
) -> list[tuple[int, ...]]:
    """The rows that match from each edge on, the first entry being below all edges."""
    places = {edge: at + 1 for at, edge in enumerate(ordered)}
    opens: list[list[int]] = [[] for _ in range(len(ordered) + 1)]
    shuts: list[list[int]] = [[] for _ in range(len(ordered) + 1)]
    for row, spans in cells:
        for low, high in spans:
            opens[0 if low is None else places[low]].append(row)
            if high is not None:
                shuts[places[high]].append(row)
    counts: dict[int, int] = {}
    found: list[tuple[int, ...]] = []
    for at in range(len(ordered) + 1):
        for row in shuts[at]:
            counts[row] -= 1
            if not counts[row]:
                del counts[row]
        for row in opens[at]:
            counts[row] = counts.get(row, 0) + 1
        found.append(tuple(sorted(counts)))
    return found


def ladder(
    value: Expr | Quotient,
    steps: Steps,
    outcome: Callable[[tuple[int, ...]], Value],
    bind: Callable[[Expr], Expr],
) -> Value:
    """The outcome by a chain of conditions, highest step first; the number's null falls through to its own outcome."""
    rungs: list[tuple[Edge | None, Value]] = []
    for step in steps.steps:
        made = outcome(step.rows)
        if not rungs or rungs[-1][1] != made:
            rungs.append((step.start, made))
    of_null = outcome(steps.of_null)
    if not isinstance(value, Quotient):
        there = b.negation(b.is_null(value))
        return _chain(rungs, of_null, there, lambda name, edge: b.compare(name, value, b.fixed(edge.number)))

    def above_zero(name: str, edge: Edge) -> Expr:
        return q.products(name, value, b.fixed(edge.number), bind)

    there = b.negation(b.is_null(value.numerator))
    positive = _chain(rungs, of_null, there, above_zero)
    negative = _chain(rungs, of_null, there, lambda name, edge: above_zero(b.FLIPPED[name], edge))
    sign = value.denominator
    above, below = b.compare("gt", sign, q.ZERO), b.compare("lt", sign, q.ZERO)
    return v.choose([(above, positive), (below, negative)], of_null)


def _chain(
    rungs: list[tuple[Edge | None, Value]], of_null: Value, there: Expr, test: Callable[[str, Edge], Expr]
) -> Value:
    """Highest edge first; below all edges it is enough that the number is there."""
    branches = [(test("gt" if e.above else "ge", e), made) for e, made in reversed(rungs) if e is not None]
    lowest = rungs[0][1]
    if lowest != of_null:
        branches.append((there, lowest))
    return v.choose(branches, of_null)


def grid(edge: Edge, kind: Number) -> int:
    """The smallest value of a type, as an integer at its scale, that is on or beyond an edge."""
    exact = edge.number.scaleb(kind.scale, t.EXACT)
    if edge.above:
        return int(exact.to_integral_value(ROUND_FLOOR, t.EXACT)) + 1
    return int(exact.to_integral_value(ROUND_CEILING, t.EXACT))


def code(edge: Edge, digits: int) -> int:
    """The same for the code of a quotient: twice the number × 10^digits, one more just above it."""
    return 2 * t.raw_of(edge.number, digits) + edge.above
