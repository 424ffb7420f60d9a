"""Totals of a plan's outputs in one scan: added up by the engine, or for many drafts of one table counted.

Where drafts differ only in the factor that a step of their table gives, every amount is round(x · factor(step)). Written
x · k / P with whole numbers k and P, and |x| = h·P + m, the rounded amount is h·k + ⌊(2·m·k + P) / 2·P⌋: rows of one step
with one m round alike in every draft. So the engine reads x and the number that the table asks for, rows are counted by
(step, m), h is added up by step, and each draft's total follows from the counts in whole numbers, however many there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import gcd
from typing import Any, cast

import duckdb
import numpy as np

from yuanqu.columns import duckdb_engine
from yuanqu.columns import typing as t
from yuanqu.columns.bindings import Join, Layer, rewritten
from yuanqu.columns.counting import Bucket, Counts, Part, TooWide
from yuanqu.columns.nodes import Column, Constant, Expr, Operation, columns_of
from yuanqu.columns.plan import Output, Plan
from yuanqu.columns.typing import Number

FEW_OUTPUTS = 5
"""Fewer are added up sooner by the engine."""
MOST_CELLS, MOST_FACTOR = 1 << 21, 10**9
"""Bounds of steps × P and of k: memory, and 2·m·k within 64 bits."""
_BATCH = 1 << 18


@dataclass(frozen=True)
class Totals:
    """`rows` read; by output the sum of its numbers, or how many are true. None where no row has a value."""

    rows: int
    sums: Mapping[str, Decimal | int | None]


@dataclass(frozen=True)
class Scan:
    """What the engine reads for counting, and what becomes of the counts.

    `factors`: k of each output (row) at each step (column), None for null; `per`: P.
    """

    plan: Plan
    parts: tuple[Part, ...]
    bucket: Bucket
    factors: tuple[tuple[int | None, ...], ...]
    per: int
    scales: tuple[int, ...]


def totals(connection: duckdb.DuckDBPyConnection, plan: Plan) -> Totals:
    """The totals of a plan whose view and lookups stand in the connection (`duckdb_engine.prepare`), exact."""
    scan = scan_of(plan)
    if scan is not None:
        try:
            return _counted(connection, scan)
        except (TooWide, duckdb.OutOfRangeException, duckdb.ConversionException):
            pass  # a number beyond 64 bits: the engine adds up in wider ones
    texts = (plan.totals(narrow=True), plan.totals())
    names, row = duckdb_engine.first_that_fits(texts, lambda text: _only_row(connection, text))
    found = dict(zip(names, row, strict=True))
    return Totals(int(found.pop("rows")), found)


def _only_row(connection: duckdb.DuckDBPyConnection, text: str) -> tuple[list[str], tuple[Any, ...]]:
    answer = connection.execute(text)
    (row,) = answer.fetchall()
    return [column[0] for column in answer.description or ()], row


def _counted(connection: duckdb.DuckDBPyConnection, scan: Scan) -> Totals:
    text, write = scan.plan.relation("duckdb", narrow=True)
    columns = ", ".join(f"CAST({write(p.expr)} AS {p.sql_type}) AS p{at}" for at, p in enumerate(scan.parts))
    counts = Counts(scan.bucket, len(scan.factors[0]), scan.per)
    connection.execute("SET arrow_output_version = '1.5'")  # decimals as the machine words they are
    try:
        for batch in connection.sql(f"SELECT {columns} FROM {text}").to_arrow_reader(_BATCH):  # noqa: S608 - names are quoted
            counts.add(batch, scan.parts)
    finally:
        connection.execute("RESET arrow_output_version")
    sums: dict[str, Decimal | int | None] = {}
    for output, factors, scale in zip(scan.plan.outputs, scan.factors, scan.scales, strict=True):
        total = counts.total(factors)
        sums[output.name] = None if total is None else t.scaled(total, scale)
    return Totals(counts.rows, sums)


def scan_of(plan: Plan) -> Scan | None:
    """How the plan's totals can be counted; None where its outputs have another shape."""
    if not plan.ok or len(plan.outputs) < FEW_OUTPUTS:
        return None
    plan = _written_out(plan)
    *layers, last = plan.layers or (Layer((), ()),)
    join = _only_join(last)
    if join is None:
        return None
    added = dict(join.columns)
    products = [product for output in plan.outputs if (product := _product(output, added)) is not None]
    if len(products) < len(plan.outputs) or len({amount for amount, _ in products}) > 1:
        return None
    amount = products[0][0]
    exact = _factors(plan.outputs, products, join)
    bucket = _bucket(join, layers, amount)
    if exact is None or bucket is None:
        return None
    (factors, per), (layers, parts, made) = exact, bucket
    if per * len(factors[0]) > MOST_CELLS or max(abs(k) for row in factors for k in row if k) > MOST_FACTOR:
        return None
    scales = tuple(_number(output).scale for output in plan.outputs)
    every = (*parts, Part(amount))
    fits = all(part.digits <= 18 for part in every)
    return Scan(replace(plan, layers=tuple(layers)), every, made, factors, per, scales) if fits else None


