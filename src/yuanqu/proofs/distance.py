"""Distance to the next band: the nearest change of one number that gives a better outcome, from the rule itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from yuanqu.diagnostics import Diagnostic, Where, diagnose
from yuanqu.dmn.model import Decision, Model, Table
from yuanqu.dmn.program import Program
from yuanqu.dmn.trace import DecisionTrace
from yuanqu.feel import nodes as n
from yuanqu.feel.numbers import CONTEXT
from yuanqu.feel.temporal import DateTime
from yuanqu.feel.text import text_of
from yuanqu.feel.values import Value
from yuanqu.proofs.cells import Interval, Intervals, edges, read_cell, regions

Better = Callable[[object, object], bool]


@dataclass(frozen=True, slots=True)
class Step:
    """A change that gives a better outcome.

    `threshold`: the number to reach (`inclusive`) or to go beyond; `change`: how far it is from `current`, with sign.
    `rule_number`: the row that would then fire, None for the default. `verified`: the decision was evaluated
    anew with the changed number and gave `outcome`.
    """

    rule_number: int | None
    rule_description: str
    outcome: Value
    outcome_text: str
    input: str
    label: str
    current: Decimal
    threshold: Decimal
    inclusive: bool
    change: Decimal
    verified: bool


@dataclass(frozen=True, slots=True)
class Distance:
    """The nearest step to each better outcome, nearest first; `outcome` is the present one."""

    outcome: Value
    steps: tuple[Step, ...]
    diagnostics: tuple[Diagnostic, ...]


def numeric_greater(left: object, right: object) -> bool:
    """The default order of outcomes: more is better, a number better than none."""
    if not isinstance(left, Decimal):
        return False
    return not isinstance(right, Decimal) or left > right


def distance(
    program: Program,
    decision: str,
    table: str,
    context: Mapping[str, object],
    changeable: Collection[str],
    *,
    better: Better = numeric_greater,
    now: DateTime | None = None,
) -> Distance:
    """How far the subject of `context` is from each better outcome of `decision`.

    `table`: the decision whose table sets the bands; `changeable`: names of the inputs that the subject can change.
    Exactly one input column of the table must depend on them, and its cells must be intervals of numbers.
    """
    present = program.evaluate(decision, context, now=now)
    judge = _Judge(program, decision, table, context, better, now)
    problem, position = judge.column(changeable)
    if problem is not None:
        return Distance(present.value, (), (*present.diagnostics, problem))
    trace = next((t for t in present.trace if t.name == table or t.id == table), None)
    current = trace.table.inputs[position].value if trace is not None and trace.table is not None else None
    if not isinstance(current, Decimal) or trace is None:
        problem = diagnose("DMN-203", judge.where, label=judge.label(position))
        return Distance(present.value, (), (*present.diagnostics, problem))
    cells = judge.cells(position, trace)
    if isinstance(cells, Diagnostic):
        return Distance(present.value, (), (*present.diagnostics, cells))
    steps = judge.steps(position, current, present.value, cells)
    return Distance(present.value, steps, present.diagnostics)


def nearest_steps(
    program: Program,
    *,
    table: str,
    context: Mapping[str, object],
    decision: str | None = None,
    changeable: Collection[str] | None = None,
    better: Better = numeric_greater,
    now: DateTime | None = None,
) -> tuple[Step, ...]:
    """The steps of `distance`, nearest first; by default for the table's own decision and whatever inputs it has."""
    names = changeable if changeable is not None else [i.name for i in program.model.inputs]
    return distance(program, decision or table, table, context, names, better=better, now=now).steps


