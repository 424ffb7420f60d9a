"""What happened in an evaluation: each decision in order, each row of each table, matched or why not.

An evaluation only keeps its frame; what is asked of a trace is read off that when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from yuanqu.feel.text import plain_of, shown

if TYPE_CHECKING:
    from yuanqu.diagnostics.diagnostic import Language
    from yuanqu.dmn.assembly import Step
    from yuanqu.dmn.model import Clause, Decision, Rule, Table
    from yuanqu.feel.run import Frame
    from yuanqu.feel.values import Value

MOST_WRITTEN_OUT = 100


@dataclass(frozen=True, slots=True)
class InputTrace:
    """An input of a table: its expression and the value it had."""

    expression: str
    value: Value
    label: str = ""


@dataclass(frozen=True, slots=True)
class RuleTrace:
    """A row as tried. `failed_input`: 0-based position of the first input that did not pass, None if all did."""

    number: int
    id: str
    description: str
    cells: tuple[str, ...]
    matched: bool
    failed_input: int | None
    outputs: tuple[str, ...]


def rule_trace(rule: Rule, failed: int | None) -> RuleTrace:
    """A row as tried."""
    cells, outputs = tuple([c.text for c in rule.inputs]), tuple([c.text for c in rule.outputs])
    return RuleTrace(rule.number, rule.id, rule.description, cells, failed is None, failed, outputs)


class TableTrace:
    """A table as it ran: `rules` are all its rows.

    `matched`: numbers of the rows that hit (under FIRST only the first); `fired`: those the result was made of.
    A rule's own `matched` says whether all its cells passed, hit or not. `name`: the element that holds the table.
    """

    __slots__ = ("_values", "fired", "matched", "rules", "table")

    def __init__(
        self,
        table: Table,
        values: tuple[Value, ...],
        rules: tuple[RuleTrace, ...],
        matched: tuple[int, ...],
        fired: tuple[int, ...],
    ) -> None:
        self.table = table
        self.rules = rules
        self.matched = matched
        self.fired = fired
        self._values = values

    @property
    def name(self) -> str:
        return self.table.where.item

    @property
    def hit_policy(self) -> str:
        return self.table.hit_policy

    @property
    def inputs(self) -> tuple[InputTrace, ...]:
        pairs = zip(self.table.inputs, self._values, strict=True)
        return tuple([InputTrace(column.text, value, column.label) for column, value in pairs])

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of the outputs."""
        return tuple(output.name for output in self.table.outputs)

    def as_dict(self) -> dict[str, object]:
        """Plain data for JSON: numbers and dates as text."""
        return {
            "name": self.name,
            "hit_policy": self.hit_policy,
            "inputs": [
                {"label": i.label, "expression": i.expression, "value": plain_of(i.value)}
                for i in self.inputs
            ],
            "outputs": list(self.outputs),
            "rules": [
                {
                    "number": rule.number,
                    "id": rule.id,
                    "description": rule.description,
                    "cells": list(rule.cells),
                    "outputs": list(rule.outputs),
                    "matched": rule.matched,
                    "failed_input": rule.failed_input,
                }
                for rule in self.rules
            ],
            "matched": list(self.matched),
            "fired": list(self.fired),
        }

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TableTrace) and self.as_dict() == other.as_dict()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"TableTrace({self.name!r}, matched={self.matched}, fired={self.fired})"


class DecisionTrace:
    """One decision: its value, what it was computed from, and its authority.

    `table` is its own table. Made by `decision_traces` and `trace_maker` only: without a constructor of its own an object costs half as
    much, and a trace makes one for each decision of each call.
    """

    __slots__ = ("_frame", "_inner", "_step")

    _frame: Frame
    _inner: tuple[TableTrace, ...]
    _step: Step

    @property
    def inner(self) -> tuple[TableTrace, ...]:
        """The tables of business knowledge, services and boxed parts that it ran."""
        return getattr(self, "_inner", ())

    @property
    def value(self) -> Value:
        return self._frame[self._step.slot]

    @property
    def decision(self) -> Decision:
        return self._step.decision

    @property
    def id(self) -> str:
        return self.decision.id

    @property
    def name(self) -> str:
        return self.decision.name

    @property
    def expression(self) -> str | None:
        """The text of a literal expression."""
        return self.decision.expression

    @property
    def inputs(self) -> tuple[tuple[str, Value], ...]:
        """The name and value of each element that the decision requires."""
        frame = self._frame
        return tuple([(name, frame[slot]) for name, slot in self._step.needs])

    @property
    def table(self) -> TableTrace | None:
        table = self._step.table
        return table.trace_of(self._frame[table.slot]) if table is not None else None

    @property
    def clause_sources(self) -> tuple[Clause, ...]:
        return self.decision.clause_sources

    def as_dict(self) -> dict[str, object]:
        """Plain data for JSON: numbers and dates as text."""
        table = self.table
        return {
            "id": self.id,
            "name": self.name,
            "value": plain_of(self.value),
            "expression": self.expression,
            "inputs": {name: plain_of(value) for name, value in self.inputs},
            "table": table.as_dict() if table is not None else None,
            "inner": [table.as_dict() for table in self.inner],
            "clauses": [{"id": c.id, "name": c.name, "href": c.href} for c in self.clause_sources],
        }

    def text(self, lang: Language = "zh") -> str:
        """What happened, in a few lines."""
        return "\n".join(_lines(self, lang))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DecisionTrace) and self.as_dict() == other.as_dict()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"DecisionTrace({self.name!r}, {self.value!r})"


