"""Closures of decision tables: inputs once, then the cells row by row."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from yuanqu.dmn.classes import Classify, classifier, number_classifier
from yuanqu.dmn.hits import Chooser, chooser
from yuanqu.dmn.model import Rule, Table, TableInput, TableOutput
from yuanqu.dmn.trace import RuleTrace, TableTrace, rule_trace
from yuanqu.feel.closures import TestCode
from yuanqu.feel.closures.tests import INPUT, uses_input
from yuanqu.feel.compare import satisfies
from yuanqu.feel.constants import constant_of
from yuanqu.feel.nodes import AnyInput, Node, UnaryTests
from yuanqu.feel.run import Code, Fault, Frame, Place
from yuanqu.feel.slots import Slots
from yuanqu.feel.text import brief
from yuanqu.feel.values import Value

if TYPE_CHECKING:
    from yuanqu.dmn.building import Builder

MAX_KNOWN = 4_096
MAX_TABLES = 1_000
MAX_ROWS_KEPT = 100_000
_HASHED = (Decimal, str, bool)
_Tests = tuple[tuple[int, TestCode], ...]


class Tried:
    """What a table does with values of given classes: the first failing input of each row, and the rows that hit.

    `code` gives the result and `fired` the rows behind it when the hit policy leaves nothing to look at.
    """

    __slots__ = ("code", "failed", "fired", "hits", "matched", "rules")

    def __init__(self, failed: tuple[int | None, ...], hits: tuple[int, ...]) -> None:
        self.failed = failed
        self.matched = [row for row, at in enumerate(failed) if at is None]
        self.hits = hits
        self.code: Code | None = None
        self.rules: tuple[RuleTrace, ...] | None = None
        self.fired: tuple[int, ...] = ()


Record = tuple[tuple[Value, ...], Tried, tuple[int, ...]]
"""What a run of a table leaves in its slot of the frame: inputs, rows tried, rows fired."""


class RunningTable:
    """A table ready to run. `slot`: where a traced run leaves its record."""

    __slots__ = (
        "_choose",
        "_classes",
        "_default",
        "_inputs",
        "_known",
        "_outputs",
        "_place",
        "_rules",
        "_single",
        "_stops",
        "plain",
        "recorded",
        "slot",
        "table",
    )

    def __init__(self, builder: Builder, table: Table, slots: Slots) -> None:
        self.table = table
        self.slot = builder.layout.new()
        self._place = Place(table.where, 0)
        self._inputs = tuple(_input(builder, column, slots) for column in table.inputs)
        self._rules = tuple(_tests(builder, rule, slots) for rule in table.rules)
        self._outputs = tuple(_outputs(builder, table, rule, slots) for rule in table.rules)
        self._default = _default(builder, table, slots)
        self._choose: Chooser = chooser(table, _rank(builder, table, slots))
        self._stops = table.hit_policy == "FIRST"
        self._single = table.hit_policy in ("FIRST", "UNIQUE")
        self._classes = _classes(table)
        self._known: dict[Hashable, Tried] = {}
        self.plain, self.recorded = self._quick() or (self.run, self.run_recorded)

    def _quick(self) -> tuple[Code, Code] | None:
        """The two ways to run a table of one column of numbers, which most tables are."""
        if self._classes is None or len(self._inputs) != 1 or len(self._classes) != 1:
            return None
        code, known, slot = self._inputs[0], self._known, self.slot
        run, run_recorded = self.run, self.run_recorded
        number_class = number_classifier(rule.inputs[0].node for rule in self.table.rules)
        if number_class is None:
            return None

        def plain(frame: Frame) -> Value:
            value = code(frame)
            if type(value) is Decimal:
                tried = known.get(number_class(value))
                if tried is not None and tried.code is not None:
                    return tried.code(frame)
            return run(frame)

        def recorded(frame: Frame) -> Value:
            value = code(frame)
            if type(value) is Decimal:
                tried = known.get(number_class(value))
                if tried is not None and tried.code is not None:
                    frame[slot] = ((value,), tried, tried.fired)
                    return tried.code(frame)
            return run_recorded(frame)

        return plain, recorded

    def run(self, frame: Frame) -> Value:
        """The result, without a trace."""
        values = self._values(frame)
        if self._classes is not None:
            tried = self._tried(frame, values)
            return tried.code(frame) if tried.code is not None else self._result(frame, tried.matched)[0]
        matched: list[int] = []
        frame[0].step(self._place, 2 * len(self._rules))
        for row, tests in enumerate(self._rules):
            for at, test in tests:
                if not test(frame, values[at]):
                    break
            else:
                matched.append(row)
                if self._stops:
                    break
        return self._result(frame, matched)[0]

    def run_recorded(self, frame: Frame) -> Value:
        """The result; the slot of the table then tells how. Rows after the first hit are tried too."""
        values = self._values(frame)
        tried = self._tried(frame, values)
        if tried.code is not None:
            frame[self.slot] = (values, tried, tried.fired)
            return tried.code(frame)
        value, fired = self._result(frame, tried.matched)
        frame[self.slot] = (values, tried, tuple([row + 1 for row in fired]))
        return value

    def inner(self, frame: Frame) -> Value:
        """The result of a table inside other logic; the run keeps its trace when it keeps any."""
        run = frame[0]
        kept = run.tables
        if kept is None or len(kept) >= MAX_TABLES or run.rows_kept > MAX_ROWS_KEPT:
            return self.plain(frame)
        frame[self.slot] = None
        value = self.recorded(frame)
        run.rows_kept += len(self.table.rules)
        kept.append((self, frame[self.slot]))
        return value

    def trace_of(self, record: Record | None) -> TableTrace | None:
        """The trace of a record; None when the table did not come to run."""
        if record is None:
            return None
        values, tried, fired = record
        if tried.rules is None:
            tried.rules = tuple(map(rule_trace, self.table.rules, tried.failed))
        return TableTrace(self.table, tuple(values), tried.rules, tried.hits, fired)

    def _values(self, frame: Frame) -> Sequence[Value]:
        values = [code(frame) for code in self._inputs]
        columns = frame[0].columns
        if columns is not None:
            for at in range(len(values)):
                values[at] = columns.get((id(self.table), at), values[at])
        return values

    def _tried(self, frame: Frame, values: Sequence[Value]) -> Tried:
        """The rows as tried, looked up by the classes of the values when these tell all."""
        classes = self._classes
        if classes is None:
            return self._try(frame, values)
        key: Hashable
        if len(classes) == 1:
            at, classify = classes[0]
            key = classify(values[at])
            unknown = key is None
        else:
            key = tuple([classify(values[at]) for at, classify in classes])
            unknown = None in key
        known = self._known.get(key)
        if known is None:
            known = self._try(frame, values)
            if not unknown and len(self._known) < MAX_KNOWN:
                self._known[key] = known
        return known

    def _try(self, frame: Frame, values: Sequence[Value]) -> Tried:
        failed: list[int | None] = []
        frame[0].step(self._place, 2 * len(self._rules))
        for tests in self._rules:
            for at, test in tests:
                if not test(frame, values[at]):
                    failed.append(at)
                    break
            else:
                failed.append(None)
        hits = tuple([row + 1 for row, at in enumerate(failed) if at is None])
        tried = Tried(tuple(failed), hits[:1] if self._stops else hits)
        if not hits:
            tried.code = self._default
        elif self._single and len(tried.hits) == 1:
            tried.code, tried.fired = self._outputs[tried.matched[0]], tried.hits
        return tried

    def _result(self, frame: Frame, matched: list[int]) -> tuple[Value, tuple[int, ...]]:
        if not matched:
            return self._default(frame), ()
        outputs = self._outputs
        frame[0].step(self._place, 2 * len(matched))
        try:
            return self._choose(matched, lambda row: outputs[row](frame))
        except Fault as fault:
            frame[0].fault(self._place, fault)
            return None, ()


def _classes(table: Table) -> tuple[tuple[int, Classify], ...] | None:
    """How the inputs that any row tests are classed; None when one of them can't be."""
    found: list[tuple[int, Classify]] = []
    for at in range(len(table.inputs)):
        cells = [rule.inputs[at].node for rule in table.rules]
        if all(_passes_all(cell) for cell in cells):
            continue
        classify = classifier(cells)
        if classify is None:
            return None
        found.append((at, classify))
    return tuple(found)