def _written_out(plan: Plan) -> Plan:
    """Outputs over the last join: what two drafts have alike is computed in a layer above it."""
    while plan.layers and not plan.layers[-1].joins:
        known = dict(plan.layers[-1].computed)
        outputs = tuple(replace(output, expr=rewritten(output.expr, known)) for output in plan.outputs)
        plan = replace(plan, outputs=outputs, layers=plan.layers[:-1])
    return plan


def _number(node: Output | Expr) -> Number:
    assert isinstance(node.kind, Number)
    return node.kind


def _only_join(layer: Layer) -> Join | None:
    """The join that a layer is, if it does nothing else and has a row for each key, numbered without gaps."""
    if layer.computed or len(layer.joins) != 1:
        return None
    (join,) = layer.joins
    if not join.lookup.complete or len(join.keys) != 1 or not isinstance(join.keys[0], Column):
        return None
    keys = join.lookup.table.column(join.lookup.keys[0]).to_pylist()
    return join if keys == list(range(-1, len(keys) - 1)) else None


def _product(output: Output, added: Mapping[Column, str]) -> tuple[Expr, Column] | None:
    """(x, factor) of an output that is x · factor, rounded or not."""
    if output.role != "value" or not isinstance(output.expr, Operation):
        return None
    product = output.expr.arguments[0] if output.expr.name == "round" else output.expr
    if not isinstance(product, Operation) or product.name != "mul":
        return None
    for factor, amount in (product.arguments, product.arguments[::-1]):
        if isinstance(factor, Column) and factor in added and not any(c in added for c in columns_of(amount)):
            return amount, factor
    return None


def _factors(
    outputs: Sequence[Output], products: Sequence[tuple[Expr, Column]], join: Join
) -> tuple[tuple[tuple[int | None, ...], ...], int] | None:
    """k of each output at each step, and P, as small as they can be. None where no k is other than zero."""
    added = dict(join.columns)
    rows: list[list[int | None]] = []
    pers: list[int] = []
    for output, (amount, factor) in zip(outputs, products, strict=True):
        scale = _number(factor).scale
        values = join.lookup.table.column(added[factor]).to_pylist()
        rows.append([None if v is None else t.raw_of(Decimal(v), scale) for v in values])
        pers.append(10 ** (_number(amount).scale + scale - _number(output).scale))
    per = max(pers)
    rows = [[k and k * (per // own) for k in row] for row, own in zip(rows, pers, strict=True)]
    if not any(k for row in rows for k in row):
        return None
    shared = gcd(per, *(k for row in rows for k in row if k))
    return tuple(tuple(k and k // shared for k in row) for row in rows), per // shared


def _bucket(
    join: Join, layers: Sequence[Layer], amount: Expr
) -> tuple[list[Layer], tuple[Part, ...], Bucket] | None:
    """What the step is made from, without the layers that only make it."""
    kept, step = list(layers), cast(Column, join.keys[0])
    path = np.arange(join.lookup.table.num_rows)
    used = set(columns_of(amount))
    while kept and (before := _only_join(kept[-1])) is not None:
        added = dict(before.columns)
        if step not in added or used & added.keys():
            return None
        own = before.lookup.table.column(added[step]).to_numpy()
        path, step = path[own + 1], cast(Column, before.keys[0])
        kept.pop()
    if not kept:
        return None
    made = dict(kept[-1].computed).get(step)
    if not isinstance(made, Operation) or made.name != "bucket" or step in used:
        return None
    key, low, high, bits = made.arguments
    rest = tuple((column, expr) for column, expr in kept[-1].computed if column != step)
    if rest or kept[-1].joins:
        kept[-1] = replace(kept[-1], computed=rest)
    else:
        kept.pop()
    parts, unit = _parts(key)
    return kept, parts, Bucket(path, _constant(low), _constant(high), _constant(bits), unit)


def _constant(expr: Expr) -> int:
    assert isinstance(expr, Constant)
    assert isinstance(expr.value, Decimal)
    return int(expr.value)


def _parts(key: Expr) -> tuple[tuple[Part, ...], int]:
    """What is read to make a key: itself, or both sides of the quotient that it is, with the unit that it counts."""
    if isinstance(key, Operation) and key.name == "div":
        above, below, *unit = key.arguments
        return (_part(above), _part(below)), _constant(unit[0]) if unit else 1
    return (_part(key),), 1


def _part(expr: Expr) -> Part:
    if isinstance(expr, Operation) and expr.name == "whole":
        (source,) = expr.arguments
        return Part(source, 10 ** (expr.extra - _number(source).scale))
    return Part(expr)
