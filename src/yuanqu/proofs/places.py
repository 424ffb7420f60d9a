"""Every decision table of a model, wherever it stands, with what the names in it mean there.

A table inside a function sees the function's parameters, one inside a boxed context the entries before it, one inside
a loop the loop's variable. Each is given as a decision of a model of its own, in which those names are inputs (of their
declared type) or decisions (with the logic of the entry), so that it is proved just as a decision's own table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from yuanqu.diagnostics import Where
from yuanqu.dmn import boxes as b
from yuanqu.dmn.model import Decision, Input, Knowledge, Model, Reference, Service, Table
from yuanqu.feel import nodes as n
from yuanqu.feel.constants import constant_of
from yuanqu.feel.types import TYPES, Type
from yuanqu.feel.values import type_name
from yuanqu.proofs.axes import kind_of
from yuanqu.proofs.reader import names_in

T = TypeVar("T")
_OUTER = "{} ↑"  # what a name meant outside of where it was given anew


@dataclass(frozen=True, slots=True)
class Place:
    """A table as a decision of `model`. `own`: names given around the table, to which nothing known of the model's
    inputs applies. `under`: the conditions under which it is reached. `nested`: whether it is no decision's own table.
    """

    model: Model
    decision: Decision
    own: frozenset[str] = frozenset()
    under: tuple[n.Node, ...] = ()
    nested: bool = True

    def seen(self, values: Mapping[str, T]) -> dict[str, T]:
        """What is known of names, those left out that mean something else here."""
        if not self.nested:
            return dict(values)
        return {name: v for name, v in values.items() if name not in self.own and self.model.input(name)}


def places_of(model: Model) -> Iterator[Place]:
    """The tables of decisions, then those of knowledge models, in the order of the file."""
    for decision in model.decisions:
        if decision.table is not None:
            yield Place(model, decision, nested=False)
        elif decision.logic is not None:
            yield from _inside(_Scope(model), decision.logic, decision.name, decision.resolved)
    for knowledge in model.knowledge:
        yield from _of_knowledge(model, knowledge)


def places_of_service(model: Model, service: Service) -> Iterator[Place]:
    """The tables inside a service that read a decision the caller gives: any value of its type, whatever its logic."""
    given = {reference.name for reference in service.input_decisions}
    scope = _Scope(replace(model, decisions=tuple(d for d in model.decisions if d.name not in given)))
    for name in sorted(given):
        decision = model.decision(name)
        scope = scope.variable(name, decision.resolved if decision is not None else None)
    for reference in (*service.outputs, *service.encapsulated):
        decision = model.decision(reference.name)
        if decision is not None and decision.logic is not None and given & set(decision.required_decisions):
            name = f"{service.name}.{decision.name}"
            yield from _inside(scope, decision.logic, name, decision.resolved)


def _of_knowledge(model: Model, knowledge: Knowledge) -> Iterator[Place]:
    if knowledge.function is not None:
        scope = _Scope(replace(model, inputs=(), decisions=()))
        yield from _inside(scope, knowledge.function, knowledge.name, knowledge.resolved)


@dataclass(frozen=True, slots=True)
class _Scope:
    model: Model
    own: frozenset[str] = frozenset()
    under: tuple[n.Node, ...] = ()

    def variable(self, name: str, kind: Type | None) -> _Scope:
        """A name that may be anything of a type."""
        free = self._freed(name)
        item = Input(name, name, "", "", kind)
        return replace(free, model=replace(free.model, inputs=(*free.model.inputs, item)))

    def variables(self, parameters: Iterable[b.FormalParameter]) -> _Scope:
        scope = self
        for parameter in parameters:
            scope = scope.variable(parameter.name, parameter.type)
        return scope

    def entry(self, name: str, box: b.Box, kind: Type | None) -> _Scope:
        """A name that stands for what a box gives."""
        free = self._freed(name)
        known = {*(i.name for i in free.model.inputs), *(d.name for d in free.model.decisions)}
        reads = _reads(box)
        if name in reads and _OUTER.format(name) in known:
            reads = (reads - {name}) | {_OUTER.format(name)}
        made = _decision(name, box, kind or self.type_of(box), tuple(sorted(reads & known)))
        return replace(free, model=replace(free.model, decisions=(*free.model.decisions, made)))

    def when(self, condition: b.Box) -> _Scope:
        """Inside a branch of a condition."""
        nodes = tuple(n.Name(name) for name in sorted(_reads(condition)))
        return replace(self, under=(*self.under, *nodes))

    def _freed(self, name: str) -> _Scope:
        """The same names with `name` free for a new meaning; who read the old one reads it under another name."""
        model, other = self.model, _OUTER.format(name)
        if model.input(name) is not None or model.decision(name) is not None:
            inputs = tuple(
                replace(i, id=other, name=other) if name in (i.name, i.id) else i for i in model.inputs
            )
            decisions = tuple(
                replace(
                    d,
                    id=other if name in (d.name, d.id) else d.id,
                    name=other if name in (d.name, d.id) else d.name,
                    required_inputs=tuple(other if r == name else r for r in d.required_inputs),
                    required_decisions=tuple(other if r == name else r for r in d.required_decisions),
                )
                for d in model.decisions
            )
            model = replace(model, inputs=inputs, decisions=decisions)
        under = tuple(n.Name(other) if isinstance(u, n.Name) and u.name == name else u for u in self.under)
        return _Scope(model, self.own | {name}, under)

    def type_of(self, box: b.Box) -> Type | None:
        """The type of what a box gives, as far as it is written; None when unknown."""
        if isinstance(box, Table):
            plain = len(box.outputs) == 1 and not box.aggregation and "ORDER" not in box.hit_policy
            own = box.outputs[0].resolved if plain and box.hit_policy != "COLLECT" else None
            return box.resolved or own
        if box.type is not None or not isinstance(box, b.LiteralBox):
            return box.type
        if isinstance(box.node, n.Name):
            item = self.model.input(box.node.name) or self.model.decision(box.node.name)
            return item.resolved if item is not None else None
        known = constant_of(box.node)
        return TYPES.get(type_name(known.value)) if known is not None and kind_of(known.value) else None

    def item_of(self, box: b.Box) -> Type | None:
        """The type of what a list that a box gives holds."""
        kind = self.type_of(box)
        return kind.item if kind is not None and kind.kind == "list" else None


def _inside(scope: _Scope, box: b.Box | None, name: str, kind: Type | None) -> Iterator[Place]:
    """The tables of a box. `name`: how it is told apart; `kind`: the type wanted of what it gives."""
    match box:
        case None | b.LiteralBox():
            return
        case Table():
            yield Place(scope.model, _decision(name, box, kind), scope.own, scope.under)
        case b.ContextBox(entries):
            inner = scope
            for entry in entries:
                label = f"{name}.{entry.name or 'result'}"
                wanted = entry.type if entry.name else (entry.type or kind)
                if entry.name and isinstance(entry.value, b.FunctionBox):
                    inner = inner.variable(entry.name, None)  # a function may call itself
                yield from _inside(inner, entry.value, label, wanted)
                if entry.name and not isinstance(entry.value, b.FunctionBox):
                    inner = inner.entry(entry.name, entry.value, entry.type)
        case b.FunctionBox(parameters, body):
            yield from _inside(scope.variables(parameters), body, name, box.type or kind)
        case b.InvocationBox(function, bindings):
            yield from _inside(scope, function, f"{name}.function", None)
            for binding in bindings:
                yield from _inside(scope, binding.value, f"{name}.{binding.name}", binding.type)
        case b.ListBox(items):
            for number, item in enumerate(items, 1):
                yield from _inside(scope, item, f"{name}[{number}]", kind.item if kind is not None else None)
        case b.RelationBox(columns, rows):
            for number, row in enumerate(rows, 1):
                for column, cell in zip(columns, row, strict=False):
                    yield from _inside(scope, cell, f"{name}[{number}].{column}", None)
        case b.ConditionalBox(condition, then, otherwise):
            yield from _inside(scope, condition, f"{name}.if", None)
            for label, part in (("then", then), ("else", otherwise)):
                yield from _inside(scope.when(condition), part, f"{name}.{label}", kind)
        case b.FilterBox(source, match):
            yield from _inside(scope, source, f"{name}.in", kind)
            yield from _inside(scope.variable("item", scope.item_of(source)), match, f"{name}.match", None)
        case b.IteratorBox(kind=loop, variable=variable, domain=domain, body=body):
            yield from _inside(scope, domain, f"{name}.in", None)
            inner = scope.variable(variable, scope.item_of(domain))
            inner = inner.variable("partial", None) if loop == "for" else inner
            wanted = kind.item if loop == "for" and kind is not None else None
            yield from _inside(inner, body, f"{name}.{'return' if loop == 'for' else 'satisfies'}", wanted)


def _reads(box: b.Box | None) -> frozenset[str]:
    """Names a box reads; those of its own loops and entries may be among them."""
    match box:
        case None:
            return frozenset()
        case b.LiteralBox(node=node):
            return frozenset(names_in(node))
        case Table(inputs=inputs, rules=rules):
            nodes = [column.node for column in inputs]
            nodes += [cell.node for rule in rules for cell in (*rule.inputs, *rule.outputs)]
            return frozenset().union(*(names_in(node) for node in nodes))
        case b.ContextBox(entries):
            parts: tuple[b.Box | None, ...] = tuple(entry.value for entry in entries)
        case b.FunctionBox(body=body):
            parts = (body,)
        case b.InvocationBox(function, bindings):
            parts = (function, *(binding.value for binding in bindings))
        case b.ListBox(items):
            parts = items
        case b.RelationBox(rows=rows_):
            parts = tuple(cell for row in rows_ for cell in row)
        case b.ConditionalBox(condition, then, otherwise):
            parts = (condition, then, otherwise)
        case b.FilterBox(source, match):
            parts = (source, match)
        case b.IteratorBox(domain=domain, body=inner):
            parts = (domain, inner)
    return frozenset().union(*map(_reads, parts))


def _decision(name: str, box: b.Box, kind: Type | None, reads: tuple[str, ...] = ()) -> Decision:
    where: Where = box.where
    references: tuple[Reference, ...] = ()
    return Decision(
        "", name, "", (), "", reads, (), box if isinstance(box, Table) else None,
        box.text if isinstance(box, b.LiteralBox) else None, "", box, references, where, kind,
    )  # fmt: skip
