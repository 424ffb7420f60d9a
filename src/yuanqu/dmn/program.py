"""A model ready to run: decisions evaluated in order of requirement, with findings and trace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from yuanqu.diagnostics import Diagnostic, Where, diagnose
from yuanqu.dmn.assembly import Assembly, Step
from yuanqu.dmn.model import Decision, Input, Model, Reference, Service
from yuanqu.dmn.trace import DecisionTrace, TableTrace
from yuanqu.feel.closures.calls import check_argument, fit_argument
from yuanqu.feel.expression import guarded, taken
from yuanqu.feel.run import Fault, Frame, Place, Run
from yuanqu.feel.temporal import DateTime
from yuanqu.feel.types import Type
from yuanqu.feel.values import FeelFunction, Value

_Traces = list[DecisionTrace] | None


@dataclass(frozen=True, slots=True)
class Result:
    """The value of a decision, what was found, and how it came about in order of evaluation."""

    value: Value
    diagnostics: tuple[Diagnostic, ...]
    trace: tuple[DecisionTrace, ...] = ()


class Program:
    """A compiled model. `diagnostics`: what compiling found, besides what reading did."""

    def __init__(self, model: Model, constants: Mapping[str, object]) -> None:
        self.model = model
        self._parts = Assembly(model, constants, self._service_function)
        self._parts.check_circles()
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
        traces: _Traces = [] if trace else None
        values = self._values((target,), context, given, run, traces)
        return Result(values[0] if values else None, tuple(run.findings), tuple(traces or ()))

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
        traces: _Traces = [] if trace else None
        given = {r.name: context.get(r.name) for r in element.input_decisions}
        value = self._service_value(element, context, given, run, traces)
        return Result(value, tuple(run.findings), tuple(traces or ()))

    # -- running

    def _columns(self, columns: Mapping[tuple[str, int], Value]) -> dict[tuple[int, int], Value]:
        tables = {name: self.model.decision(name) for name, _ in columns}
        found = {name: d.table for name, d in tables.items() if d is not None and d.table is not None}
        return {(id(found[name]), at): value for (name, at), value in columns.items() if name in found}

    def _values(
        self,
        targets: tuple[str, ...],
        context: Mapping[str, object],
        given: Mapping[str, object] | None,
        run: Run,
        traces: _Traces,
    ) -> list[Value]:
        frame = self._parts.template.copy()
        frame[0] = run
        overridden = self._override(given, frame, run) if given else frozenset()
        try:
            steps, inputs = self._parts.plan(targets, overridden)
        except Fault as fault:
            run.findings.append(diagnose(fault.code, Where(self.model.source), **fault.values))
            return []
        for element, slot, ready in inputs:
            raw = context.get(element.name)
            if ready is None or type(raw) is not ready or (ready is Decimal and not raw.is_finite()):  # type: ignore[attr-defined]
                raw = self._input_value(run, element, context)
            frame[slot] = raw
        for step in steps:
            value, table = self._run(run, step, frame, context, traces is not None)
            if type(value) is not step.ready and value is not None:
                for wanted in step.wanted:
                    value = fit_argument(
                        run, Place(step.decision.where, 0), step.decision.name, value, wanted
                    )
            frame[step.slot] = value
            if traces is not None:
                traces.append(_trace(step, frame, value, table))
        return [frame[self._parts.slots[target]] for target in targets]

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
            frame[self._parts.slots[key]] = fit_argument(
                run, Place(found.where, 0), name, plain, found.resolved
            )
        return frozenset(keys)

    def _input_value(self, run: Run, element: Input, context: Mapping[str, object]) -> Value:
        name = element.name
        raw = context.get(name, self)
        if raw is self:
            raw, found = self._imported_value(element, context)
            if not found:
                run.findings.append(diagnose("DMN-105", Where(self.model.source, name), name=name))
                return None
        value = taken(run, name, raw, Where(self.model.source, name))
        if value is None or element.resolved is None:
            return value
        return fit_argument(run, Place(Where(self.model.source, name), 0), name, value, element.resolved)

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

    def _run(
        self, run: Run, step: Step, frame: Frame, context: Mapping[str, object], tracing: bool
    ) -> tuple[Value, TableTrace | None]:
        decision = step.decision
        if decision.logic is None:
            return self._without_logic(run, decision, context), None
        if tracing and step.table is not None:
            pair: tuple[Value, TableTrace] | None = guarded(run, step.table.traced, frame, decision.where)
            return pair if pair is not None else (None, None)
        return guarded(run, step.code, frame, decision.where), None

    @staticmethod
    def _without_logic(run: Run, decision: Decision, context: Mapping[str, object]) -> Value:
        if decision.name in context:
            return taken(run, decision.name, context[decision.name], decision.where)
        run.findings.append(diagnose("DMN-106", decision.where, name=decision.name))
        return None

    # -- services

    def _service_value(
        self,
        service: Service,
        context: Mapping[str, object],
        given: Mapping[str, object],
        run: Run,
        traces: _Traces,
    ) -> Value:
        values = self._values(tuple(r.key for r in service.outputs), context, given, run, traces)
        if not values:
            return None
        result = values[0]
        if len(values) > 1:
            result = {r.name: value for r, value in zip(service.outputs, values, strict=True)}
        return fit_argument(run, Place(service.where, 0), service.name, result, service.resolved)

    def _service_function(self, service: Service) -> FeelFunction:
        """A service as a function: its input data and then its input decisions are the parameters."""
        references = (*service.input_data, *service.input_decisions)

        def call(run: Run, arguments: Sequence[Value]) -> Value:
            run.enter(Place(service.where, 0))
            try:
                values = {
                    r.name: check_argument(r.name, argument, self._type_of(r))
                    for r, argument in zip(references, arguments, strict=True)
                }
                context = {r.name: values[r.name] for r in service.input_data}
                given = {r.name: values[r.name] for r in service.input_decisions}
                return self._service_value(service, context, given, run, None)
            finally:
                run.depth -= 1

        return FeelFunction(service.name, tuple(r.name for r in references), call, result=service.resolved)

    def _type_of(self, reference: Reference) -> Type | None:
        element = self._parts.elements.get(reference.key)
        return element.resolved if isinstance(element, (Input, Decision)) else None


def _trace(step: Step, frame: Frame, value: Value, table: TableTrace | None) -> DecisionTrace:
    decision = step.decision
    inputs = tuple([(name, frame[slot]) for name, slot in step.needs])
    return DecisionTrace(
        decision.id, decision.name, value, decision.expression, inputs, table, decision.clause_sources
    )


def compile_model(model: Model, *, constants: Mapping[str, object] | None = None) -> Program:
    """Compile a model. `constants`: values of inputs fixed beforehand, by name (the policy's parameters at a date)."""
    return Program(model, constants or {})