class _Judge:
    def __init__(
        self,
        program: Program,
        decision: str,
        table: str,
        context: Mapping[str, object],
        better: Better,
        now: DateTime | None,
    ) -> None:
        self.program, self.model, self.decision = program, program.model, decision
        self.holder = self.model.decision(table)
        self.context, self.better, self.now = context, better, now
        self.where = Where(self.model.source, table)

    @property
    def table(self) -> Table:
        assert self.holder is not None
        assert self.holder.table is not None
        return self.holder.table

    def label(self, position: int) -> str:
        return self.table.inputs[position].label

    def column(self, changeable: Collection[str]) -> tuple[Diagnostic | None, int]:
        """The position of the one input column that depends on what can be changed."""
        if self.holder is None or self.holder.table is None:
            return diagnose("DMN-201", self.where), -1
        wanted = set(changeable)
        reach = [bool(_inputs_of(self.model, self.holder, c.node) & wanted) for c in self.table.inputs]
        if sum(reach) > 1:  # columns of text or of one answer are held as they are
            reach = [r and bool(edges(self.table, at)) for at, r in enumerate(reach)]
        if sum(reach) != 1:
            return diagnose("DMN-202", self.where, count=sum(reach)), -1
        return None, reach.index(True)

    def cells(self, position: int, trace: DecisionTrace) -> list[Intervals] | Diagnostic:
        values = dict(trace.inputs)
        found: list[Intervals] = []
        for rule in self.table.rules:
            cell = rule.inputs[position]
            intervals = read_cell(cell.node, values)
            if intervals is None:
                return diagnose("DMN-204", cell.where, text=cell.text)
            found.append(intervals)
        return found

    def steps(
        self, position: int, current: Decimal, outcome: Value, cells: list[Intervals]
    ) -> tuple[Step, ...]:
        nearest: dict[str, Step] = {}
        for region in regions(cells):
            if region.holds(current):
                continue
            step = self.try_region(position, current, outcome, region)
            if step is None:
                continue
            known = nearest.get(step.outcome_text)
            if known is None or (abs(step.change), not step.inclusive) < (
                abs(known.change),
                not known.inclusive,
            ):
                nearest[step.outcome_text] = step
        return tuple(sorted(nearest.values(), key=lambda step: (abs(step.change), not step.inclusive)))

    def try_region(self, position: int, current: Decimal, outcome: Value, region: Interval) -> Step | None:
        """The step into a region when the outcome there, evaluated anew, is better."""
        value, found, trace = self.evaluate(position, _inside(region))
        if not self.better(found, outcome):
            return None
        up = region.low is not None and region.low >= current
        threshold = region.low if up else region.high
        inclusive = region.low_included if up else region.high_included
        if threshold is None:  # pragma: no cover - a region beside the current value has an end towards it
            return None
        fired = trace.table.fired if trace is not None and trace.table is not None else ()
        rule = self.table.rules[fired[0] - 1] if fired else None
        column = self.table.inputs[position]
        return Step(
            rule_number=rule.number if rule else None,
            rule_description=rule.description if rule else "",
            outcome=found,
            outcome_text=text_of(found),
            input=column.text,
            label=column.label,
            current=current,
            threshold=threshold,
            inclusive=inclusive,
            change=CONTEXT.subtract(threshold, current),
            verified=trace is not None
            and trace.table is not None
            and trace.table.inputs[position].value == value,
        )

    def evaluate(self, position: int, value: Decimal) -> tuple[Decimal, Value, DecisionTrace | None]:
        """The judged decision with the column's number changed at its source, or in its place in the table."""
        column = self.table.inputs[position]
        context, given, columns = dict(self.context), {}, {}
        name = column.node.name if isinstance(column.node, n.Name) else ""
        assert self.holder is not None
        if name in self.holder.required_inputs and self.model.input(name) is not None:
            context[name] = value
        elif name in self.holder.required_decisions and self.model.decision(name) is not None:
            given[name] = value
        else:
            columns[self.holder.name, position] = value
        result = self.program.evaluate(self.decision, context, given=given, columns=columns, now=self.now)
        trace = next((t for t in result.trace if t.id == self.holder.id and t.name == self.holder.name), None)
        return value, result.value, trace


def _inside(region: Interval) -> Decimal:
    """A number of a region."""
    low, high = region.low, region.high
    if low is not None and high is not None:
        return low if low == high else CONTEXT.divide(CONTEXT.add(low, high), Decimal(2))
    if low is not None:
        return CONTEXT.add(low, Decimal(1))
    return CONTEXT.subtract(high, Decimal(1)) if high is not None else Decimal(0)


def _names(node: n.Node) -> set[str]:
    own = {node.name} if isinstance(node, n.Name) else set()
    return own.union(*(_names(child) for child in n.children(node)))


def _inputs_of(model: Model, decision: Decision, node: n.Node) -> set[str]:
    """The inputs that an expression of a decision depends on, through other decisions."""
    used = _names(node)
    found = {name for name in decision.required_inputs if name in used}
    seen: set[str] = set()
    waiting = [name for name in decision.required_decisions if name in used]
    while waiting:
        name = waiting.pop()
        required = model.decision(name)
        if required is None or name in seen:
            continue
        seen.add(name)
        found.update(required.required_inputs)
        waiting.extend(required.required_decisions)
    return found
