"""Closures of literals, names, lists, contexts, ranges, paths, conditions and types."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

from yuanqu.feel import nodes as n
from yuanqu.feel.constants import range_of, range_of_test
from yuanqu.feel.properties import property_of
from yuanqu.feel.run import Code, Fault, Frame
from yuanqu.feel.slots import Slots
from yuanqu.feel.text import brief
from yuanqu.feel.types import conforms, resolve
from yuanqu.feel.values import FeelFunction, Value, type_name

if TYPE_CHECKING:
    from yuanqu.feel.closures.compiler import Compiler, Maker


PROPERTY_STEPS = 12
LARGE = 64


def constant(value: Value) -> Code:
    return lambda frame: value


def _literal(c: Compiler, node: Any, slots: Slots) -> Code:
    return constant(node.value)


def _null(c: Compiler, node: n.Node, slots: Slots) -> Code:
    return constant(None)


def _name(c: Compiler, node: n.Name, slots: Slots) -> Code:
    slot, known, items = slots.find(node.name)
    name, place = node.name, c.place(node)
    outer: Code | None = None
    if slot is not None:
        outer = itemgetter(slot)
    elif known is not None:
        outer = constant(known.value)
    if not items and outer is not None:
        return outer

    def code(frame: Frame) -> Value:
        for item in items:
            value = frame[item]
            if type(value) is dict and name in value:
                return value[name]
        if outer is not None:
            return outer(frame)
        frame[0].report(place, "FEEL-122", name=name)
        return None

    return code


def _list(c: Compiler, node: n.ListLiteral, slots: Slots) -> Code:
    items = tuple(c.compile(item, slots) for item in node.items)
    if len(items) <= LARGE:
        return lambda frame: [item(frame) for item in items]
    place, count = c.place(node), len(items) // 2

    def code(frame: Frame) -> Value:
        frame[0].step(place, count)
        return [item(frame) for item in items]

    return code


def _context(c: Compiler, node: n.ContextLiteral, slots: Slots) -> Code:
    inner = Slots(parent=slots)
    entries: list[tuple[str, int, Code]] = []
    for entry in node.entries:
        code = c.compile(entry.value, inner)
        slot = c.layout.new()
        if isinstance(entry.value, n.FunctionDefinition):  # it may call itself
            inner.names[entry.key] = slot
            code = c.compile(entry.value, inner)
        inner.names[entry.key] = slot
        entries.append((entry.key, slot, code))

    def make(frame: Frame) -> Value:
        made: dict[str, Value] = {}
        for key, slot, code in entries:
            value = frame[slot] = made[key] = code(frame)
            if type(value) is FeelFunction and value.frame is not None:
                value.frame[slot] = value
        return made

    return make


def _range(c: Compiler, node: n.RangeLiteral, slots: Slots) -> Code:
    low, high, place = c.compile(node.low, slots), c.compile(node.high, slots), c.place(node)
    low_included, high_included = node.low_included, node.high_included

    def code(frame: Frame) -> Value:
        first, last = low(frame), high(frame)
        made = range_of(first, last, low_included, high_included)
        if made is None:
            frame[0].report(place, "FEEL-108", low=brief(first), high=brief(last))
        return made

    return code


def _test(c: Compiler, node: n.UnaryTest, slots: Slots) -> Code:
    operand, operator, place = c.compile(node.operand, slots), node.operator, c.place(node)

    def code(frame: Frame) -> Value:
        value = operand(frame)
        if value is None and operator not in ("=", "!="):
            frame[0].report(place, "FEEL-108", low="null", high="null")
            return None
        return range_of_test(operator, value)

    return code


def _path(c: Compiler, node: n.Path, slots: Slots) -> Code:
    joined = _joined_name(node)
    if joined:
        slot, known, _ = slots.find(joined)
        if slot is not None or known is not None:
            return c.compile(n.Name(joined, start=node.start, end=node.end), slots)
    source, name, place = c.compile(node.source, slots), node.name, c.place(node)

    def code(frame: Frame) -> Value:
        value = source(frame)
        if type(value) is dict and name in value:
            return value[name]
        frame[0].step(place, 3 * len(value) if type(value) is list else PROPERTY_STEPS)
        try:
            return property_of(value, name)
        except Fault as fault:
            frame[0].fault(place, fault)
            return None

    return code


def _joined_name(node: n.Path) -> str:
    """`a.b` of plain names: an element of an imported model is in scope under its qualified name."""
    source = node.source.name if isinstance(node.source, n.Name) else ""
    return f"{source}.{node.name}" if source else ""


def _if(c: Compiler, node: n.If, slots: Slots) -> Code:
    condition, then, otherwise = (
        c.compile(part, slots) for part in (node.condition, node.then, node.otherwise)
    )
    place = c.place(node.condition)

    def code(frame: Frame) -> Value:
        value = condition(frame)
        if value is True:
            return then(frame)
        if value is False or value is None:
            return otherwise(frame)
        frame[0].report(place, "FEEL-109", found=type_name(value))
        return None

    return code


def _instance(c: Compiler, node: n.InstanceOf, slots: Slots) -> Code:
    value = c.compile(node.value, slots)
    wanted = resolve(node.type, c.types, lambda name: None)

    def code(frame: Frame) -> Value:
        found = value(frame)
        if found is None:
            return wanted.kind == "null"
        return wanted.kind != "null" and conforms(found, wanted, run=frame[0])

    return code


MAKERS: dict[type[n.Node], Maker] = {
    n.NumberLiteral: _literal,
    n.TextLiteral: _literal,
    n.BooleanLiteral: _literal,
    n.AtLiteral: _literal,
    n.NullLiteral: _null,
    n.Faulty: _null,
    n.Name: _name,
    n.ListLiteral: _list,
    n.ContextLiteral: _context,
    n.RangeLiteral: _range,
    n.UnaryTest: _test,
    n.Path: _path,
    n.If: _if,
    n.InstanceOf: _instance,
}
