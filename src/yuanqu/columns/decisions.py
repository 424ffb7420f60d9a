"""The decisions of a model over columns: requirements followed, business knowledge and contexts inlined."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import cast

from yuanqu.columns import building as b
from yuanqu.columns import values as v
from yuanqu.columns.bindings import Bindings
from yuanqu.columns.expressions import Refused, Translator, fit
from yuanqu.columns.nodes import Column, Constant, Expr, constant
from yuanqu.columns.schema import InputColumn
from yuanqu.columns.tables import Result, compile_table
from yuanqu.columns.typing import BOOLEAN
from yuanqu.columns.values import Function, Scope, Value
from yuanqu.diagnostics import Diagnostic, Where, diagnose
from yuanqu.dmn import boxes as x
from yuanqu.dmn.model import Decision, Input, Knowledge, Model, Reference, Service, Table
from yuanqu.feel import compile_expression
from yuanqu.feel.values import Unusable, take

Element = Decision | Input | Knowledge | Service


@dataclass
class Compiled:
    """`tables`: results of the decisions that are tables; `violations`: wherever rows may match that must not."""

    tables: dict[str, Result] = field(default_factory=dict)
    violations: dict[str, Expr] = field(default_factory=dict)
    used: dict[str, InputColumn] = field(default_factory=dict)


class DecisionCompiler:
    """Compiles decisions of one model into bindings, each once."""

    def __init__(
        self,
        model: Model,
        inputs: Mapping[str, InputColumn],
        constants: Mapping[str, object],
        bindings: Bindings,
        compiled: Compiled,
    ) -> None:
        self.model, self.inputs, self.compiled = model, inputs, compiled
        self.constants = {name: _taken(name, value) for name, value in constants.items()}
        self.translator = Translator(bindings)
        self.translator.box = self._box
        self.elements: dict[str, Element] = {}
        self._done: dict[str, Value] = {}
        self._open: set[str] = set()
        self._derived: set[str] = set()
        self._collect(model)

    def _collect(self, model: Model) -> None:
        for group in (model.inputs, model.decisions, model.knowledge, model.services):
            for element in cast("tuple[Element, ...]", group):
                self.elements.setdefault(element.key, element)
        for _, imported in model.imported:
            self._collect(imported)

    def decision(self, name: str) -> Value:
        """The value of a decision by name or id. Refused when any part of it is."""
        found = self.model.decision(name)
        if found is None:
            raise Refused(diagnose("DMN-043", Where(self.model.source), name=name))
        return self._decision(found)

    def _decision(self, decision: Decision) -> Value:
        known = self._done.get(decision.key)
        if known is not None:
            return known
        if decision.key in self._open:
            raise Refused(diagnose("DMN-041", decision.where, name=decision.name))
        self._open.add(decision.key)
        try:
            with self.translator.at(decision.where):
                scope = self._scope(decision.requirements)
                value = self._logic(decision, scope)
                value = self.translator.bind(fit(value, decision.resolved))
        finally:
            self._open.discard(decision.key)
        self._done[decision.key] = value
        return value

    def _logic(self, decision: Decision, scope: Scope) -> Value:
        if isinstance(decision.logic, Table):
            made = compile_table(self.translator, decision.logic, scope, self._numbers(scope))
            self.compiled.tables[decision.name] = made
            self._note(decision.name, made)
            return made.value
        if decision.logic is None:
            raise b.Refusal("COL-001")
        return self._box(decision.logic, scope)

    def _note(self, name: str, made: Result) -> None:
        if made.violation is not None:
            self.compiled.violations[name] = made.violation

    @staticmethod
    def _numbers(scope: Scope) -> dict[str, object]:
        return {
            n: e.value
            for n, e in scope.names.items()
            if isinstance(e, Constant) and isinstance(e.value, Decimal)
        }

    def _scope(self, requirements: tuple[Reference, ...]) -> Scope:
        scope = Scope()
        for reference in requirements:
            element = self.elements.get(reference.key)
            if element is not None and reference.kind != "clause":
                scope.names[reference.name] = self._element(element)
        return scope

    def _element(self, element: Element) -> Value:
        match element:
            case Input():
                return self._input(element.name, element)
            case Decision():
                return self._decision(element)
            case Knowledge(function=function) if function is not None and function.body is not None:
                parameters = tuple((p.name, p.type) for p in function.parameters)
                scope = self._scope(element.requirements)
                return Function(
                    element.name, parameters, function.body, scope, (function.type, element.resolved)
                )
        raise b.Refusal("COL-014", name=element.name)

    def _input(self, name: str, element: Input | None) -> Value:
        wanted = element.resolved if element is not None else None
        if element is not None and name in self.constants:
            return fit(self.constants[name], wanted)
        declared = self.inputs.get(name)
        if declared is None:
            raise b.Refusal("COL-002", name=name)
        if declared.derived:
            return fit(self._derive(name, declared), wanted)
        self.compiled.used[name] = declared
        return fit(Column(declared.name, declared.kind), wanted)

    def _derive(self, name: str, declared: InputColumn) -> Value:
        """A derived field: its own FEEL over other fields, as the facts compute it."""
        if name in self._derived:
            raise b.Refusal("COL-002", name=name)
        made = compile_expression(declared.derived, tuple(self.inputs), where=Where(item=name))
        self._derived.add(name)
        try:
            scope = Scope({used: self._input(used, None) for used in made.names_used})
            with self.translator.at(made.where):
                return self.translator.bind(self.translator.value(made.node, scope))
        finally:
            self._derived.discard(name)

    # -- boxed expressions

    def _box(self, box: object, scope: Scope) -> Value:
        translator = self.translator
        match box:
            case Table():
                made = compile_table(translator, box, scope, self._numbers(scope))
                self._note(box.where.item or box.id, made)
                return made.value
            case x.LiteralBox():
                with translator.at(box.where):
                    return fit(translator.value(box.node, scope), box.type)
            case x.ContextBox():
                return fit(self._context(box, scope), box.type)
            case x.ConditionalBox():
                held = v.plain(self._box(box.condition, scope))
                b.must_be(held, BOOLEAN)
                branches = [(held, self._box(box.then, scope))]
                return fit(v.choose(branches, self._box(box.otherwise, scope)), box.type)
            case x.InvocationBox():
                names = [binding.name for binding in box.bindings]
                given = [fit(self._box(binding.value, scope), binding.type) for binding in box.bindings]
                return fit(translator.invoke(self._box(box.function, scope), given, names), box.type)
            case x.FunctionBox() if box.body is not None:
                parameters = tuple((p.name, p.type) for p in box.parameters)
                return Function("", parameters, box.body, scope, (box.type,))
        raise b.Refusal("COL-015", kind=type(box).__name__.removesuffix("Box").lower())

    def _context(self, box: x.ContextBox, scope: Scope) -> Value:
        inner = Scope({}, scope)
        for entry in box.entries:
            value = fit(self._box(entry.value, inner), entry.type)
            if not entry.name:
                return value
            inner.names[entry.name] = self.translator.bind(value)
        return v.Record(inner.names)


def _taken(name: str, value: object) -> Constant:
    try:
        made = constant(take(value))
    except Unusable:
        made = None
    if made is None:
        raise Refused(diagnose("COL-016", Where(), name=name, found=type(value).__name__))
    return made


__all__ = ["Compiled", "DecisionCompiler", "Diagnostic"]
