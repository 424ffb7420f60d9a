"""What is known before running: constants, slots read as they are, and types that hold for every value but null."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yuanqu.feel import nodes as n
from yuanqu.feel.constants import Constant, constant_of
from yuanqu.feel.slots import Slots
from yuanqu.feel.values import type_name

if TYPE_CHECKING:
    from yuanqu.feel.closures.compiler import Compiler

NUMERIC = frozenset({
    "decimal", "floor", "ceiling", "round up", "round down", "round half up", "round half down",
    "modulo", "sqrt", "log", "exp", "count", "string length", "sum", "product", "mean",
})  # fmt: skip


def known_value(node: n.Node, slots: Slots) -> Constant | None:
    """The value that an expression has in every run, if it is known."""
    if isinstance(node, n.Name):
        slot, known, items = slots.find(node.name)
        return known if slot is None and not items else None
    return constant_of(node)


def slot_of(node: n.Node, slots: Slots) -> int | None:
    """The slot that an expression merely reads."""
    if not isinstance(node, n.Name):
        return None
    slot, _, items = slots.find(node.name)
    return None if items else slot


def kind_of(c: Compiler, node: n.Node, slots: Slots) -> str:
    """The type of an expression's values, null aside; "" when it can't be told."""
    known = known_value(node, slots)
    if known is not None:
        return type_name(known.value)
    match node:
        case n.Name():
            slot = slot_of(node, slots)
            return c.layout.kinds.get(slot, "") if slot is not None else ""
        case n.Arithmetic(_, left, right):
            return "number" if both_numbers(c, left, right, slots) else ""
        case n.Negation(operand):
            return "number" if kind_of(c, operand, slots) == "number" else ""
        case n.If(_, then, otherwise):
            kinds = {kind_of(c, then, slots), kind_of(c, otherwise, slots)} - {"null"}
            return kinds.pop() if len(kinds) == 1 else ""
        case n.Call(n.Name(name)) if name in NUMERIC and slots.find(name) == (None, None, ()):
            return "number"
        case n.Comparison() | n.Logic() | n.Between() | n.In():
            return "boolean"
    return ""


def both_numbers(c: Compiler, left: n.Node, right: n.Node, slots: Slots) -> bool:
    """Whether two operands are numbers or null in every run."""
    return kind_of(c, left, slots) == "number" == kind_of(c, right, slots)
