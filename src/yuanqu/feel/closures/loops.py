"""Closures of for, some, every and filters."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from yuanqu.feel import nodes as n
from yuanqu.feel.run import MAX_ITEMS, Code, Fault, Frame, Place, Run
from yuanqu.feel.slots import Slots
from yuanqu.feel.temporal import Date, add_days
from yuanqu.feel.text import brief
from yuanqu.feel.values import FeelRange, Value, type_name

if TYPE_CHECKING:
    from yuanqu.feel.closures.compiler import Compiler, Maker

PARTIAL = "partial"
Domain = Callable[[Frame], "Iterable[Value] | None"]


DATE_STEPS = 20


def steps(first: Value, last: Value, low: int = 0, high: int = 0) -> Iterable[Value] | None:
    """Whole numbers or days from one to another, in either direction, made as they are asked for.

    `low`, `high`: 1 to leave out the first, the last. None for anything else and for more than a million.
    """
    if type(first) is Decimal and type(last) is Decimal:
        if (
            first != first.to_integral_value()
            or last != last.to_integral_value()
            or abs(first - last) >= MAX_ITEMS
        ):
            return None
        return map(Decimal, _between(int(first), int(last), low, high))
    if type(first) is Date and type(last) is Date:
        span = last.number - first.number
        if abs(span) >= MAX_ITEMS:
            return None
        return map(partial(add_days, first), _between(0, span, low, high))
    return None


def _between(first: int, last: int, low: int, high: int) -> range:
    sign = 1 if first <= last else -1
    return range(first + sign * low, last + sign * (1 - high), sign)


def items_of(value: Value) -> Iterable[Value] | None:
    """What a loop walks through: a list, a range of whole numbers or days, or one value."""
    if type(value) is list:
        return value
    if type(value) is FeelRange:
        if value.form:
            return None
        return steps(value.low, value.high, not value.low_included, not value.high_included)
    return None if value is None else [value]


def _domain(c: Compiler, iterator: n.Iterator, slots: Slots) -> Domain:
    source, place = c.compile(iterator.domain, slots), c.place(iterator.domain)
    until = c.compile(iterator.until, slots) if iterator.until is not None else None

    def items(frame: Frame) -> Iterable[Value] | None:
        first = source(frame)
        last = until(frame) if until is not None else None
        found = items_of(first) if until is None else steps(first, last)
        if found is None:
            frame[0].report(place, "FEEL-123", found=brief(first))
        elif type(last) is Date or (type(first) is FeelRange and type(first.low) is Date):
            return _weighed(frame[0], place, found)
        return found

    return items


def _weighed(run: Run, place: Place, days: Iterable[Value]) -> Iterable[Value]:
    """A day takes more work to make than a number."""
    for day in days:
        run.step(place, DATE_STEPS)
        yield day


def _nested(
    c: Compiler, iterators: tuple[n.Iterator, ...], slots: Slots
) -> tuple[list[tuple[int, Domain]], Slots]:
    levels: list[tuple[int, Domain]] = []
    inner = slots
    for iterator in iterators:
        domain = _domain(c, iterator, inner)
        slot = c.layout.new()
        inner = Slots({iterator.name: slot}, inner)
        levels.append((slot, domain))
    return levels, inner


def _walk(
    levels: list[tuple[int, Domain]], frame: Frame, place: Place, visit: Callable[[], bool], at: int = 0
) -> bool:
    """Set each combination of the variables and visit it while `visit` is true. False when a domain is none."""
    slot, domain = levels[at]
    items = domain(frame)
    if items is None:
        return False
    run, last = frame[0], at + 1 == len(levels)
    for item in items:
        frame[slot] = item
        run.step(place)
        if last:
            if not visit():
                return True
        elif not _walk(levels, frame, place, visit, at + 1):
            return False
    return True


def _for(c: Compiler, node: n.For, slots: Slots) -> Code:
    so_far = c.layout.new()
    levels, inner = _nested(c, node.iterators, Slots({PARTIAL: so_far}, slots))
    body, place, weight = c.compile(node.body, inner), c.place(node), _weight(node.body)
    keeps = _mentions(node, PARTIAL)
    if len(levels) == 1 and not keeps:
        (slot, domain) = levels[0]

        def single(frame: Frame) -> Value:
            items = domain(frame)
            if items is None:
                return None
            results, run = [], frame[0]
            for item in items:
                frame[slot] = item
                run.step(place, weight)
                results.append(body(frame))
            return results

        return single

    def code(frame: Frame) -> Value:
        results: list[Value] = []

        def visit() -> bool:
            frame[0].step(place, weight)
            if keeps:
                frame[0].step(place, len(results) // 16)
                frame[so_far] = results.copy()
            results.append(body(frame))
            return True

        return results if _walk(levels, frame, place, visit) else None

    return code


def _weight(node: n.Node) -> int:
    """Steps that one round of a loop counts for: about one per two nodes of its body."""
    return 1 + size_of(node) // 2


def size_of(node: n.Node) -> int:
    """The nodes of an expression; those that make something count for more."""
    return _SIZES.get(type(node), 1) + sum(size_of(inner) for inner in n.children(node))


_SIZES: dict[type[n.Node], int] = {
    n.ContextLiteral: 6,
    n.RangeLiteral: 6,
    n.Filter: 8,
    n.For: 8,
    n.Quantified: 8,
    n.FunctionDefinition: 4,
    n.In: 4,
    n.ListLiteral: 2,
    n.Path: 2,
}


def _mentions(node: n.Node, name: str) -> bool:
    return (isinstance(node, n.Name) and node.name == name) or any(
        _mentions(x, name) for x in n.children(node)
    )


def _quantified(c: Compiler, node: n.Quantified, slots: Slots) -> Code:
    levels, inner = _nested(c, node.iterators, slots)
    condition, place, weight = c.compile(node.condition, inner), c.place(node), _weight(node.condition)
    decisive = node.kind == "some"

    def code(frame: Frame) -> Value:
        result: bool | None = not decisive

        def visit() -> bool:
            nonlocal result
            frame[0].step(place, weight)
            value = condition(frame)
            if value is decisive:
                result = decisive
                return False
            if value is None:
                result = None
            elif type(value) is not bool:
                result = None
                frame[0].report(place, "FEEL-109", found=type_name(value))
                return False
            return True

        return result if _walk(levels, frame, place, visit) else None

    return code


def _filter(c: Compiler, node: n.Filter, slots: Slots) -> Code:
    source, place = c.compile(node.source, slots), c.place(node)
    if isinstance(node.condition, n.NumberLiteral) or (
        isinstance(node.condition, n.Negation) and isinstance(node.condition.operand, n.NumberLiteral)
    ):
        index = c.compile(node.condition, slots)
        return lambda frame: _at(frame, source(frame), index(frame), place)
    slot = c.layout.new()
    condition = c.compile(node.condition, Slots({"item": slot}, Slots(parent=slots, item=slot)))
    weight = _weight(node.condition)
    return lambda frame: filtered(frame, source(frame), condition, slot, place, weight)


def filtered(frame: Frame, value: Value, condition: Code, slot: int, place: Place, weight: int = 2) -> Value:
    """The items for which the condition is true; or, when it is a number, the item at that position."""
    if value is None:
        return None
    items = value if type(value) is list else [value]
    if not items:
        frame[slot] = None
        return [] if type(_quiet(frame, condition)) is not Decimal else None
    kept: list[Value] = []
    run = frame[0]
    for count, item in enumerate(items):
        frame[slot] = item
        run.step(place, weight)
        result = condition(frame)
        if result is True:
            kept.append(item)
        elif count == 0 and type(result) is Decimal:
            return _at(frame, items, result, place)
        elif result is not False and result is not None:
            run.report(place, "FEEL-109", found=type_name(result))
    return kept


def _quiet(frame: Frame, condition: Code) -> Value:
    """The condition over no item, its findings dropped."""
    findings = frame[0].findings
    count = len(findings)
    result = condition(frame)
    del findings[count:]
    return result


def _at(frame: Frame, value: Value, position: Decimal, place: Place) -> Value:
    from yuanqu.feel.builtins.lists import at

    if value is None:
        return None
    items = value if type(value) is list else [value]
    try:
        if position != position.to_integral_value():
            raise Fault("FEEL-113", position=position, size=len(items))
        return items[at(position, len(items), "[]")]
    except Fault as fault:
        frame[0].fault(place, fault)
        return None


MAKERS: dict[type[n.Node], Maker] = {n.For: _for, n.Quantified: _quantified, n.Filter: _filter}
