"""A call made ready: which decisions, which inputs in which order. Nothing is looked up by name when it runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from yuanqu.diagnostics import Diagnostic, Where, diagnose
from yuanqu.dmn.trace import trace_maker
from yuanqu.dmn.walking import Inner, operations, trace_of, walk
from yuanqu.feel.run import Fault, Frame, Run
from yuanqu.feel.temporal import DateTime
from yuanqu.feel.values import Value

if TYPE_CHECKING:
    from yuanqu.dmn.assembly import Assembly, Need, Step
    from yuanqu.dmn.trace import DecisionTrace

_NOTHING_INNER: Inner = {}
TakeInput = Callable[[Run, "Need", Mapping[str, object]], Value]


class Answer:
    """The values of the prepared decisions in their order, what was found, and how they came about."""

    __slots__ = ("_call", "_frame", "_inner", "values")

    # no constructor of its own: a call makes one, and setting four names costs half as much
    values: tuple[Value, ...]
    _frame: Frame
    _call: Prepared
    _inner: Inner

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        return tuple(self._frame[0].findings)

    @property
    def trace(self) -> tuple[DecisionTrace, ...]:
        """Each decision in order of evaluation; () when the call was prepared without a trace."""
        if self._inner:
            return trace_of(self._frame, self._call.shown, self._inner)
        return self._call.traces(self._frame)


class Prepared:
    """Call it with one value per name; it never raises on data. `diagnostics`: what preparing found."""

    def __init__(
        self,
        parts: Assembly,
        targets: tuple[str, ...],
        names: Sequence[str],
        *,
        trace: bool,
        take_input: TakeInput,
        findings: Sequence[Diagnostic] = (),
    ) -> None:
        self.names = tuple(names)
        self._take_input = take_input
        found = list(findings)
        try:
            steps, needs = parts.plan(targets)
        except Fault as fault:
            found.append(diagnose(fault.code, Where(parts.model.source), **fault.values))
            steps, needs = (), ()
            targets = ()
        self.diagnostics = tuple(found)
        self._template = parts.template
        self._steps = operations(steps, "recorded" if trace else "plain")
        self.shown: tuple[Step, ...] = tuple(steps) if trace else ()
        self.traces: Callable[[Frame], tuple[DecisionTrace, ...]] = self._first_traces
        self._inside = trace and parts.runs_inside(steps)
        place = {name: at for at, name in enumerate(self.names)}
        self._ready: list[tuple[int, int, type, Need]] = []
        self._other: list[Need] = []
        self._numbers: list[tuple[int, int, Need]] = []
        for need in needs:
            at = place.get(need.element.name)
            if at is None or need.ready is None:
                self._other.append(need)
            elif need.ready is Decimal:
                self._numbers.append((at, need.slot, need))
            else:
                self._ready.append((at, need.slot, need.ready, need))
        self._context = any(step.decision.logic is None for step in steps)
        self._count = len(targets)
        self._values = _getter([parts.slots[target] for target in targets])

    def __call__(self, values: Sequence[object], *, now: DateTime | None = None) -> Answer:
        """Evaluate for values in the order of `names`."""
        run = Run(now)
        frame = self._template.copy()
        frame[0] = run
        for at, slot, need in self._numbers:
            value: Any = values[at]
            if type(value) is Decimal and value.is_finite():
                frame[slot] = value
            else:
                frame[slot] = self._take_input(run, need, self._by_name(values))
        for at, slot, ready, need in self._ready:
            value = values[at]
            if type(value) is ready:
                frame[slot] = value
            else:
                frame[slot] = self._take_input(run, need, self._by_name(values))
        if self._other or self._context:
            context = run.context = self._by_name(values)
            for need in self._other:
                frame[need.slot] = self._take_input(run, need, context)
        answer = Answer()
        answer._frame, answer._call = frame, self
        if self._inside:
            run.tables = []
            inner: Inner = {}
        else:
            inner = _NOTHING_INNER
        answer._inner = inner
        if self._steps:
            walk(run, frame, self._steps, inner if self._inside else None)
        answer.values = self._values(frame)
        return answer

    def _first_traces(self, frame: Frame) -> tuple[DecisionTrace, ...]:
        self.traces = trace_maker(self.shown)
        return self.traces(frame)

    def _by_name(self, values: Sequence[object]) -> dict[str, object]:
        return dict(zip(self.names, values, strict=False))


def _getter(slots: Sequence[int]) -> Callable[[Frame], tuple[Value, ...]]:
    if len(slots) == 1:
        (only,) = slots
        return lambda frame: (frame[only],)
    return itemgetter(*slots) if slots else lambda frame: ()
