"""Closures of boxed expressions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass

from yuanqu.diagnostics import Diagnostic, Where
from yuanqu.dmn import boxes as b
from yuanqu.dmn.model import Table
from yuanqu.feel.closures import Compiler
from yuanqu.feel.closures.calls import check_argument, invoke
from yuanqu.feel.closures.kinds import kind_of
from yuanqu.feel.closures.loops import filtered, items_of, size_of
from yuanqu.feel.nodes import Name, Node, children
from yuanqu.feel.run import Code, Fault, Frame, Place, Run
from yuanqu.feel.slots import Layout, Slots
from yuanqu.feel.text import brief
from yuanqu.feel.types import Misfit, Type, coerce
from yuanqu.feel.values import FeelFunction, Value, type_name


class Builder:
    """Compiles the logic of one decision or knowledge model into a frame's slots."""

    def __init__(self, layout: Layout, types: Mapping[str, Type], findings: list[Diagnostic]) -> None:
        self.layout = layout
        self.types = types
        self.findings = findings

    def compiler(self, where: Where) -> Compiler:
        made = Compiler(self.layout, where, self.types)
        made.findings = self.findings
        return made

    def expression(self, node: Node, slots: Slots, where: Where) -> Code:
        return self.compiler(where).compile(node, slots)

    def typed(self, node: Node, slots: Slots, wanted: Type | None, where: Where, name: str) -> Code:
        """An expression as a type; nothing is added when it can't be of another one."""
        compiler = self.compiler(where)
        code = compiler.compile(node, slots)
        plain = wanted is not None and wanted.kind == "simple" and wanted.allowed is None
        if wanted is not None and plain and kind_of(compiler, node, slots) in (wanted.name, "null"):
            return code
        return self.fitted(code, wanted, where, name)

    def fitted(self, code: Code, wanted: Type | None, where: Where, name: str) -> Code:
        """The value as a type; null and a diagnostic when it isn't of it."""
        if wanted is None:
            return code
        place = Place(where, 0)
        simple = wanted.name if wanted.kind == "simple" and wanted.allowed is None else ""

        def fit(frame: Frame) -> Value:
            value = code(frame)
            if value is None or (simple and type_name(value) == simple):
                return value
            try:
                return coerce(value, wanted, frame[0])
            except Misfit as misfit:
                frame[0].report(place, "FEEL-124", name=name, value=brief(misfit.args[0]), wanted=wanted)
                return None

        return fit

    def box(self, box: b.Box, slots: Slots) -> Code:
        """The closure of a boxed expression, its own type included."""
        if isinstance(box, Table):
            from yuanqu.dmn.running import RunningTable

            return self.fitted(RunningTable(self, box, slots).inner, box.resolved, box.where, box.where.item)
        if isinstance(box, b.FunctionBox):
            return self._function(box, slots)
        return self.fitted(self._plain(box, slots), box.type, box.where, box.where.item)

    def _plain(self, box: b.Box, slots: Slots) -> Code:
        match box:
            case b.LiteralBox():
                return self.expression(box.node, slots, box.where)
            case b.ContextBox():
                return self._context(box, slots)
            case b.InvocationBox():
                return self._invocation(box, slots)
            case b.ListBox():
                items = tuple(self.box(item, slots) for item in box.items)
                return lambda frame: [item(frame) for item in items]
            case b.RelationBox():
                return self._relation(box, slots)
            case b.ConditionalBox():
                return self._conditional(box, slots)
            case b.FilterBox():
                return self._filter(box, slots)
            case b.IteratorBox():
                return self._iterator(box, slots)
            case _:  # pragma: no cover - tables and functions are handled by `box`
                return lambda frame: None

    def _context(self, box: b.ContextBox, slots: Slots) -> Code:
        inner = Slots(parent=slots)
        entries: list[tuple[str, int, Code]] = []
        result: Code | None = None
        for entry in box.entries:
            slot = self.layout.new()
            if entry.name and isinstance(entry.value, b.FunctionBox):
                inner.names[entry.name] = slot
            code = self.fitted(self.box(entry.value, inner), entry.type, box.where, entry.name)
            if entry.name:
                inner.names[entry.name] = slot
                entries.append((entry.name, slot, code))
            else:
                result = code

        def make(frame: Frame) -> Value:
            made: dict[str, Value] = {}
            for name, slot, code in entries:
                value = frame[slot] = made[name] = code(frame)
                if type(value) is FeelFunction and value.frame is not None:
                    value.frame[slot] = value
            return made if result is None else result(frame)

        return make

    def _invocation(self, box: b.InvocationBox, slots: Slots) -> Code:
        function = self.box(box.function, slots)
        names = tuple(binding.name for binding in box.bindings)
        codes = tuple(
            self.fitted(self.box(binding.value, slots), binding.type, box.where, binding.name)
            for binding in box.bindings
        )
        place = Place(box.where, 0)

        def call(frame: Frame) -> Value:
            callee, run = function(frame), frame[0]
            if type(callee) is not FeelFunction:
                run.report(place, "FEEL-125", found=type_name(callee))
                return None
            try:
                return invoke(run, callee, [code(frame) for code in codes], names)
            except Fault as fault:
                run.fault(place, fault)
                return None

        return call

    def _relation(self, box: b.RelationBox, slots: Slots) -> Code:
        rows = tuple(
            tuple(zip(box.columns, (self.box(cell, slots) for cell in row), strict=False)) for row in box.rows
        )
        return lambda frame: [{name: code(frame) for name, code in row} for row in rows]

    def _function(self, box: b.FunctionBox, slots: Slots) -> Code:
        if box.body is None:
            return lambda frame: None
        own = {parameter.name: self.layout.new(parameter.type) for parameter in box.parameters}
        body = self.fitted(self.box(box.body, Slots(own, slots)), box.type, box.where, box.where.item)
        places, weight = tuple(own.values()), weight_of(box.body) // 4
        return lambda frame: make_function("", box, body, places, frame, weight=weight)

    def _conditional(self, box: b.ConditionalBox, slots: Slots) -> Code:
        condition, then, otherwise = (
            self.box(part, slots) for part in (box.condition, box.then, box.otherwise)
        )
        place = Place(box.where, 0)

        def choose(frame: Frame) -> Value:
            value = condition(frame)
            if value is True:
                return then(frame)
            if value is False or value is None:
                return otherwise(frame)
            frame[0].report(place, "FEEL-109", found=type_name(value))
            return None

        return choose

    def _filter(self, box: b.FilterBox, slots: Slots) -> Code:
        source, slot, place = self.box(box.source, slots), self.layout.new(), Place(box.where, 0)
        match = self.box(box.match, Slots({"item": slot}, Slots(parent=slots, item=slot)))
        weight = 4 + weight_of(box.match) // 2
        return lambda frame: filtered(frame, source(frame), match, slot, place, weight)

    def _iterator(self, box: b.IteratorBox, slots: Slots) -> Code:
        domain, slot, partial = self.box(box.domain, slots), self.layout.new(), self.layout.new()
        body = self.box(box.body, Slots({box.variable: slot, "partial": partial}, slots))
        place, kind = Place(box.where, 0), box.kind
        weight = 4 + weight_of(box.body) // 2
        keeps = kind == "for" and mentions(box.body, "partial")
        decisive = kind == "some"

        def walk(frame: Frame) -> Value:
            found = domain(frame)
            items = items_of(found)
            run: Run = frame[0]
            if items is None:
                run.report(place, "FEEL-123", found=brief(found))
                return None
            results: list[Value] = []
            verdict: bool | None = not decisive
            for item in items:
                frame[slot] = item
                run.step(place, weight)
                if keeps:
                    run.step(place, len(results) >> 4)
                    frame[partial] = results.copy()
                value = body(frame)
                if kind == "for":
                    results.append(value)
                elif value is decisive:
                    return decisive
                elif value is None:
                    verdict = None
                elif type(value) is not bool:
                    run.report(place, "FEEL-109", found=type_name(value))
                    return None
            return results if kind == "for" else verdict

        return walk


