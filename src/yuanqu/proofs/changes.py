"""Changes of one input that isn't a number: another value of a list, the other answer, an earlier or later day.

There is no distance between values of a list: every one of them that reaches an outcome is given. Days have one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from yuanqu.dmn.program import Program, Result
from yuanqu.feel import nodes as n
from yuanqu.feel.calendar import date_of
from yuanqu.feel.temporal import Date, DateTime
from yuanqu.feel.text import text_of
from yuanqu.feel.values import Value
from yuanqu.proofs.distance import Better, numeric_greater
from yuanqu.proofs.grid import sources_of
from yuanqu.proofs.reader import constants_in

_FARTHEST = 200 * 366  # days: beyond this no change is looked for


@dataclass(frozen=True, slots=True)
class Change:
    """A change of `input` from `current` to any of `values`, each of which gives `outcome` when evaluated anew.

    `days`: how many days later the nearest day is, negative for earlier; None for anything but a date.
    """

    input: str
    current: Value
    values: tuple[Value, ...]
    outcome: Value
    outcome_text: str
    days: int | None = None


def all_changes(
    program: Program,
    decision: str,
    context: Mapping[str, object],
    choices: Mapping[str, Sequence[Value]],
    better: Better = numeric_greater,
    *,
    now: DateTime | None = None,
) -> tuple[Change, ...]:
    """Per input, the values of it alone that reach each better outcome of `decision`; all else is held.

    `choices`: the values each input can take; none for an input that is a date, of which the nearest day is sought.
    An input without a value has nothing to change.
    """

    def run(name: str, value: Value) -> Result:
        return program.evaluate(decision, {**context, name: value}, now=now)

    present = program.evaluate(decision, context, now=now)
    found: list[Change] = []
    for name, values in choices.items():
        current = context.get(name)
        if isinstance(current, Date):
            found += _days(program, name, current, present, partial(run, name), better)
        elif current is not None:
            reached: dict[str, list[Value]] = {}
            outcomes: dict[str, Value] = {}
            for value in values:
                if value == current:
                    continue
                outcome = run(name, value).value
                if better(outcome, present.value):
                    reached.setdefault(text_of(outcome), []).append(value)
                    outcomes[text_of(outcome)] = outcome
            found += (Change(name, current, tuple(reached[t]), outcomes[t], t) for t in reached)
    return tuple(found)


def _days(
    program: Program,
    name: str,
    current: Date,
    present: Result,
    run: Callable[[Date], Result],
    better: Better,
) -> Iterator[Change]:
    """The nearest day for each better outcome: beside the days that the decision compares with, then drawn nearer."""
    start, known = current.number, {current.number: present}

    def text(day: int) -> str:
        if day not in known:
            known[day] = run(Date(*date_of(day)))
        return text_of(known[day].value)

    near = {day + by for day in _compared(program, name, present) for by in (-1, 0, 1)}
    seen: set[str] = set()
    for day in sorted(near, key=lambda day: abs(day - start)):
        reached = text(day)
        if abs(day - start) > _FARTHEST or reached in seen or not better(known[day].value, present.value):
            continue
        seen.add(reached)
        outside, inside = start, day
        while abs(inside - outside) > 1:
            middle = (inside + outside) // 2
            outside, inside = (outside, middle) if text(middle) == reached else (middle, inside)
        found = Date(*date_of(inside))
        yield Change(name, current, (found,), known[inside].value, reached, inside - start)


def _compared(program: Program, name: str, present: Result) -> set[int]:
    """The days that anything depending on the input is compared with."""
    days: set[int] = set()

    def add(value: Value) -> None:
        if isinstance(value, Date):
            days.add(value.number)

    for step in present.trace:
        decision = program.model.decision(step.name)
        if decision is None:
            continue
        values = {key: value for key, value in step.inputs if key != name}
        table = decision.table
        nodes = [decision.node, *(column.node for column in table.inputs)] if table else [decision.node]
        for node in nodes:
            if node is not None and name in sources_of(program.model, node):
                for part in _parts(node):
                    constants_in(part, values, add)
        for at, column in enumerate(table.inputs if table else ()):
            if name in sources_of(program.model, column.node):
                for rule in table.rules if table else ():
                    constants_in(rule.inputs[at].node, values, add)
    return days


def _parts(node: n.Node) -> Iterator[n.Node]:
    yield node
    for part in n.children(node):
        yield from _parts(part)
