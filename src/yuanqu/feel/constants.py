"""Values that an expression states outright: literals, and calls such as date("2014-09-01") of literals."""

from __future__ import annotations

from yuanqu.feel import nodes as n
from yuanqu.feel.arithmetic import negate
from yuanqu.feel.compare import order
from yuanqu.feel.run import Fault, Run
from yuanqu.feel.values import FeelRange, Value

MAKERS = frozenset({"date", "time", "date and time", "duration", "number", "years and months duration"})


class Constant:
    """Wraps a constant so that null is told from "not constant"."""

    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value = value


def constant_of(node: n.Node) -> Constant | None:
    """The value a node states, or None when it must be computed. Names of makers are taken as built in."""
    match node:
        case n.NumberLiteral(value) | n.TextLiteral(value) | n.BooleanLiteral(value):
            return Constant(value)
        case n.NullLiteral():
            return Constant(None)
        case n.AtLiteral(_, value) if value is not None:
            return Constant(value)
        case n.Negation(operand):
            inner = constant_of(operand)
            if inner is not None and inner.value is not None and not isinstance(inner.value, (str, bool)):
                try:
                    return Constant(negate(inner.value))
                except Fault:
                    return None
        case n.Call(n.Name(name), arguments, None) if name in MAKERS:
            return _made(name, arguments)
    return None


def _made(name: str, arguments: tuple[n.Node, ...]) -> Constant | None:
    from yuanqu.feel.builtins import BUILTINS

    values: list[Value] = []
    for argument in arguments:
        if not isinstance(argument, (n.NumberLiteral, n.TextLiteral, n.Negation)):
            return None
        inner = constant_of(argument)
        if inner is None:
            return None
        values.append(inner.value)
    try:
        made = BUILTINS[name].call(Run(), values)
    except Fault:
        return None
    return Constant(made) if made is not None else None


def range_of(low: Value, high: Value, low_included: bool, high_included: bool) -> FeelRange | None:
    """A range of two ends; None when they don't compare or stand in the wrong order."""
    sign = order(low, high)
    return None if sign is None or sign > 0 else FeelRange(low, high, low_included, high_included)


def constant_range(text: str) -> FeelRange | None:
    """The range written in a text, its ends being literals; None for anything else."""
    from yuanqu.feel.names import Scope
    from yuanqu.feel.parser import parse_expression

    parsed = parse_expression(text, Scope(MAKERS))
    match parsed.node:
        case n.RangeLiteral(low, high, low_included, high_included) if not parsed.diagnostics:
            first, last = constant_of(low), constant_of(high)
            if first is not None and last is not None:
                return range_of(first.value, last.value, low_included, high_included)
        case n.UnaryTest(operator, operand) if not parsed.diagnostics:
            found = constant_of(operand)
            if found is not None and found.value is not None:
                return range_of_test(operator, found.value)
    return None


def range_of_test(operator: str, value: Value) -> FeelRange:
    """(< x), (= x) and their like as a range."""
    match operator:
        case "<" | "<=":
            return FeelRange(None, value, False, operator == "<=")
        case ">" | ">=":
            return FeelRange(value, None, operator == ">=", False)
        case "!=":
            return FeelRange(value, value, False, False, "!=")
        case _:
            return FeelRange(value, value, True, True, "=")
