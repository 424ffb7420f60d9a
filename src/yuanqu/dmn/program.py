"""A model ready to run: inputs, decisions and functions in numbered slots, evaluated in order of requirement."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from yuanqu.diagnostics import Diagnostic, Where, diagnose
from yuanqu.dmn.building import Builder, make_function
from yuanqu.dmn.model import Decision, Input, Knowledge, Model, Reference, Service, Table
from yuanqu.dmn.running import RunningTable
from yuanqu.dmn.trace import DecisionTrace
from yuanqu.feel.closures.calls import check_argument, fit_argument
from yuanqu.feel.expression import guarded, taken
from yuanqu.feel.run import Code, Fault, Frame, Place, Run
from yuanqu.feel.slots import Layout, Slots
from yuanqu.feel.temporal import DateTime
from yuanqu.feel.text import literal_of
from yuanqu.feel.types import Misfit, Type, coerce
from yuanqu.feel.values import FeelFunction, Value

__all__ = ["Program", "Result", "compile_model"]


@dataclass(frozen=True, slots=True)
class Result:
    """The value of a decision, what was found, and how it came about in order of evaluation."""

    value: Value
    diagnostics: tuple[Diagnostic, ...]
    trace: tuple[DecisionTrace, ...] = ()


@dataclass(slots=True)
class _Step:
    """One decision at its slot."""

    decision: Decision
    slot: int
    code: Code
    table: RunningTable | None
    needs: tuple[tuple[str, int], ...]


class Program:
    """A compiled model. `diagnostics`: what compiling found, besides what reading did."""

    def __init__(self, model: Model, constants: Mapping[str, object]) -> None:
        self.model = model
        self.findings: list[Diagnostic] = []
        self._layout = Layout()
        self._elements: dict[str, Decision | Input | Knowledge | Service] = {}
        self._owner: dict[str, Model] = {}
        self._aliases: dict[str, str] = {}
        self._slots: dict[str, int] = {}
        self._functions: dict[str, FeelFunction] = {}
        self._steps: dict[str, _Step] = {}
        self._orders: dict[tuple[str, ...], tuple[tuple[_Step, ...], tuple[tuple[Input, int], ...]]] = {}
        self._collect(model, "")
        self._constants = self._bind(constants)
        self._reserve()
        self._compile()
        self._template: Frame = [None] * self._layout.size
        for key, value in self._constants.items():
            self._template[self._slots[key]] = value
        self._frozen = frozenset(self._constants)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        return tuple(self.findings)

    # -- building

    def _collect(self, model: Model, prefix: str) -> None:
        for alias, imported in model.imported:
            self._collect(imported, f"{prefix}{alias}." if alias else prefix)
        for group in (model.inputs, model.decisions, model.knowledge, model.services):
            for element in group:
                if element.key not in self._elements:
                    self._elements[element.key] = element
                    self._owner[element.key] = model
                    self._aliases[element.key] = prefix + element.name

    def _bind(self, constants: Mapping[str, object]) -> dict[str, Value]:
        bound: dict[str, Value] = {}
        run = Run()
        for name, value in constants.items():
            found = self.model.input(name)
            where = Where(self.model.source, name)
            if found is None:
                self.findings.append(diagnose("DMN-040", where, name=name))
                continue
            taken_value = taken(run, name, value, where)
            bound[found.key] = fit_argument(run, Place(where, 0), name, taken_value, found.resolved)
        self.findings += run.findings
        return bound

    def _reserve(self) -> None:
        for key, element in self._elements.items():
            if isinstance(element, (Input, Decision)):
                self._slots[key] = self._layout.new()
            elif isinstance(element, Service):
                self._functions[key] = self._service_function(element)
            else:
                names = tuple(p.name for p in element.function.parameters) if element.function else ()
                types = tuple(p.type for p in element.function.parameters) if element.function else ()
                self._functions[key] = FeelFunction(element.name, names, _no_function, types, element.resolved)

    def _scope(self, requirements: Iterable[Reference]) -> Slots:
        names: dict[str, int] = {}
        constants: dict[str, object] = {}
        for reference in requirements:
            if reference.key in self._functions:
                constants[reference.name] = self._functions[reference.key]
            elif reference.key in self._slots:
                names[reference.name] = self._slots[reference.key]
        return Slots(names, constants=constants)

    def _compile(self) -> None:
        for key, element in self._elements.items():
            types = self._owner[key].types
            if isinstance(element, Knowledge) and element.function is not None:
                self._compile_knowledge(key, element, types)
            elif isinstance(element, Decision):
                builder = Builder(self._layout, types, self.findings)
                self._steps[key] = self._step(builder, element)

    def _step(self, builder: Builder, decision: Decision) -> _Step:
        slots = self._scope(decision.requirements)
        needs = tuple((r.name, self._slots[r.key]) for r in decision.requirements if r.key in self._slots)
        table: RunningTable | None = None
        code: Code = _nothing
        if isinstance(decision.logic, Table):
            table = RunningTable(builder, decision.logic, slots)
            code = table
        elif decision.logic is not None:
            code = builder.box(decision.logic, slots)
        return _Step(decision, self._slots[decision.key], code, table, needs)

    def _compile_knowledge(self, key: str, element: Knowledge, types: Mapping[str, Type]) -> None:
        box = element.function
        assert box is not None
        if box.body is None:
            return
        layout = Layout()
        builder = Builder(layout, types, self.findings)
        own = {parameter.name: layout.new() for parameter in box.parameters}
        slots = Slots(own, self._scope(element.requirements))
        body = builder.fitted(builder.box(box.body, slots), box.type, box.where, element.name)
        body = builder.fitted(body, element.resolved, box.where, element.name)
        frame: Frame = [None] * layout.size
        made = make_function(element.name, box, body, tuple(own.values()), frame, element.resolved)
        self._functions[key].invoke = made.invoke

    # -- order of evaluation

    def _order(self, targets: Sequence[str], given: frozenset[str]) -> tuple[_Step, ...]:
        """The decisions to run, each after what it requires; `given` ones are not looked into."""
        done: dict[str, _Step] = {}
        path: set[str] = set()

        def visit(key: str) -> None:
            if key in done or key in given or key not in self._steps:
                return
            if key in path:
                decision = self._steps[key].decision
                raise Fault("DMN-041", name=decision.name)
            path.add(key)
            for reference in self._steps[key].decision.requirements:
                if reference.kind == "decision":
                    visit(reference.key)
            path.discard(key)
            done[key] = self._steps[key]

        for target in targets:
            visit(target)
        return tuple(done.values())

    def _plan(
        self, targets: tuple[str, ...], given: frozenset[str]
    ) -> tuple[tuple[_Step, ...], tuple[tuple[Input, int], ...]]:
        known = self._orders.get(targets) if not given else None
        if known is not None:
            return known
        try:
            steps = self._order(targets, given)
        except RecursionError:
            raise Fault("DMN-042") from None
        wanted: dict[str, Input] = {}
        for step in steps:
            for reference in step.decision.requirements:
                element = self._elements.get(reference.key)
                if isinstance(element, Input):
                    wanted[reference.key] = element
        plan = steps, tuple((element, self._slots[key]) for key, element in wanted.items())
        if not given:
            self._orders[targets] = plan
        return plan

    # -- running

    def evaluate(
        self,
        decision: str,
        context: Mapping[str, object],
        *,
        trace: bool = True,
        given: Mapping[str, object] | None = None,
        now: DateTime | None = None,
    ) -> Result:
        """The value of a decision (by name or id) for inputs by name.

        `given`: values of other decisions, taken instead of computing them. Never raises on data.
        """
        target = self._find(decision, Decision)
        if target is None:
            where = Where(self.model.source)
            return Result(None, (diagnose("DMN-043", where, name=decision),))
        run = Run(now)
        traces: list[DecisionTrace] | None = [] if trace else None
        value = self._evaluate((target,), context, given or {}, run, traces)
        return Result(value[0] if value else None, tuple(run.findings), tuple(traces or ()))

    def evaluate_service(
        self,
        service: str,
        context: Mapping[str, object],
        *,
        trace: bool = True,
        now: DateTime | None = None,
    ) -> Result:
        """The result of a decision service: one value, or a context of the values of its output decisions."""
        key = self._find(service, Service)
        if key is None:
            return Result(None, (diagnose("DMN-044", Where(self.model.source), name=service),))
        element = self._elements[key]
        assert isinstance(element, Service)
        run = Run(now)
        traces: list[DecisionTrace] | None = [] if trace else None
        given = {r.name: context.get(r.name) for r in element.input_decisions}
        value = self._service_value(element, context, given, run, traces)
        return Result(value, tuple(run.findings), tuple(traces or ()))

    def _find(self, name: str, kind: type) -> str | None:
        own = f"{self.model.namespace}#{name}"
        if isinstance(self._elements.get(own), kind):
            return own
        for key, element in self._elements.items():
            if isinstance(element, kind) and name in (element.name, self._aliases[key], element.id):
                return key
        return None

    def _evaluate(
        self,
        targets: tuple[str, ...],
        context: Mapping[str, object],
        given: Mapping[str, object],
        run: Run,
        traces: list[DecisionTrace] | None,
    ) -> list[Value]:
        frame = self._template.copy()
        frame[0] = run
        overridden: set[str] = set()
        for name, value in given.items():
            key = self._find(name, Decision)
            if key is None:
                run.findings.append(diagnose("DMN-043", Where(self.model.source), name=name))
                continue
            overridden.add(key)
            found = self._elements[key]
            assert isinstance(found, Decision)
            taken_value = taken(run, name, value, found.where)
            frame[self._slots[key]] = fit_argument(run, Place(found.where, 0), name, taken_value, found.resolved)
        try:
            steps, inputs = self._plan(targets, frozenset(overridden))
        except Fault as fault:
            run.findings.append(diagnose(fault.code, Where(self.model.source), **fault.values))
            return []
        for element, slot in inputs:
            if element.key not in self._frozen:
                frame[slot] = self._input_value(run, element, context)
        for step in steps:
            self._run_step(run, step, frame, context, traces)
        return [frame[self._slots[target]] for target in targets]

    def _input_value(self, run: Run, element: Input, context: Mapping[str, object]) -> Value:
        name = element.name
        if name in context:
            raw = context[name]
        else:
            raw, found = self._imported_value(element, context)
            if not found:
                run.findings.append(diagnose("DMN-105", Where(self.model.source, name), name=name))
                return None
        value = taken(run, name, raw, Where(self.model.source, name))
        wanted = element.resolved
        if value is None or wanted is None:
            return value
        try:
            return coerce(value, wanted)
        except Misfit as misfit:
            shown = literal_of(misfit.args[0])[:80]
            where = Where(self.model.source, name)
            run.findings.append(diagnose("FEEL-124", where, name=name, value=shown, wanted=wanted))
            return None

    def _imported_value(self, element: Input, context: Mapping[str, object]) -> tuple[object, bool]:
        alias = self._aliases[element.key]
        if alias in context:
            return context[alias], True
        part: object = context
        for name in (*alias[: -len(element.name)].strip(".").split("."), element.name):
            if not isinstance(part, Mapping) or name not in part:
                return None, False
            part = part[name]
        return part, True

    def _run_step(
        self, run: Run, step: _Step, frame: Frame, context: Mapping[str, object], traces: list[DecisionTrace] | None
    ) -> None:
        decision = step.decision
        table = None
        if decision.logic is None:
            if decision.name in context:
                value = taken(run, decision.name, context[decision.name], decision.where)
            else:
                value = None
                run.findings.append(diagnose("DMN-106", decision.where, name=decision.name))
        elif traces is not None and step.table is not None:
            holder: list[object] = []

            def traced(inner: Frame, running: RunningTable = step.table) -> Value:
                found, table_trace = running.traced(inner)
                holder.append(table_trace)
                return found

            value = guarded(run, traced, frame, decision.where)
            table = holder[0] if holder else None
        else:
            value = guarded(run, step.code, frame, decision.where)
        for wanted in (decision.table.resolved if decision.table else None, decision.resolved):
            if value is not None and wanted is not None:
                value = fit_argument(run, Place(decision.where, 0), decision.name, value, wanted)
        frame[step.slot] = value
        if traces is not None:
            inputs = tuple((name, frame[slot]) for name, slot in step.needs)
            traces.append(
                DecisionTrace(
                    decision.id,
                    decision.name,
                    value,
                    decision.expression,
                    inputs,
                    table,  # type: ignore[arg-type]
                    decision.clause_sources,
                )
            )

    # -- services

    def _type_of(self, reference: Reference) -> Type | None:
        element = self._elements.get(reference.key)
        return element.resolved if isinstance(element, (Input, Decision)) else None

    def _service_value(
        self,
        service: Service,
        context: Mapping[str, object],
        given: Mapping[str, object],
        run: Run,
        traces: list[DecisionTrace] | None,
    ) -> Value:
        values = self._evaluate(tuple(r.key for r in service.outputs), context, given, run, traces)
        if not values:
            return None
        result = values[0]
        if len(values) > 1:
            result = {r.name: value for r, value in zip(service.outputs, values, strict=True)}
        return fit_argument(run, Place(service.where, 0), service.name, result, service.resolved)

    def _service_function(self, service: Service) -> FeelFunction:
        """A service as a function: its input data and then its input decisions are the parameters."""
        references = (*service.input_data, *service.input_decisions)
        data = tuple(r.name for r in service.input_data)

        def call(run: Run, arguments: Sequence[Value]) -> Value:
            place = Place(service.where, 0)
            run.enter(place)
            try:
                values = {
                    r.name: check_argument(r.name, argument, self._type_of(r))
                    for r, argument in zip(references, arguments, strict=True)
                }
                context = {name: values[name] for name in data}
                given = {r.name: values[r.name] for r in service.input_decisions}
                return self._service_value(service, context, given, run, None)
            finally:
                run.depth -= 1

        return FeelFunction(service.name, tuple(r.name for r in references), call, result=service.resolved)


def _nothing(frame: Frame) -> Value:
    return None


def _no_function(run: Run, arguments: Sequence[Value]) -> Value:
    raise Fault("FEEL-010")


def compile_model(model: Model, *, constants: Mapping[str, object] | None = None) -> Program:
    """Compile a model. `constants`: values of inputs fixed beforehand, by name (the policy's parameters at a date)."""
    return Program(model, constants or {})


Maker = Callable[[Model], Program]
