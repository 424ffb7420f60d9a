"""Runs the decisions of a plan in their order inside the bounds of an evaluation, and reads the trace off the frame."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Literal

from yuanqu.dmn.assembly import Step
from yuanqu.dmn.running import Record, RunningTable
from yuanqu.dmn.trace import DecisionTrace, TableTrace, decision_traces, with_inner
from yuanqu.feel.expression import BOUNDS, noted
from yuanqu.feel.run import Code, Frame, Run

Operation = tuple[Code, int, "type | None", Step]
Kind = Literal["plain", "recorded", "inner", "careful"]
Inner = dict[int, tuple["tuple[RunningTable, Record | None]", ...]]
"""What the tables inside the logic of the decision at a slot did."""


def operations(steps: Iterable[Step], kind: Kind) -> tuple[Operation, ...]:
    """What to run for each decision. `kind`: plain, recorded, inner or careful, as in Step."""
    attribute = attrgetter("code" if kind == "plain" else kind)
    return tuple((attribute(step), step.slot, step.ready, step) for step in steps)


def walk(run: Run, frame: Frame, steps: tuple[Operation, ...], inner: Inner | None = None) -> None:
    """Compute each decision into its slot. A decision that goes beyond a bound is null; the others go on.

    `inner` takes the traces of tables inside the decisions' logic, for a run that keeps them.
    """
    tables = run.tables if inner is not None else None
    remaining = iter(steps)
    slot, step = 0, steps[0][3]
    while True:
        try:
            for code, slot, ready, step in remaining:
                value = frame[slot] = code(frame)
                if type(value) is not ready and value is not None:
                    frame[slot] = step.fit(run, value)
                if tables and inner is not None:
                    inner[slot] = tuple(tables)
                    tables.clear()
        except BOUNDS as problem:
            noted(run, problem, step.decision.where)
            frame[slot] = None
            run.depth = 0
        else:
            return


def trace_of(frame: Frame, steps: Sequence[Step], inner: Inner) -> tuple[DecisionTrace, ...]:
    """The trace that a walk over recorded operations left in its frame."""
    made = decision_traces(steps, frame)
    if inner:
        for one, step in zip(made, steps, strict=True):
            if step.slot in inner:
                with_inner(one, _traces(inner[step.slot]))
    return made


def _traces(records: Iterable[tuple[RunningTable, Record | None]]) -> tuple[TableTrace, ...]:
    made = (table.trace_of(record) for table, record in records)
    return tuple([trace for trace in made if trace is not None])
