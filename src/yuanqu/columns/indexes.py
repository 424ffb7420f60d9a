"""The step of a number among many edges, without comparing with each: a bucket by shifting bits, then one comparison.

Buckets are so narrow that each holds at most one edge. Where all edges of a quotient are multiples of one unit, buckets count
units, and no comparison is left. Joins are on small dense integers, the quickest there are.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from math import gcd

import pyarrow as pa

from yuanqu.columns import building as b
from yuanqu.columns import quotients as q
from yuanqu.columns import typing as t
from yuanqu.columns.bindings import Bindings, Lookup
from yuanqu.columns.nodes import Constant, Expr, Operation
from yuanqu.columns.quotients import Quotient
from yuanqu.columns.steps import Edge, code, grid
from yuanqu.columns.typing import Number

MOST_BUCKETS, FEW_BUCKETS = 1 << 18, 1 << 12
_WORD = 2**62


def whole_key(value: Expr | Quotient, edges: list[Edge], bindings: Bindings) -> tuple[Expr, list[int]]:
    """A whole number that orders as the value does, and the smallest one on or beyond each edge."""
    if isinstance(value, Quotient):
        digits = max((t.scale_of(edge.number) for edge in edges), default=0)
        if all(edge.number > 0 and not edge.above for edge in edges) and edges:
            raws = [t.raw_of(edge.number, digits) for edge in edges]
            unit = gcd(*raws)
            counted = q.units(value, digits, unit, bindings.bind)
            if counted is not None:
                return bindings.bind(counted), [raw // unit for raw in raws]
        key = bindings.bind(q.coded(value, digits, bindings.bind))
        return key, [code(edge, digits) for edge in edges]
    bound = bindings.bind(value)
    kind = b.number_of(bound)
    places = [min(max(grid(edge, kind), kind.low), kind.high + 1) for edge in edges]
    if kind.whole:
        return bound, places
    b.bounded(Number(0, 0, 10 ** (kind.digits + kind.scale) - 1), 37)
    made = Operation("whole", (bound,), Number(0, kind.low, kind.high, whole=True), kind.scale)
    return bindings.bind(made), places


def step_of(value: Expr | Quotient, edges: list[Edge], bindings: Bindings) -> Expr | None:
    """How many edges the value is on or beyond; -1 for null. None where edges stand too close or too far out."""
    key, places = whole_key(value, edges, bindings)
    unique = sorted(set(places))
    if not unique or not -_WORD < unique[0] - 1 <= unique[-1] < _WORD:
        return None
    gap = min((high - low for low, high in pairwise(unique)), default=1)
    low, high = unique[0] - 1, unique[-1]
    shift = 0 if high - low < FEW_BUCKETS else gap.bit_length() - 1
    count = ((high - low) >> shift) + 1
    if count > MOST_BUCKETS:
        return None
    beyond = (
        {place: sum(1 for p in places if p <= place) for place in unique}
        if len(places) < 50
        else _ranks(places)
    )
    lookup = Lookup(
        bindings.lookup_name(), _buckets(unique, beyond, low, shift, count), ("bucket",), complete=True
    )
    bucket = bindings.bind(
        Operation(
            "bucket",
            (key, *(_word(n) for n in (low, high, shift))),
            Number(0, 0, count, whole=True),
        )
    )
    most = Number(0, 0, len(places), whole=True)
    word = Number(0, -_WORD, _WORD, whole=True)
    if not shift:  # a bucket per number: every edge is where one begins
        return bindings.join(lookup, (bucket,), (("after", most),))[0]
    edge, before, after = bindings.join(
        lookup, (bucket,), (("edge", word), ("before", most), ("after", most))
    )
    return bindings.bind(Operation("pick", (key, edge, before, after), most))


def _word(value: int) -> Constant:
    return Constant(Decimal(value), Number(0, value, value, whole=True))


def _ranks(places: list[int]) -> dict[int, int]:
    ordered = sorted(places)
    return {place: at + 1 for at, place in enumerate(ordered)}


def _buckets(unique: list[int], beyond: dict[int, int], low: int, shift: int, count: int) -> pa.Table:
    """One row per bucket: the edge in it, the step before that edge and the step from it on. Null is bucket -1."""
    edge = [_WORD] * count
    after = [0] * count
    for place in unique:
        at = (place - low) >> shift
        edge[at], after[at] = place, beyond[place]
    before: list[int] = []
    current = 0
    for at in range(count):
        before.append(current)
        if edge[at] != _WORD:
            current = after[at]
        else:
            after[at] = current
    columns = {
        "bucket": [-1, *range(count)],
        "edge": [_WORD, *edge],
        "before": [-1, *before],
        "after": [-1, *after],
    }
    return pa.table({name: pa.array(values, pa.int64()) for name, values in columns.items()})


def stored(kind: t.Kind) -> pa.DataType:
    """The type of a lookup's column."""
    if isinstance(kind, Number):
        return pa.int64() if kind.whole else pa.decimal128(kind.digits, kind.scale)
    return t.to_arrow(kind)
