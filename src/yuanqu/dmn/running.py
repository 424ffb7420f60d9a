"""Closures of decision tables: inputs once, then the cells row by row."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from yuanqu.dmn.hits import Chooser, chooser
from yuanqu.dmn.model import Rule, Table, TableInput, TableOutput
from yuanqu.dmn.trace import InputTrace, RuleTrace, TableTrace
from yuanqu.feel.closures import TestCode
from yuanqu.feel.closures.tests import INPUT, uses_input
from yuanqu.feel.compare import satisfies
from yuanqu.feel.constants import constant_of
from yuanqu.feel.nodes import AnyInput, UnaryTests
from yuanqu.feel.run import Code, Fault, Frame, Place
from yuanqu.feel.slots import Slots
from yuanqu.feel.text import literal_of
from yuanqu.feel.values import Value

if TYPE_CHECKING:
    from yuanqu.dmn.building import Builder

_Tests = tuple[tuple[int, TestCode], ...]


class RunningTable:
    """A table ready to run."""

    __slots__ = (
        "_choose",
        "_default",
        "_inputs",
        "_outputs",
        "_place",
        "_rules",
        "_stops",
        "_variants",
        "table",
    )

    def __init__(self, builder: Builder, table: Table, slots: Slots) -> None:
        self.table = table
        self._place = Place(table.where, 0)
        self._inputs = tuple(_input(builder, column, slots) for column in table.inputs)
        self._rules = tuple(_tests(builder, rule, slots) for rule in table.rules)
        self._outputs = tuple(_outputs(builder, table, rule, slots) for rule in table.rules)
        self._default = _default(builder, table, slots)
        self._choose: Chooser = chooser(table, _rank(builder, table, slots))
        self._stops = table.hit_policy == "FIRST"
        self._variants: list[dict[int | None, RuleTrace]] = [{} for _ in table.rules]

    def __call__(self, frame: Frame) -> Value:
        """The result, without a trace."""
        values = self._values(frame)
        matched: list[int] = []
        for row, tests in enumerate(self._rules):
            for at, test in tests:
                if not test(frame, values[at]):
                    break
            else:
                matched.append(row)
                if self._stops:
                    break
        return self._result(frame, matched)[0]

    def _values(self, frame: Frame) -> list[Value]:
        values = [code(frame) for code in self._inputs]
        columns = frame[0].columns
        if columns is not None:
            for at in range(len(values)):
                values[at] = columns.get((id(self.table), at), values[at])
        return values

    def traced(self, frame: Frame) -> tuple[Value, TableTrace]:
        """The result, and each row with its first failing input; rows after the first hit are tried too."""
        values = self._values(frame)
        matched: list[int] = []
        rules: list[RuleTrace] = []
        for row, tests in enumerate(self._rules):
            failed: int | None = None
            for at, test in tests:
                if not test(frame, values[at]):
                    failed = at
                    break
            else:
                matched.append(row)
            known = self._variants[row].get(failed)
            rules.append(known if known is not None else self._variant(row, failed))
        value, fired = self._result(frame, matched)
        table = self.table
        return value, TableTrace(
            table.hit_policy,
            tuple(InputTrace(c.text, v, c.label) for c, v in zip(table.inputs, values, strict=True)),
            tuple(output.name for output in table.outputs),
            tuple(rules),
            tuple([row + 1 for row in (matched[:1] if self._stops else matched)]),
            tuple([row + 1 for row in fired]),
        )

    def _variant(self, row: int, failed: int | None) -> RuleTrace:
        rule = self.table.rules[row]
        made = RuleTrace(
            rule.number,
            rule.id,
            rule.description,
            tuple(cell.text for cell in rule.inputs),
            failed is None,
            failed,
            tuple(cell.text for cell in rule.outputs),
        )
        self._variants[row][failed] = made
        return made

    def _result(self, frame: Frame, matched: list[int]) -> tuple[Value, tuple[int, ...]]:
        if not matched:
            return self._default(frame), ()
        outputs = self._outputs
        try:
            return self._choose(matched, lambda row: outputs[row](frame))
        except Fault as fault:
            frame[0].fault(self._place, fault)
            return None, ()


def _input(builder: Builder, column: TableInput, slots: Slots) -> Code:
    code = builder.fitted(
        builder.expression(column.node, slots, column.where), column.resolved, column.where, column.label
    )
    if column.allowed is None:
        return code
    place = Place(column.where, 0)
    compiler = builder.compiler(column.where)
    slot = builder.layout.new()
    allowed = compiler.compile_test(column.allowed, Slots({INPUT: slot}, slots))
    text, label = column.allowed_text, column.label

    def checked(frame: Frame) -> Value:
        value = frame[slot] = code(frame)
        if value is None or allowed(frame, value):
            return value
        frame[0].report(place, "DMN-104", label=label, value=literal_of(value)[:80], allowed=text)
        return None

    return checked


def _tests(builder: Builder, rule: Rule, slots: Slots) -> _Tests:
    """The cells of a row that test anything."""
    found: list[tuple[int, TestCode]] = []
    for at, cell in enumerate(rule.inputs):
        node = cell.node
        if (
            isinstance(node, UnaryTests)
            and any(isinstance(test, AnyInput) for test in node.tests)
            and not node.negated
        ):
            continue
        compiler = builder.compiler(cell.where)
        if not uses_input(node):
            found.append((at, compiler.compile_test(node, slots)))
            continue
        slot = builder.layout.new()
        found.append((at, _with_slot(compiler.compile_test(node, Slots({INPUT: slot}, slots)), slot)))
    return tuple(found)


def _with_slot(test: TestCode, slot: int) -> TestCode:
    def set_and_test(frame: Frame, value: Value) -> bool | None:
        frame[slot] = value
        return test(frame, value)

    return set_and_test


def _outputs(builder: Builder, table: Table, rule: Rule, slots: Slots) -> Code:
    codes = [
        builder.fitted(
            builder.expression(cell.node, slots, cell.where), output.resolved, cell.where, output.label
        )
        for cell, output in zip(rule.outputs, table.outputs, strict=True)
    ]
    return _row(codes, table.outputs)


def _row(codes: list[Code], outputs: tuple[TableOutput, ...]) -> Code:
    if len(codes) == 1:
        return codes[0]
    named = tuple(zip((output.name for output in outputs), codes, strict=True))
    return lambda frame: {name: code(frame) for name, code in named}


def _default(builder: Builder, table: Table, slots: Slots) -> Code:
    if not any(output.default for output in table.outputs):
        return lambda frame: None
    codes: list[Code] = []
    for output in table.outputs:
        cell = output.default
        codes.append(builder.expression(cell.node, slots, cell.where) if cell else (lambda frame: None))
    row = _row(codes, table.outputs)
    several = table.hit_policy in ("RULE ORDER", "OUTPUT ORDER") or (
        table.hit_policy == "COLLECT" and not table.aggregation
    )
    if not several:
        return row

    def listed(frame: Frame) -> Value:
        value = row(frame)
        return value if type(value) is list or value is None else [value]

    return listed


def _rank(builder: Builder, table: Table, slots: Slots) -> Callable[[Value], tuple[int, ...]]:
    """The position of an output in the output values: smaller is of higher priority."""
    columns: list[tuple[str, list[Value]]] = []
    for output in table.outputs:
        tests = output.values.tests if output.values else ()
        known = [constant_of(test) for test in tests]
        columns.append((output.name, [k.value for k in known if k is not None]))

    def rank(value: Value) -> tuple[int, ...]:
        single = len(columns) == 1
        ranks: list[int] = []
        for name, ordered in columns:
            own = value if single else value[name]
            places = (at for at, wanted in enumerate(ordered) if satisfies(own, wanted) is True)
            ranks.append(next(places, len(ordered)))
        return tuple(ranks)

    return rank