def _passes_all(node: Node) -> bool:
    return (
        isinstance(node, UnaryTests)
        and any(isinstance(test, AnyInput) for test in node.tests)
        and not node.negated
    )


def _input(builder: Builder, column: TableInput, slots: Slots) -> Code:
    code = builder.typed(column.node, slots, column.resolved, column.where, column.label)
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
        frame[0].report(place, "DMN-104", label=label, value=brief(value), allowed=text)
        return None

    return checked


def _tests(builder: Builder, rule: Rule, slots: Slots) -> _Tests:
    """The cells of a row that test anything."""
    found: list[tuple[int, TestCode]] = []
    for at, cell in enumerate(rule.inputs):
        node = cell.node
        if _passes_all(node):
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
        builder.typed(cell.node, slots, output.resolved, cell.where, output.label)
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
    columns: list[tuple[str, dict[tuple[type, Value], int], list[tuple[int, Value]], int]] = []
    for output in table.outputs:
        tests = output.values.tests if output.values else ()
        known = [k.value for test in tests if (k := constant_of(test)) is not None]
        plain: dict[tuple[type, Value], int] = {}
        others: list[tuple[int, Value]] = []
        for at, value in enumerate(known):
            if type(value) in _HASHED:
                plain.setdefault((type(value), value), at)
            else:
                others.append((at, value))
        columns.append((output.name, plain, others, len(known)))

    def rank(value: Value) -> tuple[int, ...]:
        single = len(columns) == 1
        ranks: list[int] = []
        for name, plain, others, count in columns:
            own = value if single else value[name]
            place = plain.get((type(own), own), count) if type(own) in _HASHED else count
            fitting = (at for at, wanted in others if at < place and satisfies(own, wanted) is True)
            ranks.append(next(fitting, place))
        return tuple(ranks)

    return rank
