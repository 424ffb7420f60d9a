"""Closures of arithmetic, comparison, and the three-valued `and`, `or`, `between`."""

from __future__ import annotations

import operator as py
from collections.abc import Callable
from decimal import Decimal, DecimalException
from typing import TYPE_CHECKING, Any

from yuanqu.feel import nodes as n
from yuanqu.feel.arithmetic import DECIMAL_OPERATORS, OPERATORS, negate
from yuanqu.feel.closures.kinds import both_numbers, known_value, slot_of
from yuanqu.feel.compare import COMPARE, equal
from yuanqu.feel.constants import constant_of
from yuanqu.feel.run import Code, Fault, Frame, Place, Run
from yuanqu.feel.slots import Slots
from yuanqu.feel.temporal import DateTime, Time
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
POWER_STEPS = 200
MOMENT_STEPS = 60
MAX_CONSTANT = 1_000
_ORDERED = (Decimal, str)


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

    def careful(frame: Frame, a: Value, b: Value) -> Value:
        try:
            result = slow(a, b)
        except Fault as fault:
            frame[0].fault(place, fault)
            return None
        if type(result) is str:
            frame[0].weigh(result)
        elif type(result) is not Decimal:
            frame[0].step(place, MOMENT_STEPS)
        return result

    if node.operator == "**":
        return _power(left, right, place, careful)
    if both_numbers(c, node.left, node.right, slots):
        return _on_numbers(node, slots, (left, right), fast, careful, DecimalException)

    def code(frame: Frame) -> Value:
        a, b = left(frame), right(frame)
        if type(a) is Decimal and type(b) is Decimal:
            try:
                return fast(a, b)
            except DecimalException:
                pass
        return careful(frame, a, b)

    return code


def _power(left: Code, right: Code, place: Place, careful: Callable[[Frame, Value, Value], Value]) -> Code:
    """A power may take a thousand times the work of a product."""

    def code(frame: Frame) -> Value:
        a, b = left(frame), right(frame)
        frame[0].step(place, POWER_STEPS)
        return careful(frame, a, b)

    return code


def _on_numbers(
    node: n.Arithmetic | n.Comparison,
    slots: Slots,
    operands: tuple[Code, Code],
    fast: Callable[[Any, Any], Value],
    careful: Callable[[Frame, Value, Value], Value],
    problem: type[ArithmeticError],
) -> Code:
    """An operation on two numbers or nulls: tried at once, and looked at when Python refuses it.

    The forms differ only in where the operands come from: slots, constants or code.
    """
    left, right = operands
    first, second = slot_of(node.left, slots), slot_of(node.right, slots)
    bound, factor = known_value(node.right, slots), known_value(node.left, slots)

    def slots_only(frame: Frame) -> Value:
        try:
            return fast(frame[first], frame[second])  # type: ignore[index]
        except (TypeError, problem):
            return careful(frame, frame[first], frame[second])  # type: ignore[index]

    def slot_and_constant(frame: Frame) -> Value:
        try:
            return fast(frame[first], constant)  # type: ignore[index]
        except (TypeError, problem):
            return careful(frame, frame[first], constant)  # type: ignore[index]

    def constant_and_slot(frame: Frame) -> Value:
        try:
            return fast(constant, frame[second])  # type: ignore[index]
        except (TypeError, problem):
            return careful(frame, constant, frame[second])  # type: ignore[index]

    def code(frame: Frame) -> Value:
        a, b = left(frame), right(frame)
        try:
            return fast(a, b)
        except (TypeError, problem):
            return careful(frame, a, b)

    if first is not None and second is not None:
        return slots_only
    if first is not None and bound is not None:
        constant = bound.value
        return slot_and_constant
    if second is not None and factor is not None:
        constant = factor.value
        return constant_and_slot
    return code


def _comparison(c: Compiler, node: n.Comparison, slots: Slots) -> Code:
    left, right, place = c.compile(node.left, slots), c.compile(node.right, slots), c.place(node)
    name = node.operator
    fast, slow = PLAIN[name], COMPARE[name]

    def careful(frame: Frame, a: Value, b: Value) -> Value:
        kind = type(a)
        if kind is list or kind is dict:
            found = _equal_deep(name, a, b, frame[0])
        else:
            if kind is DateTime or kind is Time:
                frame[0].step(place, MOMENT_STEPS)
            elif kind is str:
                frame[0].step(place, len(a) >> 8)
            found = slow(a, b)
        if found is None:
            frame[0].report(place, "FEEL-102", operator=name, left=type_name(a), right=type_name(b))
        return found

    if both_numbers(c, node.left, node.right, slots):
        return _on_numbers(node, slots, (left, right), fast, careful, ArithmeticError)
    known = known_value(node.right, slots)
    if (
        known is not None
        and type(known.value) in _ORDERED
        and not (type(known.value) is str and len(known.value) > MAX_CONSTANT)
    ):
        return _against(left, slot_of(node.left, slots), known.value, fast, careful)

    def code(frame: Frame) -> Value:
        a, b = left(frame), right(frame)
        if type(a) is Decimal and type(b) is Decimal:
            return fast(a, b)
        return careful(frame, a, b)

    return code


def _equal_deep(operator: str, left: Value, right: Value, run: Run) -> bool | None:
    """`=` and `!=` of lists and contexts, their size counted; nothing else compares them."""
    if operator not in ("=", "!="):
        return None
    found = equal(left, right, run)
    return found if found is None or operator == "=" else not found


def _against(
    left: Code,
    slot: int | None,
    bound: Value,
    fast: Callable[[Any, Any], bool],
    careful: Callable[[Frame, Value, Value], Value],
) -> Code:
    """A comparison with a number or a text that is known before running."""
    kind = type(bound)

    def of_slot(frame: Frame) -> Value:
        value = frame[slot]  # type: ignore[index]
        return fast(value, bound) if type(value) is kind else careful(frame, value, bound)

    def of_code(frame: Frame) -> Value:
        value = left(frame)
        return fast(value, bound) if type(value) is kind else careful(frame, value, bound)

    return of_code if slot is None else of_slot


def _logic(c: Compiler, node: n.Logic, slots: Slots) -> Code:
    """`and` is false as soon as one side is, `or` true as soon as one is; else null when a side is no boolean."""
    operands = tuple((c.compile(operand, slots), c.place(operand)) for operand in node.operands)
    decisive = node.operator == "or"
    plain = not decisive

    def code(frame: Frame) -> Value:
        odd: list[tuple[Place, Value]] | None = None
        for operand, place in operands:
            value = operand(frame)
            if value is decisive:
                return decisive
            if value is not plain:
                odd = odd or []
                odd.append((place, value))
        if odd is None:
            return plain
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
