"""A model ready to run: decisions evaluated in order of requirement, with findings and trace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from yuanqu.diagnostics import Diagnostic, Where, diagnose
from yuanqu.dmn.assembly import Assembly, Need, Step
from yuanqu.dmn.model import Decision, Input, Model, Reference, Service
from yuanqu.dmn.prepared import Prepared
from yuanqu.dmn.trace import DecisionTrace
from yuanqu.dmn.walking import Inner, Kind, Operation, operations, trace_of, walk
from yuanqu.feel.closures.calls import check_argument, fit_argument
from yuanqu.feel.expression import BOUNDS, noted, taken
from yuanqu.feel.run import Fault, Frame, Place, Run
from yuanqu.feel.temporal import DateTime
from yuanqu.feel.types import Type
from yuanqu.feel.values import FeelFunction, Value

SERVICE_STEPS = 8
Trail = tuple[Frame, tuple[Step, ...], Inner]
"""What a trace is read from."""


class Result:
    """The value of a decision, what was found, and how it came about in order of evaluation."""

    __slots__ = ("_made", "_trail", "diagnostics", "value")

    def __init__(self, value: Value, diagnostics: tuple[Diagnostic, ...], trail: Trail | None = None) -> None:
        self.value = value
        self.diagnostics = diagnostics
        self._trail = trail
        self._made: tuple[DecisionTrace, ...] = ()

    @property
    def trace(self) -> tuple[DecisionTrace, ...]:
        """Each decision in order of evaluation; () for a call without a trace."""
        if self._trail is not None:
            self._made, self._trail = trace_of(*self._trail), None
        return self._made

    def __repr__(self) -> str:
        return f"Result({self.value!r}, diagnostics={len(self.diagnostics)})"


class Program:
    """A compiled model. `diagnostics`: what compiling found, besides what reading did."""

    def __init__(self, model: Model, constants: Mapping[str, object]) -> None:
        self.model = model
        self._parts = Assembly(model, constants, self._service_function)
        self._parts.check_circles()
        self._operations: dict[tuple[tuple[str, ...], Kind], tuple[Operation, ...]] = {}
        self.diagnostics: tuple[Diagnostic, ...] = tuple(self._parts.findings)

    def evaluate(
        self,
        decision: str,
        context: Mapping[str, object],
        *,
        trace: bool = True,
        given: Mapping[str, object] | None = None,
        columns: Mapping[tuple[str, int], Value] | None = None,
        now: DateTime | None = None,
    ) -> Result:
        """The value of a decision (by name or id) for inputs by name.

        `given`: values of other decisions, taken instead of computing them. `columns`: values taken instead of
        inputs of tables, by the table's decision and 0-based position. Never raises on data.
        """
        target = self._parts.find(decision, Decision)
        if target is None:
            return Result(None, (diagnose("DMN-043", Where(self.model.source), name=decision),))
        run = Run(now)
        if columns:
            run.columns = self._columns(columns)
        kind: Kind = "careful" if columns else "recorded" if trace else "plain"
        done = self._run((target,), context, given, run, kind)
        if done is None:
            return Result(None, tuple(run.findings))
        return Result(done[0][self._parts.slots[target]], tuple(run.findings), done if trace else None)

    def prepare(
        self, decisions: Sequence[str], names: Sequence[str] | None = None, *, trace: bool = True
    ) -> Prepared:
        """A call for many rows: decisions by name or id, inputs in the order of `names` (by default the model's).

        Names and plan are looked up here, once. Without `trace`, answers have none.
        """
        found = {name: self._parts.find(name, Decision) for name in decisions}
        missing = [
            diagnose("DMN-043", Where(self.model.source), name=name)
            for name, key in found.items()
            if key is None
        ]
        targets = tuple(key for key in found.values() if key is not None)
        return Prepared(
            self._parts,
            () if missing else targets,
            names if names is not None else [i.name for i in self.model.inputs],
            trace=trace,
            take_input=self._input_value,
            findings=missing,
        )

    def evaluate_service(
        self,
        service: str,
        context: Mapping[str, object],
        *,
        trace: bool = True,
        now: DateTime | None = None,
    ) -> Result:
        """The result of a decision service: one value, or a context of the values of its output decisions."""
        element = self._parts.elements.get(self._parts.find(service, Service) or "")
        if not isinstance(element, Service):
            return Result(None, (diagnose("DMN-044", Where(self.model.source), name=service),))
        run = Run(now)
        given = {r.name: context.get(r.name) for r in element.input_decisions}
        done = self._run(self._outputs(element), context, given, run, "recorded" if trace else "plain")
        try:
            value = self._service_value(element, done, run)
        except BOUNDS as problem:
            noted(run, problem, element.where)
            value = None
        return Result(value, tuple(run.findings), done if trace and done is not None else None)

    # -- running

    def _columns(self, columns: Mapping[tuple[str, int], Value]) -> dict[tuple[int, int], Value]:
        tables = {name: self.model.decision(name) for name, _ in columns}
        found = {name: d.table for name, d in tables.items() if d is not None and d.table is not None}
        return {(id(found[name]), at): value for (name, at), value in columns.items() if name in found}

    def _run(
        self,
        targets: tuple[str, ...],
        context: Mapping[str, object],
        given: Mapping[str, object] | None,
        run: Run,
        kind: Kind,
    ) -> Trail | None:
        """The frame after the targets and all they need were computed; None when there is no order to do so."""
        frame = self._parts.template.copy()
        frame[0] = run
        overridden = self._override(given, frame, run) if given else frozenset()
        try:
            steps, inputs = self._parts.plan(targets, overridden)
        except Fault as fault:
            run.findings.append(diagnose(fault.code, Where(self.model.source), **fault.values))
            return None
        for need in inputs:
            element, slot, ready = need
            raw = context.get(element.name)
            if ready is None or type(raw) is not ready or (ready is Decimal and not raw.is_finite()):  # type: ignore[attr-defined]
                raw = self._input_value(run, need, context)
            frame[slot] = raw
        if kind == "inner":
            run.step(None, (len(frame) >> 6) + sum([SERVICE_STEPS + step.weight for step in steps]))
        outer, run.context = run.context, context
        inner: Inner = {}
        listed = operations(steps, kind) if given else self._listed(targets, steps, kind)
        keeps = kind in ("recorded", "careful")
        if keeps:
            run.tables = []
        if listed:
            walk(run, frame, listed, inner if keeps else None)
        run.context = outer
        return frame, steps, inner

    def _listed(self, targets: tuple[str, ...], steps: tuple[Step, ...], kind: Kind) -> tuple[Operation, ...]:
        """The operations of a plan, made once."""
        known = self._operations.get((targets, kind))
        if known is None:
            known = self._operations[targets, kind] = operations(steps, kind)
        return known

    def _override(self, given: Mapping[str, object], frame: Frame, run: Run) -> frozenset[str]:
        keys: set[str] = set()
        for name, value in given.items():
            key = self._parts.find(name, Decision) or ""
            found = self._parts.elements.get(key)
            if not isinstance(found, Decision):
                run.findings.append(diagnose("DMN-043", Where(self.model.source), name=name))
                continue
            keys.add(key)
            plain = taken(run, name, value, found.where)
            try:
                plain = fit_argument(run, Place(found.where, 0), name, plain, found.resolved)
            except BOUNDS as problem:
                noted(run, problem, found.where)
                plain = None
            frame[self._parts.slots[key]] = plain
        return frozenset(keys)

    def _input_value(self, run: Run, need: Need, context: Mapping[str, object]) -> Value:
        element, name = need.element, need.element.name
        raw = context.get(name, self)
        if raw is self:
            raw, found = self._imported_value(element, context)
            if not found:
                run.findings.append(diagnose("DMN-105", Where(self.model.source, name), name=name))
                return None
        where = Where(self.model.source, name)
        value = taken(run, name, raw, where)
        if value is None or element.resolved is None:
            return value
        try:
            return fit_argument(run, Place(where, 0), name, value, element.resolved)
        except BOUNDS as problem:
            noted(run, problem, where)
            return None

    def _imported_value(self, element: Input, context: Mapping[str, object]) -> tuple[object, bool]:
        """The input of an imported model: under its qualified name, or inside a context named as the import."""
        alias = self._parts.aliases[element.key]
        if alias in context:
            return context[alias], True
        part: object = context
        for name in (*alias[: -len(element.name)].strip(".").split("."), element.name):
            if not isinstance(part, Mapping) or name not in part:
                return None, False
            part = part[name]
        return part, True

    # -- services

    @staticmethod
    def _outputs(service: Service) -> tuple[str, ...]:
        return tuple(r.key for r in service.outputs)

    def _service_value(self, service: Service, done: Trail | None, run: Run) -> Value:
        if done is None or not service.outputs:
            return None
        frame, slots = done[0], self._parts.slots
        values = {r.name: frame[slots[r.key]] for r in service.outputs if r.key in slots}
        result = values if len(service.outputs) > 1 else next(iter(values.values()), None)
        return fit_argument(run, Place(service.where, 0), service.name, result, service.resolved)

    def _service_function(self, service: Service) -> FeelFunction:
        """A service as a function: its input data and then its input decisions are the parameters."""
        references = (*service.input_data, *service.input_decisions)

        def call(run: Run, arguments: Sequence[Value]) -> Value:
            run.enter(Place(service.where, 0))
            try:
                values = {
                    r.name: check_argument(run, r.name, argument, self._type_of(r))
                    for r, argument in zip(references, arguments, strict=True)
                }
                context = {r.name: values[r.name] for r in service.input_data}
                given = {r.name: values[r.name] for r in service.input_decisions}
                done = self._run(self._outputs(service), context, given, run, "inner")
                return self._service_value(service, done, run)
            finally:
                run.depth -= 1

        return FeelFunction(service.name, tuple(r.name for r in references), call, result=service.resolved)

    def _type_of(self, reference: Reference) -> Type | None:
        element = self._parts.elements.get(reference.key)
        return element.resolved if isinstance(element, (Input, Decision)) else None


def compile_model(model: Model, *, constants: Mapping[str, object] | None = None) -> Program:
    """Compile a model. `constants`: values of inputs fixed beforehand, by name (the policy's parameters at a date)."""
    return Program(model, constants or {})
