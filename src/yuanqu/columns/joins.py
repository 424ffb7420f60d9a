"""Large tables as lookups: equality on texts and flags, and the highest step not above a number."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import product
from typing import cast

import pyarrow as pa

from yuanqu.columns import building as b
from yuanqu.columns import quotients as q
from yuanqu.columns import typing as t
from yuanqu.columns import values as v
from yuanqu.columns.bindings import Lookup
from yuanqu.columns.expressions import Translator
from yuanqu.columns.nodes import Constant, Expr
from yuanqu.columns.quotients import Quotient
from yuanqu.columns.steps import Steps, code, grid, steps_of, tested_columns
from yuanqu.columns.typing import Number
from yuanqu.columns.values import Record, Value
from yuanqu.dmn.model import Table
from yuanqu.feel import nodes as n
from yuanqu.feel.constants import constant_of

LARGE = 100
MOST_CELLS = 1_000_000
MOST_OUTCOMES = 24

Outcome = Callable[[tuple[int, ...]], Record]
_Keys = tuple[object, ...]


def by_lookup(
    translator: Translator,
    table: Table,
    inputs: tuple[Expr | Quotient, ...],
    constants: dict[str, object],
    outcome: Outcome,
) -> Record | None:
    """The result of a large table by one join; None when its cells aren't constants and intervals."""
    tested = tested_columns(table)
    numeric = [at for at in tested if _is_number(inputs[at])]
    others = [at for at in tested if at not in numeric]
    if len(numeric) > 1:
        return None
    groups = _groups(table, others)
    if groups is None:
        return None
    cut: dict[_Keys, Steps] = {}
    for keys, rows in groups.items():
        if numeric:
            steps = steps_of(table, numeric[0], constants, rows)
            if steps is None or (others and steps.of_null):
                return None
            cut[keys] = steps
        else:
            cut[keys] = Steps(-1, (), tuple(rows))
    entries = _entries(cut)
    if len(entries) > MOST_CELLS:
        return None
    bound = [translator.bindings.bind(v.plain(inputs[at])) for at in others]
    value = inputs[numeric[0]] if numeric else None
    return _joined(
        translator, bound, value, entries, outcome, next(iter(cut.values())) if not others else None
    )


def _is_number(value: Expr | Quotient) -> bool:
    return isinstance(value, Quotient) or isinstance(value.kind, Number)


def _groups(table: Table, columns: list[int]) -> dict[_Keys, list[int]] | None:
    """Rows by the values of their equality cells; None when a cell isn't a list of constants."""
    groups: dict[_Keys, list[int]] = {}
    for row, rule in enumerate(table.rules):
        options: list[list[object]] = []
        for at in columns:
            node = rule.inputs[at].node
            tests = node.tests if isinstance(node, n.UnaryTests) and not node.negated else ()
            known = [constant_of(test) for test in tests]
            if not known or not all(k is not None and isinstance(k.value, (str, bool)) for k in known):
                return None
            options.append([k.value for k in known if k is not None])
        for keys in product(*options):
            rows = groups.setdefault(keys, [])
            if row not in rows[-1:]:
                rows.append(row)
    return groups


def _entries(cut: dict[_Keys, Steps]) -> list[tuple[_Keys, object, tuple[int, ...]]]:
    """(keys, start of the step, rows); without steps one entry per group."""
    found: list[tuple[_Keys, object, tuple[int, ...]]] = []
    for keys, steps in cut.items():
        if steps.column < 0:
            found.append((keys, None, steps.of_null))
        found.extend((keys, step.start, step.rows) for step in steps.steps)
    return found


