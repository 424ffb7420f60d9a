"""Large tables as lookups: equality on texts and flags, and the highest step not above a number."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import product
from typing import cast

import pyarrow as pa

from yuanqu.columns import building as b
from yuanqu.columns import typing as t
from yuanqu.columns import values as v
from yuanqu.columns.bindings import Bindings, Lookup, SharedSteps
from yuanqu.columns.expressions import Translator
from yuanqu.columns.indexes import step_of, stored, whole_key
from yuanqu.columns.nodes import Column, Constant, Expr
from yuanqu.columns.quotients import Quotient
from yuanqu.columns.steps import Edge, Steps, steps_of, tested_columns
from yuanqu.columns.typing import Number
from yuanqu.columns.values import Record, Value
from yuanqu.dmn.model import Table
from yuanqu.feel import nodes as n
from yuanqu.feel.constants import constant_of

LARGE = 50
MOST_CELLS = 200_000
MOST_OUTCOMES = 24

Outcome = Callable[[tuple[int, ...]], Record]
_Keys = tuple[object, ...]
_Entry = tuple[_Keys, tuple[int, ...]]  # values of the keys, and the rows that match


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
        steps = steps_of(table, numeric[0], constants, rows) if numeric else Steps(-1, (), tuple(rows))
        if steps is None or (others and numeric and steps.of_null):
            return None
        cut[keys] = steps
    bound = [translator.bindings.bind(v.plain(inputs[at])) for at in others]
    of_null = next(iter(cut.values())).of_null if numeric and not others else ()
    if not numeric:
        entries = [(keys, steps.of_null) for keys, steps in cut.items()]
        return _joined(translator, bound, entries, outcome, of_null)
    value = inputs[numeric[0]]
    try:
        return _by_number(translator, bound, value, cut, outcome, of_null)
    except b.Refusal:  # too many digits for whole numbers: row by row then
        return None


def _by_number(
    translator: Translator,
    bound: list[Expr],
    value: Expr | Quotient,
    cut: dict[_Keys, Steps],
    outcome: Outcome,
    of_null: tuple[int, ...],
) -> Record | None:
    edges = sorted({step.start for steps in cut.values() for step in steps.steps if step.start is not None})
    if len(cut) * (len(edges) + 1) <= MOST_CELLS and len(edges) > 0:
        step = step_of(value, edges, translator.bindings)
        if step is not None:
            return _stepped(translator, bound, step, _by_step(cut, edges), outcome, of_null)
    key, entries, kind = _by_low(translator, value, cut)
    return _joined(translator, [*bound, key], entries, outcome, of_null, low=kind)


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


def _by_step(cut: dict[_Keys, Steps], edges: list[Edge]) -> list[_Entry]:
    """Rows by keys and step, a step being how many of the edges of all groups lie below."""
    found: list[_Entry] = []
    for keys, steps in cut.items():
        rows: tuple[int, ...] = steps.steps[0].rows
        at = 1
        found.append(((*keys, 0), rows))
        for number, edge in enumerate(edges, 1):
            if at < len(steps.steps) and steps.steps[at].start == edge:
                rows = steps.steps[at].rows
                at += 1
            found.append(((*keys, number), rows))
    return found


def _by_low(
    translator: Translator, value: Expr | Quotient, cut: dict[_Keys, Steps]
) -> tuple[Expr, list[_Entry], pa.DataType]:
    """Rows by keys and the number a step begins at, for edges too close or too far out to be counted."""
    starts = [(keys, step) for keys, steps in cut.items() for step in steps.steps]
    edges = [step.start for _, step in starts if step.start is not None]
    key, places = whole_key(value, edges, translator.bindings)
    kind = cast(Number, key.kind)
    given = iter(places)
    found: dict[_Keys, tuple[int, ...]] = {}
    for keys, step in starts:
        found[(*keys, kind.low if step.start is None else max(next(given), kind.low))] = step.rows
    small = all(abs(end) < 2**63 for end in (kind.low, kind.high + 1))
    stored_as = pa.int64() if small else pa.decimal128(38, 0)
    entries = [
        ((*keys[:-1], keys[-1] if small else Decimal(cast(int, keys[-1]))), rows)
        for keys, rows in found.items()
    ]
    return key, entries, stored_as


def _stepped(
    translator: Translator,
    bound: list[Expr],
    step: Expr,
    entries: list[_Entry],
    outcome: Outcome,
    of_null: tuple[int, ...],
) -> Record | None:
    """By step and other keys. Without other keys every step has its entry, null (-1) included."""
    if bound:
        return _joined(translator, [*bound, step], entries, outcome, of_null)
    return _joined(translator, [step], [((-1,), of_null), *entries], outcome, (), complete=True)


def _joined(
    translator: Translator,
    keys: list[Expr],
    entries: list[_Entry],
    outcome: Outcome,
    of_null: tuple[int, ...],
    *,
    low: pa.DataType | None = None,
    complete: bool = False,
) -> Record | None:
    """The outcomes by keys. `low`: the last key is the lower end of a step, of that type. `complete`: see Lookup."""
    parts = {rows: _flat(outcome(rows)) for rows in {rows for _, rows in entries}}
    nothing = outcome(())
    names = list(_flat(nothing))
    wide = {n: {cast(Expr, p[n]) for p in parts.values()} | {cast(Expr, _flat(nothing)[n])} for n in names}
    columns: dict[str, pa.Array] = {}
    for at, key in enumerate(keys):
        last = low is not None and at == len(keys) - 1
        kind = low if last else pa.int64() if isinstance(key.kind, Number) else t.to_arrow(key.kind)
        columns["low" if last else f"k{at}"] = pa.array([e[0][at] for e in entries], kind)
    formulas: dict[str, list[Expr]] = {}
    kinds: list[tuple[str, t.Kind]] = [("hit", t.BOOLEAN)]
    columns["hit"] = pa.array([True] * len(entries), pa.bool_())
    fixed = {n: next(iter(x)) for n, x in wide.items() if len(x) == 1 and isinstance(next(iter(x)), Constant)}
    for name in (name for name in names if name not in fixed):
        options = sorted(wide[name], key=repr) if len(wide[name]) <= MOST_OUTCOMES else []
        if all(isinstance(x, Constant) for x in wide[name]):
            kind = _joint([x.kind for x in wide[name]])
            values = [_python(cast(Constant, parts[rows][name])) for _, rows in entries]
            columns[f"o{len(kinds)}"] = pa.array(values, stored(kind))
        elif options:
            formulas[name] = options
            kind = Number(0, 0, len(options), whole=True)
            values = [options.index(cast(Expr, parts[rows][name])) for _, rows in entries]
            columns[f"o{len(kinds)}"] = pa.array(values, pa.int64())
        else:
            return None
        kinds.append((f"o{len(kinds)}", kind))
    key_names = tuple(name for name in columns if name == "low" or name.startswith("k"))
    lookup = Lookup(
        translator.bindings.lookup_name(), pa.table(columns), key_names, low is not None, complete
    )
    hit, *found = translator.bindings.join(lookup, tuple(keys), kinds)
    made = dict(fixed)
    for name, column in zip((name for name in names if name not in fixed), found, strict=True):
        chosen: Value = column
        if name in formulas:
            options = formulas[name]
            chosen = v.choose(
                [(b.same(column, _whole(i)), x) for i, x in enumerate(options[:-1])], options[-1]
            )
        made[name] = cast(Expr, chosen)
    result = _unflat(nothing, made)
    return result if complete else cast(Record, v.choose([(hit, result)], outcome(of_null)))


def by_shared_steps(
    bindings: Bindings, key: object, value: Expr | Quotient, steps: Steps, outcome: Outcome
) -> Record | None:
    """A table that several drafts vary: one step for all of them, each draft's outcomes by lookup. None otherwise."""
    own = [step.start for step in steps.steps if step.start is not None]
    bindings.surveyed.setdefault(key, set()).update(own)
    edges = cast("tuple[Edge, ...]", bindings.edges.get(key, ()))
    rows_by_step = [steps.of_null, *(rows for _, rows in _by_step({(): steps}, list(edges)))]
    parts = [_flat(outcome(rows)) for rows in rows_by_step] if edges else []
    if not parts or not all(isinstance(x, Constant) for part in parts for x in part.values()):
        return None
    if (key, value) not in bindings.shared:
        name = bindings.lookup_name()
        bindings.shared[key, value] = None
        step = step_of(value, list(edges), bindings)
        if isinstance(step, Column):
            bindings.shared[key, value] = SharedSteps(f"{name}_steps", step, edges)
    shared = bindings.shared[key, value]
    if shared is None:
        return None
    made: dict[str, Expr] = {}
    for name in parts[0]:
        constants = [cast(Constant, part[name]) for part in parts]
        kind = _joint([x.kind for x in constants])
        same_all = all(x == constants[0] for x in constants)
        values = pa.array([_python(x) for x in constants], stored(kind))
        made[name] = constants[0] if same_all else bindings.step_column(shared, values, kind)
    return _unflat(outcome(steps.of_null), made)


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


def _python(value: Constant) -> object:
    from yuanqu.feel.temporal import Date

    return value.value.to_python() if isinstance(value.value, Date) else value.value


def _whole(value: int) -> Expr:
    return Constant(Decimal(value), t.of_constant(Decimal(value)))