def mentions(part: object, name: str) -> bool:
    """Whether a boxed expression, or anything inside it, mentions a name."""
    if isinstance(part, Node):
        return (isinstance(part, Name) and part.name == name) or any(
            mentions(inner, name) for inner in children(part)
        )
    if isinstance(part, tuple):
        return any(mentions(inner, name) for inner in part)
    if is_dataclass(part) and not isinstance(part, (Type, Where)):
        return any(mentions(getattr(part, field.name), name) for field in fields(part))
    return False


def weight_of(part: object) -> int:
    """The nodes of a boxed expression and all inside it. The rows of a table don't count: it does when it runs."""
    if isinstance(part, Node):
        return size_of(part)
    if isinstance(part, tuple):
        return sum(map(weight_of, part))
    if isinstance(part, Table):
        return 4 + sum(size_of(column.node) for column in part.inputs)
    if is_dataclass(part) and not isinstance(part, (Type, Where)):
        return 2 + sum(weight_of(getattr(part, field.name)) for field in fields(part))
    return 0


def make_function(
    name: str,
    box: b.FunctionBox,
    body: Code,
    slots: Sequence[int],
    frame: Frame,
    result: Type | None = None,
    weight: int = 0,
) -> FeelFunction:
    """A function over a frame that it sees as it stands. `weight`: steps of a call for the size of its body."""
    seen, place = frame.copy(), Place(box.where, 0)
    if frame[0] is not None:
        frame[0].step(place, 1 + (len(seen) >> 3))
    parameters = box.parameters

    def call(run: Run, arguments: Sequence[Value]) -> Value:
        inner = seen.copy()
        inner[0] = run
        for slot, parameter, argument in zip(slots, parameters, arguments, strict=True):
            inner[slot] = check_argument(run, parameter.name, argument, parameter.type)
        run.enter(place, len(inner), weight)
        try:
            return body(inner)
        finally:
            run.depth -= 1

    names = tuple(parameter.name for parameter in parameters)
    types = tuple(parameter.type for parameter in parameters)
    return FeelFunction(name, names, call, types, result, seen)
