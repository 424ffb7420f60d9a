"""Puts a model together for running: every element, imported ones included, gets its slot or its function."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from yuanqu.diagnostics import Diagnostic, Where, diagnose
from yuanqu.dmn.boxes import LiteralBox
from yuanqu.dmn.building import Builder, make_function, weight_of
from yuanqu.dmn.model import Decision, Input, Knowledge, Model, Reference, Service, Table
from yuanqu.dmn.running import RunningTable
from yuanqu.feel.closures.calls import fit_argument
from yuanqu.feel.expression import taken
from yuanqu.feel.run import Code, Fault, Frame, Place, Run
from yuanqu.feel.slots import Layout, Slots
from yuanqu.feel.types import Type
from yuanqu.feel.values import FeelFunction, Value

MAX_CHAIN = 10_000
MAX_TOLD = 100
Element = Decision | Input | Knowledge | Service
ServiceMaker = Callable[[Service], FeelFunction]


@dataclass(slots=True)
class Step:
    """One decision at its slot. `needs`: names and slots of what it requires.

    `code` computes; `recorded` also leaves what a table did in its slot; `inner` gives that to the run;
    `careful` minds values put in place of a table's inputs.
    """

    decision: Decision
    slot: int
    code: Code
    table: RunningTable | None
    needs: tuple[tuple[str, int], ...]
    wanted: tuple[Type, ...] = ()
    ready: type | None = None
    weight: int = 0

    def __post_init__(self) -> None:
        self.weight = weight_of(self.decision.logic) // 4
        table = self.decision.table
        kinds = (table.resolved if table else None, self.decision.resolved)
        self.wanted = tuple(kind for kind in kinds if kind is not None)
        self.ready = ready_type(self.wanted[0]) if len(self.wanted) == 1 else None

    @property
    def recorded(self) -> Code:
        return self.table.recorded if self.table is not None else self.code

    @property
    def careful(self) -> Code:
        return self.table.run_recorded if self.table is not None else self.code

    @property
    def inner(self) -> Code:
        return self.table.inner if self.table is not None else self.code

    def fit(self, run: Run, value: Value) -> Value:
        """The value as the types of the table and the decision; null and a diagnostic when it isn't of them."""
        place = Place(self.decision.where, 0)
        for wanted in self.wanted:
            value = fit_argument(run, place, self.decision.name, value, wanted)
        return value


class Need(NamedTuple):
    """An input to fill in: its slot, and the Python type that needs no coercion."""

    element: Input
    slot: int
    ready: type | None


Plan = tuple[tuple[Step, ...], tuple[Need, ...]]
_READY: dict[str, type] = {"string": str, "boolean": bool, "number": Decimal}


def ready_type(kind: Type | None) -> type | None:
    """The Python type whose values are of a type as they are; None when each must be looked at."""
    return (
        _READY.get(kind.name) if kind is not None and kind.kind == "simple" and kind.allowed is None else None
    )


