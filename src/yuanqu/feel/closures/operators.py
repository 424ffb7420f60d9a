"""Closures of arithmetic, comparison, and the three-valued `and`, `or`, `between`."""

from __future__ import annotations

import operator as py
from collections.abc import Callable
from decimal import Decimal, DecimalException
from typing import TYPE_CHECKING, Any

from yuanqu.feel import nodes as n
from yuanqu.feel.arithmetic import DECIMAL_OPERATORS, OPERATORS, negate
from yuanqu.feel.compare import COMPARE
from yuanqu.feel.constants import constant_of
from yuanqu.feel.run import Code, Fault, Frame, Place
from yuanqu.feel.slots import Slots
from yuanqu.feel.values import Value, type_name

if TYPE_CHECKING:
    from yuanqu.feel.closures.compiler import Compiler, Maker

PLAIN: dict[str, Callable[[Any, Any], bool]] = {
    "=": py.eq,
    "!=": py.ne,
    "<": py.lt,
    "<=": py.le,
    ">": py.gt,
    ">=": py.ge,
}


def _negation(c: Compiler, node: n.Negation, slots: Slots) -> Code:
    known = constant_of(node)
    if known is not None:
        return lambda frame: known.value
    operand, place = c.compile(node.operand, slots), c.place(node)

    def code(frame: Frame) -> Value:
        try:
            return negate(operand(frame))
        except Fault as fault:
            frame[0].fault(place, fault)
            return None

    return code


def _arithmetic(c: Compiler, node: n.Arithmetic, slots: Slots) -> Code:
    left, right, place = c.compile(node.left, slots), c.compile(node.right, slots), c.place(node)
    fast, slow = DECIMAL_OPERATORS[node.operator], OPERATORS[node.operator]

    def code(frame: Frame) -> Value:
        a, b = left(frame), right(frame)
        if type(a) is Decimal and type(b) is Decimal:
            try:
                return fast(a, b)
            except DecimalException:
                pass
        try:
            return slow(a, b)
        except Fault as fault:
            frame[0].fault(place, fault)
            return None

    return code


def _comparison(c: Compiler, node: n.Comparison, slots: Slots) -> Code:
    left, right, place = c.compile(node.left, slots), c.compile(node.right, slots), c.place(node)
    name = node.operator
    fast, slow = PLAIN[name], COMPARE[name]

    def code(frame: Frame) -> Value:
        a, b = left(frame), right(frame)
        if type(a) is Decimal and type(b) is Decimal:
            return fast(a, b)
        found = slow(a, b)
        if found is None:
            frame[0].report(place, "FEEL-102", operator=name, left=type_name(a), right=type_name(b))
        return found

    return code


def _logic(c: Compiler, node: n.Logic, slots: Slots) -> Code:
    """`and` is false as soon as one side is, `or` true as soon as one is; else null when a side is no boolean."""
    operands = tuple((c.compile(operand, slots), c.place(operand)) for operand in node.operands)
    decisive = node.operator == "or"

    def code(frame: Frame) -> Value:
        odd: list[tuple[Place, Value]] = []
        for operand, place in operands:
            value = operand(frame)
            if value is decisive:
                return decisive
            if type(value) is not bool:
                odd.append((place, value))
        if not odd:
            return not decisive
        for place, value in odd:
            if value is not None:
                frame[0].report(place, "FEEL-109", found=type_name(value))
        return None

    return code


def _between(c: Compiler, node: n.Between, slots: Slots) -> Code:
    value, low, high = (c.compile(part, slots) for part in (node.value, node.low, node.high))
    place = c.place(node)
    at_least, at_most = COMPARE[">="], COMPARE["<="]

    def code(frame: Frame) -> Value:
        v, a, b = value(frame), low(frame), high(frame)
        first, second = at_least(v, a), at_most(v, b)
        if first is None or second is None:
            frame[0].report(place, "FEEL-102", operator="between", left=type_name(v), right=type_name(a))
            return False if first is False or second is False else None
        return first and second

    return code


MAKERS: dict[type[n.Node], Maker] = {
    n.Negation: _negation,
    n.Arithmetic: _arithmetic,
    n.Comparison: _comparison,
    n.Logic: _logic,
    n.Between: _between,
}
