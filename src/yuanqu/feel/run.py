"""One evaluation: its findings, its moment, its bounds. Slot 0 of every frame holds the run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from yuanqu.diagnostics import Diagnostic, Where, diagnose
from yuanqu.feel.temporal import DateTime

Frame = list[Any]
Code = Callable[[Frame], Any]

MAX_DEPTH = 120
MAX_ITEMS = 1_000_000
MAX_STEPS = 3_000_000
MAX_STRING = 5_000_000
CALL_STEPS = 10
FINDING_STEPS = 20
STEPS_PER_SECOND = 2_000_000
MAX_FINDINGS = 200


class Place(NamedTuple):
    """Where an expression stands and the 0-based character in it."""

    where: Where
    start: int

    def to_where(self) -> Where:
        return replace(self.where, offset=self.start + 1)


class Fault(Exception):  # noqa: N818 - becomes null and a diagnostic, never leaves an evaluation
    """Raised inside a built-in: the result is null, `code` and `values` say why."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class Exhausted(Exception):  # noqa: N818
    """A bound of the evaluation was reached; `args[0]` is the code, `args[1]` the place, if known."""


class Run:
    """Collects findings; counts depth of calls and steps of loops."""

    depth = 0
    steps = 0
    size = 0
    now: DateTime | None = None
    columns: dict[tuple[int, int], Any] | None = None
    """Values put in place of inputs of tables, by identity of the table and position: see proofs.distance."""
    tables: list[Any] | None = None
    """What tables inside other logic did, where a trace is kept, and how many rows they have."""
    rows_kept = 0
    context: Mapping[str, object] | None = None
    """What was given by name, for decisions without logic."""

    def __init__(self, now: DateTime | None = None) -> None:
        self.findings: list[Diagnostic] = []
        if now is not None:
            self.now = now

    def report(self, place: Place, code: str, **values: object) -> None:
        """Note why a value is null."""
        self.steps += FINDING_STEPS
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(diagnose(code, place.to_where(), **values))

    def fault(self, place: Place, fault: Fault) -> None:
        self.report(place, fault.code, **fault.values)

    def step(self, place: Place | None, count: int = 1) -> None:
        """Count work, about half a microsecond a step; ends the evaluation beyond the bound."""
        self.steps += count
        if self.steps > MAX_STEPS:
            raise Exhausted("FEEL-119", place)

    def enter(self, place: Place, slots: int = 0, weight: int = 0) -> None:
        """Go one call deeper. `slots`: how many are copied for it; `weight`: steps for the size of its body."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Exhausted("FEEL-117", place)
        self.step(place, CALL_STEPS + weight + (slots >> 6))

    def weigh(self, value: Any, factor: int = 1) -> None:
        """Count the work of going through a list, a context or a text."""
        kind = type(value)
        if kind is list or kind is dict:
            self.step(None, len(value) * factor)
        elif kind is str:
            self.step(None, len(value) >> 4)