class Assembly:
    """The elements of a model and its imports by key, compiled into one frame."""

    def __init__(self, model: Model, constants: Mapping[str, object], make_service: ServiceMaker) -> None:
        self.model = model
        self.findings: list[Diagnostic] = []
        self.layout = Layout()
        self.elements: dict[str, Element] = {}
        self.aliases: dict[str, str] = {}
        self.slots: dict[str, int] = {}
        self.functions: dict[str, FeelFunction] = {}
        self.steps: dict[str, Step] = {}
        self._types: dict[str, Mapping[str, Type]] = {}
        self._found: dict[tuple[str, type[Element]], str] = {}
        self._plans: dict[tuple[str, ...], Plan] = {}
        self._seen: set[int] = set()
        self._collect(model, "")
        self.constants = self._bind(constants)
        self._reserve(make_service)
        self._compile()
        self.template: Frame = [None] * self.layout.size
        for key, value in self.constants.items():
            self.template[self.slots[key]] = value

    # -- building

    def _collect(self, model: Model, prefix: str) -> None:
        if id(model) in self._seen:
            return
        self._seen.add(id(model))
        for alias, imported in model.imported:
            self._collect(imported, f"{prefix}{alias}." if alias else prefix)
        groups: tuple[Sequence[Element], ...] = (
            model.inputs,
            model.decisions,
            model.knowledge,
            model.services,
        )
        for element in (element for group in groups for element in group):
            if element.key not in self.elements:
                self.elements[element.key] = element
                self._types[element.key] = model.types
                self.aliases[element.key] = prefix + element.name

    def _bind(self, constants: Mapping[str, object]) -> dict[str, Value]:
        bound: dict[str, Value] = {}
        run = Run()
        for name, value in constants.items():
            found = self.model.input(name)
            where = Where(self.model.source, name)
            if found is None:
                self.findings.append(diagnose("DMN-040", where, name=name))
                continue
            plain = taken(run, name, value, where)
            bound[found.key] = fit_argument(run, Place(where, 0), name, plain, found.resolved)
        self.findings += run.findings
        return bound

    def _reserve(self, make_service: ServiceMaker) -> None:
        for key, element in self.elements.items():
            if isinstance(element, (Input, Decision)):
                self.slots[key] = self.layout.new(element.resolved)
            elif isinstance(element, Service):
                self.functions[key] = make_service(element)
            else:
                parameters = element.function.parameters if element.function else ()
                names, types = tuple(p.name for p in parameters), tuple(p.type for p in parameters)
                self.functions[key] = FeelFunction(element.name, names, _no_function, types, element.resolved)

    def _scope(self, requirements: Iterable[Reference]) -> Slots:
        names: dict[str, int] = {}
        constants: dict[str, object] = {}
        for reference in requirements:
            if reference.key in self.functions:
                constants[reference.name] = self.functions[reference.key]
            elif reference.key in self.slots:
                names[reference.name] = self.slots[reference.key]
        return Slots(names, constants=constants)

    def _compile(self) -> None:
        for key, element in self.elements.items():
            try:
                if isinstance(element, Knowledge):
                    self._compile_knowledge(key, element)
                elif isinstance(element, Decision):
                    self.steps[key] = self._step(
                        Builder(self.layout, self._types[key], self.findings), element
                    )
            except RecursionError:
                self.findings.append(diagnose("FEEL-004", Where(self.model.source, element.name), limit="-"))
                if isinstance(element, Decision):
                    self.steps[key] = Step(element, self.slots[key], _nothing, None, ())

    def _step(self, builder: Builder, decision: Decision) -> Step:
        slots = self._scope(decision.requirements)
        needs = tuple((r.name, self.slots[r.key]) for r in decision.requirements if r.key in self.slots)
        table: RunningTable | None = None
        code: Code = _nothing
        if isinstance(decision.logic, Table):
            table = RunningTable(builder, decision.logic, slots)
            code = table.plain
        elif decision.logic is not None:
            code = builder.box(decision.logic, slots)
        else:
            code = _given_value(decision)
        return Step(decision, self.slots[decision.key], code, table, needs)

    def _compile_knowledge(self, key: str, element: Knowledge) -> None:
        box = element.function
        if box is None or box.body is None:
            return
        layout = Layout()
        builder = Builder(layout, self._types[key], self.findings)
        own = {parameter.name: layout.new(parameter.type) for parameter in box.parameters}
        slots = Slots(own, self._scope(element.requirements))
        body = builder.fitted(builder.box(box.body, slots), box.type, box.where, element.name)
        body = builder.fitted(body, element.resolved, box.where, element.name)
        frame: Frame = [None] * layout.size
        weight = weight_of(box.body) // 4
        made = make_function(element.name, box, body, tuple(own.values()), frame, element.resolved, weight)
        self.functions[key].invoke = made.invoke

    # -- finding and ordering

    def find(self, name: str, kind: type[Element]) -> str | None:
        """The key of an element by id, name or qualified name; those of the model itself come first."""
        known = self._found.get((name, kind))
        if known is None and (known := self._search(name, kind)) is not None:
            self._found[name, kind] = known
        return known

    def _search(self, name: str, kind: type[Element]) -> str | None:
        own = f"{self.model.namespace}#{name}"
        if isinstance(self.elements.get(own), kind):
            return own
        found = None
        for key, element in self.elements.items():
            if isinstance(element, kind) and name in (element.name, self.aliases[key], element.id):
                if key.startswith(f"{self.model.namespace}#"):
                    return key
                found = found or key
        return found

    def plan(self, targets: tuple[str, ...], given: frozenset[str] = frozenset()) -> Plan:
        """The decisions to run in order, and the inputs they need. Fault when they go in a circle."""
        known = self._plans.get(targets) if not given else None
        if known is not None:
            return known
        steps = self._ordered(targets, given)
        wanted: dict[str, Input] = {}
        for step in steps:
            for reference in step.decision.requirements:
                element = self.elements.get(reference.key)
                if isinstance(element, Input):
                    wanted[reference.key] = element
        open_inputs = [(key, element) for key, element in wanted.items() if key not in self.constants]
        made = steps, tuple(Need(e, self.slots[k], ready_type(e.resolved)) for k, e in open_inputs)
        if not given:
            self._plans[targets] = made
        return made

    def _ordered(self, targets: Sequence[str], given: frozenset[str]) -> tuple[Step, ...]:
        """Each decision after those it requires. Fault for a circle, and for a chain of more than 10,000."""
        done: dict[str, Step] = {}
        for target in targets:
            for key in self._walk(target, {*done, *given}):
                done[key] = self.steps[key]
        return tuple(done.values())

    def _walk(self, target: str, done: set[str]) -> list[str]:
        """The decisions a target needs that aren't done yet, in order, itself last. Fault as in `_ordered`."""
        if target in done or target not in self.steps:
            return []
        order: list[str] = []
        path = {target: self._required(target)}
        while path:
            key, required = next(reversed(path.items()))
            following = next((k for k in required if k in self.steps and k not in done), None)
            if following is None:
                path.popitem()
                done.add(key)
                order.append(key)
            elif following in path:
                done.update(path)
                raise Fault("DMN-041", name=self.steps[following].decision.name)
            elif len(path) >= MAX_CHAIN:
                done.update(path)
                raise Fault("DMN-042")
            else:
                path[following] = self._required(following)
        return order

    def _required(self, key: str) -> Iterator[str]:
        requirements = self.steps[key].decision.requirements
        return iter([reference.key for reference in requirements if reference.kind == "decision"])

    def runs_inside(self, steps: Iterable[Step]) -> bool:
        """Whether a table may run inside the logic of some decision: in a boxed part or in what it calls."""
        if self.functions:
            return True
        logic = [step.decision.logic for step in steps]
        return not all(part is None or isinstance(part, (Table, LiteralBox)) for part in logic)

    def check_circles(self) -> None:
        """Note the circles of decisions: one finding for each decision in which one closes."""
        done: set[str] = set()
        told: set[tuple[str, str]] = set()
        for key in self.steps:
            try:
                self._walk(key, done)
            except Fault as fault:
                mark = fault.code, str(fault.values.get("name"))
                if mark not in told and len(told) < MAX_TOLD:
                    told.add(mark)
                    self.findings.append(diagnose(fault.code, Where(self.model.source), **fault.values))


def _given_value(decision: Decision) -> Code:
    """A decision without logic has the value given under its name, if any."""

    def code(frame: Frame) -> Value:
        run: Run = frame[0]
        if run.context is not None and decision.name in run.context:
            return taken(run, decision.name, run.context[decision.name], decision.where)
        run.findings.append(diagnose("DMN-106", decision.where, name=decision.name))
        return None

    return code


def _nothing(frame: Frame) -> Value:
    return None


def _no_function(run: Run, arguments: Sequence[Value]) -> Value:
    raise Fault("FEEL-010")
