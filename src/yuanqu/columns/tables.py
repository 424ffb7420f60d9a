"""Decision tables over columns: by steps of one number, by lookup when large, else row by row; every hit policy's meaning kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import cast

from yuanqu.columns import building as b
from yuanqu.columns import typing as t
from yuanqu.columns import values as v
from yuanqu.columns.expressions import Refused, Translator, fit
from yuanqu.columns.joins import LARGE, by_lookup, by_shared_steps
from yuanqu.columns.nodes import FALSE, NOTHING, Constant, Expr, Operation
from yuanqu.columns.overlaps import exclusive
from yuanqu.columns.quotients import Quotient
from yuanqu.columns.steps import is_any, ladder, steps_of, tested_columns
from yuanqu.columns.typing import BOOLEAN, Number
from yuanqu.columns.values import Record, Scope, Value
from yuanqu.diagnostics import diagnose
from yuanqu.dmn.model import Rule, Table, TableInput
from yuanqu.feel.compare import satisfies
from yuanqu.feel.constants import constant_of

RULE, VIOLATION, VALUE = "rule", "violation", "value"


@dataclass(frozen=True, slots=True)
class Result:
    """`rule`: the number of the row that made the value, or their numbers as text; `violation`: whether rows that
    must not match together do, None where that can't be."""

    value: Value
    rule: Expr
    violation: Expr | None


@dataclass(frozen=True)
class Outputs:
    """The output entries of a table, compiled."""

    table: Table
    rows: tuple[Value, ...]
    default: Value
    ranks: tuple[int, ...]

    @property
    def several(self) -> bool:
        """Whether a result is made of several rows."""
        return self.table.hit_policy in ("COLLECT", "ANY")


def compile_table(translator: Translator, table: Table, scope: Scope, constants: dict[str, object]) -> Result:
    """A table. Refused when a cell, an output or the policy is outside the subset."""
    with translator.at(table.where):
        if table.hit_policy in ("RULE ORDER", "OUTPUT ORDER") or (
            table.hit_policy == "COLLECT" and not table.aggregation
        ):
            raise b.Refusal("COL-012", policy=table.hit_policy)
        outputs = _outputs(translator, table, scope)
        inputs = tuple(_input(translator, column, scope) for column in table.inputs)
        made = _compiled(translator, table, inputs, scope, constants, outputs)
        return replace(made, value=fit(made.value, table.resolved))


def _compiled(
    translator: Translator,
    table: Table,
    inputs: tuple[Expr | Quotient, ...],
    scope: Scope,
    constants: dict[str, object],
    outputs: Outputs,
) -> Result:
    def outcome(rows: tuple[int, ...]) -> Record:
        return _static(outputs, rows)

    if len(table.rules) > LARGE:
        looked = by_lookup(translator, table, inputs, constants, outcome)
        if looked is not None:
            return _of_record(looked)
    tested = tested_columns(table)
    if len(tested) == 1:
        value = inputs[tested[0]]
        numeric = isinstance(value, Quotient) or isinstance(value.kind, Number)
        steps = steps_of(table, tested[0], constants) if numeric and not isinstance(value, Constant) else None
        if steps is not None:
            shared = by_shared_steps(
                translator.bindings, (table.where.item, tested[0]), value, steps, outcome
            )
            if shared is not None:
                return _of_record(shared)
            return _of_record(cast(Record, ladder(value, steps, outcome, translator.bindings.bind)))
    conditions = tuple(_condition(translator, rule, inputs, scope) for rule in table.rules)
    return _by_rows(translator, outputs, conditions, exclusive(table, constants))


def _of_record(made: Record) -> Result:
    violation = cast(Expr, made.fields[VIOLATION])
    return Result(
        made.fields[VALUE], cast(Expr, made.fields[RULE]), None if violation == FALSE else violation
    )


def _input(translator: Translator, column: TableInput, scope: Scope) -> Expr | Quotient:
    with translator.at(column.where):
        value = v.single(translator.bind(fit(translator.value(column.node, scope), column.resolved)))
        if column.allowed is None:
            return value
        allowed = translator.tests(column.allowed, value, scope)
        return v.single(translator.bind(v.choose([(allowed, value)], NOTHING)))


def _condition(translator: Translator, rule: Rule, inputs: Sequence[Expr | Quotient], scope: Scope) -> Expr:
    parts: list[Expr] = []
    for cell, value in zip(rule.inputs, inputs, strict=True):
        if not is_any(cell.node):
            with translator.at(cell.where):
                parts.append(translator.tests(cell.node, value, scope))
    return b.as_condition(b.both("and", parts))