def decision_traces(steps: Iterable[Step], frame: Frame) -> tuple[DecisionTrace, ...]:
    """The traces of decisions whose frame tells all."""
    made = []
    for step in steps:
        one = DecisionTrace()
        one._step = step
        one._frame = frame
        made.append(one)
    return tuple(made)


def trace_maker(steps: Sequence[Step]) -> Callable[[Frame], tuple[DecisionTrace, ...]]:
    """`decision_traces` of the same decisions again and again, written out: its loop takes a third of the time."""
    if not 0 < len(steps) <= MOST_WRITTEN_OUT:
        return partial(decision_traces, steps)
    names = [f"made_{at}" for at in range(len(steps))]
    lines = [f"    {n} = new(); {n}._step = step_{at}; {n}._frame = frame" for at, n in enumerate(names)]
    text = "\n".join(["def make(frame):", *lines, f"    return ({', '.join(names)},)"])
    scope: dict[str, Any] = {"new": DecisionTrace} | {f"step_{at}": step for at, step in enumerate(steps)}
    exec(text, scope)  # noqa: S102 - the text has numbers only
    made: Callable[[Frame], tuple[DecisionTrace, ...]] = scope["make"]
    return made


def with_inner(trace: DecisionTrace, tables: tuple[TableTrace, ...]) -> DecisionTrace:
    """The trace with the tables that the decision ran inside its logic."""
    trace._inner = tables
    return trace


def _lines(step: DecisionTrace, lang: Language) -> Iterable[str]:
    zh = lang == "zh"
    yield f"{step.name} = {_shown(step.value, lang)}"
    if step.clause_sources:
        names = ("、" if zh else ", ").join(clause.name for clause in step.clause_sources)
        yield f"  依据：{names}" if zh else f"  under: {names}"
    if step.expression is not None:
        yield f"  算式：{step.expression}" if zh else f"  expression: {step.expression}"
    for name, value in step.inputs:
        yield f"  {name} = {_shown(value, lang)}"
    if (table := step.table) is not None:
        yield from (f"  {line}" for line in _rows(table, lang))
    for inner in step.inner:
        yield f"  “{inner.name}”" + ("：" if zh else ":")
        yield from (f"    {line}" for line in _rows(inner, lang))


def _rows(table: TableTrace, lang: Language) -> Iterable[str]:
    zh = lang == "zh"
    inputs = table.inputs
    for rule in table.rules:
        cells = ", ".join(rule.cells)
        note = f"（{rule.description}）" if zh and rule.description else ""
        note = f" ({rule.description})" if not zh and rule.description else note
        head = f"第 {rule.number} 行 {cells}{note}：" if zh else f"row {rule.number} {cells}{note}: "
        if rule.failed_input is None:
            counted = rule.number in table.fired
            done = (
                ("命中" if counted else "相符而未取用") if zh else ("hit" if counted else "passed, not used")
            )
            yield f"{head}{done} → {', '.join(rule.outputs)}"
            continue
        failed = inputs[rule.failed_input]
        value, cell = _shown(failed.value, lang), rule.cells[rule.failed_input]
        yield head + (
            f"{failed.label} = {value}，不符合 {cell}" if zh else f"{failed.label} = {value} fails {cell}"
        )


def _shown(value: Value, lang: Language) -> str:
    if value is None:
        return "无数据" if lang == "zh" else "no value"
    return shown(value)