def _joined(
    translator: Translator,
    keys: list[Expr],
    value: Expr | Quotient | None,
    entries: list[tuple[_Keys, object, tuple[int, ...]]],
    outcome: Outcome,
    alone: Steps | None,
) -> Record | None:
    known: dict[tuple[int, ...], Record] = {rows: outcome(rows) for rows in {rows for _, _, rows in entries}}
    nothing = outcome(())
    parts = {rows: _flat(record) for rows, record in known.items()}
    names = list(_flat(nothing))
    wide = {
        name: {cast(Expr, p[name]) for p in parts.values()} | {cast(Expr, _flat(nothing)[name])}
        for name in names
    }
    columns: dict[str, pa.Array] = {}
    for at, key in enumerate(keys):
        columns[f"k{at}"] = pa.array([e[0][at] for e in entries], t.to_arrow(key.kind))
    ordered = value is not None
    lookup_keys = list(keys)
    if value is not None:
        place, low = _order(translator, value, entries)
        columns["low"] = low
        lookup_keys.append(place)
    formulas: dict[str, list[Expr]] = {}
    kinds: list[tuple[str, t.Kind]] = [("hit", t.BOOLEAN)]
    columns["hit"] = pa.array([True] * len(entries), pa.bool_())
    for name in names:
        options = sorted(wide[name], key=repr) if len(wide[name]) <= MOST_OUTCOMES else []
        if all(isinstance(x, Constant) for x in wide[name]):
            kind = _joint([x.kind for x in wide[name]])
            values = [_python(cast(Constant, parts[rows][name])) for _, _, rows in entries]
            columns[f"o{len(kinds)}"] = pa.array(values, _arrow(kind))
        elif options:
            formulas[name] = options
            kind = Number(0, 0, len(options), whole=True)
            values = [options.index(cast(Expr, parts[rows][name])) for _, _, rows in entries]
            columns[f"o{len(kinds)}"] = pa.array(values, pa.int64())
        else:
            return None
        kinds.append((f"o{len(kinds)}", kind))
    lookup = Lookup(
        f"lookup_{len(translator.bindings.joins) + 1}",
        _last_of_each(pa.table(columns), len(keys) + ordered),
        (*(f"k{at}" for at in range(len(keys))), *(["low"] if ordered else [])),
        ordered,
    )
    hit, *found = translator.bindings.join(lookup, tuple(lookup_keys), kinds)
    made: dict[str, Expr] = {}
    for name, column in zip(names, found, strict=True):
        chosen: Value = column
        if name in formulas:
            options = formulas[name]
            chosen = v.choose(
                [(b.same(column, _whole(i)), x) for i, x in enumerate(options[:-1])], options[-1]
            )
        made[name] = cast(Expr, chosen)
    result = _unflat(nothing, made)
    missing = nothing if alone is None else outcome(alone.of_null)
    return cast(Record, v.choose([(hit, result)], missing))


def _last_of_each(table: pa.Table, keys: int) -> pa.Table:
    """Steps that begin at one place of the column's grid are one step: the last."""
    places = list(zip(*(table.column(at).to_pylist() for at in range(keys)), strict=True))
    last = {place: row for row, place in enumerate(places)}
    return table.take(pa.array(sorted(last.values()), pa.int64()))


def _order(
    translator: Translator, value: Expr | Quotient, entries: list[tuple[_Keys, object, tuple[int, ...]]]
) -> tuple[Expr, pa.Array]:
    """The column that orders as the number does, and the lower ends of the steps in it."""
    starts = [start for _, start, _ in entries]
    if isinstance(value, Quotient):
        digits = max((t.scale_of(s.number) for s in starts if s is not None), default=0)  # type: ignore[attr-defined]
        key = translator.bindings.bind(q.coded(value, digits, translator.bindings.bind))
        lows = [-(10**37) if s is None else code(s, digits) for s in starts]  # type: ignore[arg-type]
        kind = cast(Number, key.kind)
    else:
        key = translator.bindings.bind(value)
        kind = cast(Number, key.kind)
        lows = [kind.low if s is None else grid(s, kind) for s in starts]  # type: ignore[arg-type]
    lows = [min(max(low, kind.low), kind.high + 1) for low in lows]
    if kind.whole:
        fits = all(-(2**63) <= low < 2**63 for low in (*lows, kind.low, kind.high))
        exact = pa.int64() if fits else pa.decimal128(38, 0)
        return key, pa.array(lows if fits else [Decimal(low) for low in lows], exact)
    width = 18 if max(len(str(abs(low))) for low in (*lows, 1)) <= 18 and kind.digits <= 18 else 38
    return key, pa.array([t.scaled(low, kind.scale) for low in lows], pa.decimal128(width, kind.scale))


def _flat(record: Record) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name, part in record.fields.items():
        if isinstance(part, Record):
            found |= {f"{name}/{inner}": x for inner, x in _flat(part).items()}
        else:
            found[name] = v.plain(part)
    return found


def _unflat(shape: Record, made: dict[str, Expr], prefix: str = "") -> Record:
    return Record(
        {
            name: _unflat(part, made, f"{prefix}{name}/")
            if isinstance(part, Record)
            else made[f"{prefix}{name}"]
            for name, part in shape.fields.items()
        }
    )


def _joint(kinds: list[t.Kind]) -> t.Kind:
    joint: t.Kind | None = t.NULL
    for kind in kinds:
        joint = t.joined(joint, kind) if joint is not None else None
    if joint is None:
        raise b.Refusal("COL-003", found=kinds[0], wanted=kinds[-1])
    return joint


def _arrow(kind: t.Kind) -> pa.DataType:
    return pa.decimal128(kind.digits, kind.scale) if isinstance(kind, Number) else t.to_arrow(kind)


def _python(value: Constant) -> object:
    from yuanqu.feel.temporal import Date

    return value.value.to_python() if isinstance(value.value, Date) else value.value


def _whole(value: int) -> Expr:
    return Constant(Decimal(value), t.of_constant(Decimal(value)))