def _outputs(translator: Translator, table: Table, scope: Scope) -> Outputs:
    names = [output.name for output in table.outputs]
    rows: list[Value] = []
    for rule in table.rules:
        values: list[Value] = []
        for cell, output in zip(rule.outputs, table.outputs, strict=True):
            with translator.at(cell.where):
                values.append(fit(translator.value(cell.node, scope), output.resolved))
        rows.append(values[0] if len(values) == 1 else Record(dict(zip(names, values, strict=True))))
    default: Value = NOTHING
    if any(output.default is not None for output in table.outputs):
        given = [
            translator.value(o.default.node, scope) if o.default is not None else NOTHING
            for o in table.outputs
        ]
        default = given[0] if len(given) == 1 else Record(dict(zip(names, given, strict=True)))
    elif len(names) > 1:
        default = Record(dict.fromkeys(names, NOTHING))
    ranks = _ranks(table, rows) if table.hit_policy == "PRIORITY" else ()
    return Outputs(table, tuple(rows), default, ranks)


def _ranks(table: Table, rows: Sequence[Value]) -> tuple[int, ...]:
    """The order of rows by their outputs' priority; outputs must be constants for it to be known."""
    orders: list[list[object]] = []
    for output in table.outputs:
        tests = output.values.tests if output.values else ()
        known = [constant_of(test) for test in tests]
        orders.append([k.value for k in known if k is not None])

    def rank(row: int) -> tuple[int, ...]:
        value = rows[row]
        parts = list(value.fields.values()) if isinstance(value, Record) else [value]
        found: list[int] = []
        for part, ordered in zip(parts, orders, strict=True):
            if not isinstance(part, Constant):
                raise b.Refusal("COL-013")
            found.append(
                next((i for i, w in enumerate(ordered) if satisfies(part.value, w) is True), len(ordered))
            )
        return tuple(found)

    return tuple(sorted(range(len(rows)), key=rank))


# -- the rows that match are known


def _static(outputs: Outputs, rows: tuple[int, ...]) -> Record:
    """The result for rows known to match."""
    policy = outputs.table.hit_policy
    nothing = NOTHING
    if not rows:
        return _made(outputs.default, nothing, FALSE)
    if policy == "COLLECT":
        values = [outputs.rows[row] for row in rows]
        missing = _missing(outputs, [Constant(True, BOOLEAN)] * len(values), values)
        value = v.choose([(missing, _blank(outputs))], _collected(outputs, values))
        fired = b.case([(missing, nothing)], _text(",".join(str(r + 1) for r in rows)))
        return _made(value, fired, FALSE)
    if policy == "UNIQUE" and len(rows) > 1:
        return _made(_blank(outputs), nothing, Constant(True, BOOLEAN))
    if policy == "ANY":
        value = outputs.rows[rows[0]]
        agreed = b.both("and", [_alike(value, outputs.rows[row]) for row in rows[1:]])
        fired = b.case([(agreed, _text(",".join(str(r + 1) for r in rows)))], nothing)
        return _made(v.choose([(agreed, value)], _blank(outputs)), fired, b.negation(agreed))
    first = next(r for r in outputs.ranks if r in rows) if policy == "PRIORITY" else rows[0]
    return _made(outputs.rows[first], _number(first + 1), FALSE)


def _made(value: Value, rule: Expr, violation: Expr) -> Record:
    return Record({VALUE: value, RULE: rule, VIOLATION: violation})


def _blank(outputs: Outputs) -> Value:
    if len(outputs.table.outputs) == 1:
        return NOTHING
    return Record({o.name: NOTHING for o in outputs.table.outputs})


def _text(value: str) -> Expr:
    return Constant(value, t.TEXT)


def _number(value: int) -> Expr:
    return Constant(Decimal(value), t.of_constant(Decimal(value)))


def _alike(left: Value, right: Value) -> Expr:
    if left == right:
        return Constant(True, BOOLEAN)
    if isinstance(left, Record) and isinstance(right, Record):
        return b.both("and", [_alike(part, right.fields[name]) for name, part in left.fields.items()])
    return v.same(left, right)


def _missing(outputs: Outputs, held: Sequence[Expr], values: Sequence[Value]) -> Expr:
    """Whether a row that matches has an output that can't be aggregated; the whole result is null then."""
    if outputs.table.aggregation == "COUNT":
        return FALSE
    parts = [
        b.both("and", [condition, b.is_null(v.plain(part))])
        for condition, value in zip(held, values, strict=True)
        for part in (value.fields.values() if isinstance(value, Record) else [value])
    ]
    return b.both("or", parts)


