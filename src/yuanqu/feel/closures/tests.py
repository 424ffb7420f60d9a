"""Closures of unary tests: the cells of decision tables, and the right side of `in`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from yuanqu.feel import nodes as n
from yuanqu.feel.closures.operators import PLAIN
from yuanqu.feel.compare import COMPARE, contains, equal, satisfies
from yuanqu.feel.constants import constant_of, range_of
from yuanqu.feel.run import Code, Frame
from yuanqu.feel.slots import Slots
from yuanqu.feel.temporal import Date, DaysDuration, MonthsDuration
from yuanqu.feel.values import FeelRange, Value, type_name

if TYPE_CHECKING:
    from yuanqu.feel.closures.compiler import Compiler, Maker, TestCode

INPUT = "?"
_EXACT = (Decimal, str, bool, Date, DaysDuration, MonthsDuration)


def uses_input(node: n.Node) -> bool:
    """Whether an expression speaks of `?`, the value under test."""
    if isinstance(node, n.Name):
        return node.name == INPUT
    return any(uses_input(child) for child in n.children(node))


def make_test(c: Compiler, node: n.Node, slots: Slots) -> TestCode:
    match node:
        case n.AnyInput():
            return lambda frame, value: True
        case n.UnaryTests(tests, negated):
            return _all_tests(tuple(make_test(c, test, slots) for test in tests), negated)
        case n.UnaryTest(operator, operand):
            return _comparing(c, operator, operand, slots)
        case n.RangeLiteral():
            fixed = _fixed_range(node)
            if fixed is not None:
                return _in_range(fixed)
            span = c.compile(node, slots)
            return lambda frame, value: contains(found, value) if (found := span(frame)) is not None else None
    known = constant_of(node)
    if known is not None:
        return _equal_to(known.value)
    return _dynamic(c.compile(node, slots), uses_input(node))


def _all_tests(tests: tuple[TestCode, ...], negated: bool) -> TestCode:
    def any_of(frame: Frame, value: Value) -> bool | None:
        unknown = False
        for test in tests:
            found = test(frame, value)
            if found:
                return True
            unknown = unknown or found is None
        return None if unknown else False

    whole = tests[0] if len(tests) == 1 else any_of
    if not negated:
        return whole

    def none_of(frame: Frame, value: Value) -> bool | None:
        found = whole(frame, value)
        return None if found is None else not found

    return none_of


def _comparing(c: Compiler, operator: str, operand: n.Node, slots: Slots) -> TestCode:
    fast, slow = PLAIN[operator], COMPARE[operator]
    known = constant_of(operand)
    if known is not None:
        bound = known.value
        if type(bound) is Decimal:
            return lambda frame, value: fast(value, bound) if type(value) is Decimal else slow(value, bound)
        return lambda frame, value: slow(value, bound)
    compute = c.compile(operand, slots)
    return lambda frame, value: slow(value, compute(frame))


def _fixed_range(node: n.RangeLiteral) -> FeelRange | None:
    low, high = constant_of(node.low), constant_of(node.high)
    if low is None or high is None:
        return None
    return range_of(low.value, high.value, node.low_included, node.high_included)


def _in_range(span: FeelRange) -> TestCode:
    if type(span.low) is not Decimal:
        return lambda frame, value: contains(span, value)
    low, high = span.low, span.high
    above, below = PLAIN[">=" if span.low_included else ">"], PLAIN["<=" if span.high_included else "<"]

    def test(frame: Frame, value: Value) -> bool | None:
        return above(value, low) and below(value, high) if type(value) is Decimal else None

    return test


def _equal_to(wanted: Value) -> TestCode:
    kind = type(wanted)
    if kind in _EXACT:
        return lambda frame, value: value == wanted if type(value) is kind else equal(value, wanted)
    return lambda frame, value: satisfies(value, wanted)


def _dynamic(code: Code, with_input: bool) -> TestCode:
    """An expression as a test: over `?` it answers itself; else its value is compared with the input."""

    def test(frame: Frame, value: Value) -> bool | None:
        result = code(frame)
        if type(result) is bool and (with_input or type(value) is not bool):
            return result
        if with_input and result is None:
            return None
        return satisfies(value, result, frame[0])

    return test


def _in(c: Compiler, node: n.In, slots: Slots) -> Code:
    value, place = c.compile(node.value, slots), c.place(node)
    passes = _all_tests(tuple(_member_test(c, test, slots) for test in node.tests), False)

    def code(frame: Frame) -> Value:
        found = value(frame)
        result = passes(frame, found)
        if result is None:
            frame[0].report(place, "FEEL-102", operator="in", left=type_name(found), right="test")
        return result

    return code


def _member_test(c: Compiler, node: n.Node, slots: Slots) -> TestCode:
    if isinstance(node, (n.UnaryTest, n.RangeLiteral)) or constant_of(node) is not None:
        return make_test(c, node, slots)
    code = c.compile(node, slots)
    return lambda frame, value: satisfies(value, code(frame), frame[0])


def _unary_tests(c: Compiler, node: n.UnaryTests, slots: Slots) -> Code:
    """Cells as an expression over the slot of `?`."""
    test, slot = make_test(c, node, slots), slots.find(INPUT).slot
    return lambda frame: test(frame, frame[slot] if slot is not None else None)


def _any(c: Compiler, node: n.AnyInput, slots: Slots) -> Code:
    return lambda frame: True


MAKERS: dict[type[n.Node], Maker] = {n.In: _in, n.UnaryTests: _unary_tests, n.AnyInput: _any}