def _collected(outputs: Outputs, rows: Sequence[Value]) -> Value:
    def of(values: list[Value]) -> Value:
        kind = outputs.table.aggregation
        if kind == "COUNT":
            return _number(len(values))
        if kind == "SUM":
            total = v.plain(values[0])
            if total != NOTHING:
                b.number_of(total)
            for value in values[1:]:
                total = b.arithmetic("add", total, v.plain(value))
            return total
        return b.extreme("least" if kind == "MIN" else "greatest", [_ordered(v.plain(x)) for x in values])

    return _per_output(outputs, rows, of)


def _ordered(value: Expr) -> Expr:
    if value.kind == BOOLEAN:
        raise b.Refusal("COL-003", found=BOOLEAN, wanted="number, text, date")
    return value


def _per_output(outputs: Outputs, values: Sequence[Value], of: Callable[[list[Value]], Value]) -> Value:
    if len(outputs.table.outputs) == 1:
        return of(list(values))
    names = [o.name for o in outputs.table.outputs]
    return Record({name: of([cast(Record, value).fields[name] for value in values]) for name in names})


# -- row by row


def _by_rows(translator: Translator, outputs: Outputs, conditions: tuple[Expr, ...], apart: bool) -> Result:
    policy = outputs.table.hit_policy
    bind = translator.bindings.bind
    order: Sequence[int] = outputs.ranks if policy == "PRIORITY" else range(len(conditions))
    numbers = [(conditions[row], _number(row + 1)) for row in order]
    if policy == "COLLECT":
        return _collect_rows(translator, outputs, tuple(bind(c) for c in conditions))
    if policy in ("FIRST", "PRIORITY") or apart or len(conditions) == 1:
        rule = b.case(numbers, NOTHING)
        if policy == "ANY":
            rule = b.case([(c, _text(str(row + 1))) for row, c in enumerate(conditions)], NOTHING)
        return Result(
            v.choose([(conditions[row], outputs.rows[row]) for row in order], outputs.default), rule, None
        )
    held = tuple(bind(condition) for condition in conditions)
    choices = [(held[row], outputs.rows[row]) for row in order]
    if policy == "UNIQUE":
        count = bind(Operation("count", held, Number(0, 0, len(held), whole=True)))
        clash = bind(b.compare("gt", count, _number(1)))
        rule = b.case([(clash, NOTHING), *((c, _number(row + 1)) for row, c in enumerate(held))], NOTHING)
        return Result(v.choose([(clash, _blank(outputs)), *choices], outputs.default), rule, clash)
    first = translator.bind(v.choose(choices, outputs.default))
    differs = [b.both("and", [c, b.negation(_alike(first, outputs.rows[row]))]) for row, c in enumerate(held)]
    clash = bind(b.as_condition(b.both("or", differs)))
    names = Operation("names", held, t.TEXT)
    hit = b.both("or", held)
    rule = b.case([(clash, NOTHING), (hit, names)], NOTHING)
    violation = None if clash == FALSE else b.case([(clash, Constant(True, BOOLEAN))], FALSE)
    return Result(v.choose([(clash, _blank(outputs))], first), rule, violation)


def _collect_rows(translator: Translator, outputs: Outputs, held: tuple[Expr, ...]) -> Result:
    hit = translator.bindings.bind(b.both("or", held))
    kind = outputs.table.aggregation

    def of(values: list[Value]) -> Value:
        if kind == "COUNT":
            return Operation("count", held, Number(0, 0, len(held), whole=True))
        if kind == "SUM":
            total: Expr | None = None
            for condition, value in zip(held, values, strict=True):
                part = b.case([(condition, v.plain(value))], _number(0))
                total = part if total is None else b.arithmetic("add", total, part)
            return total or NOTHING
        plain = [_ordered(v.plain(value)) for value in values]
        parts = [b.case([(c, x)], NOTHING) for c, x in zip(held, plain, strict=True)]
        return b.extreme_known("least" if kind == "MIN" else "greatest", parts)

    missing = translator.bindings.bind(_missing(outputs, held, outputs.rows))
    value = _per_output(outputs, outputs.rows, of)
    names = b.case([(missing, NOTHING), (hit, Operation("names", held, t.TEXT))], NOTHING)
    return Result(v.choose([(missing, _blank(outputs)), (hit, value)], outputs.default), names, None)


__all__ = ["Refused", "Result", "compile_table", "diagnose"]
