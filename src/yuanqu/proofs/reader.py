"""Cells read exactly, in FEEL's three-valued logic: the classes for which a cell is true, and those for which it is false."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from yuanqu.feel import compile_expression, compile_unary_tests
from yuanqu.feel import nodes as n
from yuanqu.feel.constants import Constant, constant_of, range_of
from yuanqu.feel.printing import to_text
from yuanqu.feel.values import FeelRange, Value
from yuanqu.proofs.axes import Axis, kind_of, on_line
from yuanqu.proofs.cells import Interval, Intervals, compared
from yuanqu.proofs.spans import NOTHING, Spans, meet, outside, single, spans, union

Answer = tuple[Spans, Spans]  # true for, false for; null for the rest
_INPUT = "?"
_FLIP = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


class Unreadable(Exception):  # noqa: N818 - a cell outside what can be read, not a failure
    """The cell can't be read exactly."""


def names_in(node: n.Node) -> set[str]:
    """The names an expression reads, functions it calls left out."""
    if isinstance(node, n.Name):
        return {node.name}
    parts: Iterable[n.Node] = n.children(node)
    if isinstance(node, n.Call) and isinstance(node.function, n.Name):
        parts = node.arguments
    return set().union(*(names_in(part) for part in parts))


def computed(node: n.Node, values: Mapping[str, object]) -> Constant | None:
    """The value of an expression over nothing but literals and the given names."""
    known = constant_of(node)
    if known is not None:
        return known
    if isinstance(node, n.Name) and node.name in values:
        return Constant(values[node.name])
    if not names_in(node) <= set(values) or isinstance(
        node, (n.AnyInput, n.UnaryTest, n.UnaryTests, n.Faulty)
    ):
        return None
    compiled = compile_expression(to_text(node), tuple(values))
    if not compiled.ok:
        return None
    found = compiled.evaluate(values)
    return None if found.value is None and found.diagnostics else Constant(found.value)


def ends_of(span: FeelRange, kind: str) -> Intervals | None:
    """A range as an interval of the line; None when its ends are of another type."""
    if any(end is not None and kind_of(end) != kind for end in (span.low, span.high)):
        return None
    low, high = (None if end is None else on_line(end) for end in (span.low, span.high))
    made = Interval(low, high, span.low_included, span.high_included)
    return () if made.empty else (made,)


class Reader:
    """Reads the cells of one axis. `odd` collects the types of constants that are not the axis's."""

    def __init__(self, axis: Axis, values: Mapping[str, object]) -> None:
        self.axis, self.values = axis, values
        self.odd: set[str] = set()

    def read(self, node: n.Node) -> Answer | None:
        """What a cell answers; None when it can't be read exactly."""
        try:
            return self.test(node)
        except Unreadable:
            return self.tried(node)

    def tried(self, node: n.Node) -> Answer | None:
        """A cell over a short list of values: each is tried."""
        axis = self.axis
        closed = axis.kind == "boolean" or (axis.kind == "string" and axis.domain.values is not None)
        if not closed or not names_in(node) <= {*self.values, _INPUT}:
            return None
        compiled = compile_unary_tests(to_text(node), tuple(self.values))
        if not compiled.ok:
            return None
        places = [*((at, value) for at, value in enumerate(axis.values)), (axis.null, None)]
        answers = {at: compiled.evaluate({**self.values, _INPUT: value}).value for at, value in places}
        return spans((a, a) for a, v in answers.items() if v is True), spans(
            (a, a) for a, v in answers.items() if v is False
        )

    # -- tests of a cell

    def test(self, node: n.Node) -> Answer:
        match node:
            case n.AnyInput():
                return self.axis.everything, NOTHING
            case n.UnaryTests(tests, negated):
                true, false = self.any_of(tests)
                return (false, true) if negated else (true, false)
            case n.UnaryTest(operator, operand):
                return self.compare(operator, self.constant(operand))
            case n.RangeLiteral(low, high, low_included, high_included):
                first, last = self.constant(low), self.constant(high)
                return self.between(first, last, low_included, high_included)
        if _INPUT in names_in(node):
            return self.condition(node)
        literal = constant_of(node)
        if literal is not None:
            return self.passes(literal.value)
        value = self.constant(node)
        if isinstance(value, bool):
            raise Unreadable
        return self.passes(value)

    def any_of(self, nodes: Iterable[n.Node]) -> Answer:
        true, false = NOTHING, self.axis.everything
        for node in nodes:
            yes, no = self.test(node)
            true, false = union(true, yes), meet(false, no)
        return true, false

    def constant(self, node: n.Node) -> Value:
        found = computed(node, self.values)
        if found is None:
            raise Unreadable
        return found.value

    def passes(self, value: Value) -> Answer:
        """Equal to a value, inside a range, or in a list."""
        if isinstance(value, FeelRange):
            if value.form:
                return self.compare(value.form, value.low)
            return self.within(value)
        if isinstance(value, list):
            true = spans(run for item in value for run in self.passes(item)[0])
            return true, outside(true, self.axis.everything)
        return self.compare("=", value)

    def between(self, low: Value, high: Value, low_included: bool, high_included: bool) -> Answer:
        found = range_of(low, high, low_included, high_included)
        for end in (low, high):
            self.check(end)
        return self.within(found) if found is not None else (NOTHING, NOTHING)

    def within(self, span: FeelRange) -> Answer:
        if not self.axis.ordered:
            if self.axis.kind == "string":
                raise Unreadable
            for end in (span.low, span.high):
                self.check(end)
            return NOTHING, NOTHING
        inside = ends_of(span, self.axis.kind)
        if inside is None:
            return NOTHING, NOTHING
        true = self.axis.of_intervals(inside)
        return true, outside(true, self.axis.valued)

    def check(self, value: Value) -> bool:
        """Whether a constant is of the axis's type; other types are noted."""
        if value is None or kind_of(value) == self.axis.kind:
            return True
        if not kind_of(value):
            raise Unreadable
        self.odd.add(kind_of(value))
        return False

    def compare(self, operator: str, value: Value) -> Answer:
        axis, null = self.axis, single(self.axis.null)
        equality = operator in ("=", "!=")
        if value is None:
            true, false = (null, axis.valued) if equality else (NOTHING, NOTHING)
        elif not self.check(value):
            true, false = NOTHING, null if equality else NOTHING
        elif axis.ordered:
            true = axis.of_intervals(compared("=" if equality else operator, on_line(value)))
            false = outside(true, axis.everything if equality else axis.valued)
        elif equality:
            true = axis.of_value(value)
            false = outside(true, axis.everything)
        elif axis.kind == "boolean":
            true, false = NOTHING, NOTHING
        else:
            raise Unreadable
        return (false, true) if operator == "!=" else (true, false)

    # -- conditions over `?`

    def condition(self, node: n.Node) -> Answer:
        match node:
            case n.Logic(operator, operands):
                answers = [self.condition(operand) for operand in operands]
                true, false = answers[0]
                for yes, no in answers[1:]:
                    pair = (meet, union) if operator == "and" else (union, meet)
                    true, false = pair[0](true, yes), pair[1](false, no)
                return true, false
            case n.Comparison(operator, n.Name(name), right) if name == _INPUT:
                return self.compare(operator, self.constant(right))
            case n.Comparison(operator, left, n.Name(name)) if name == _INPUT:
                return self.compare(_FLIP.get(operator, operator), self.constant(left))
            case n.Between(n.Name(name), low, high) if name == _INPUT:
                above, below = self.compare(">=", self.constant(low)), self.compare("<=", self.constant(high))
                return meet(above[0], below[0]), union(above[1], below[1])
            case n.In(n.Name(name), tests) if name == _INPUT and not any(
                _INPUT in names_in(test) for test in tests
            ):
                return self.any_of(tests)
            case n.Call(n.Name("not"), (operand,), None):
                true, false = self.condition(operand)
                return false, true
            case n.Name(name) if name == _INPUT and self.axis.kind == "boolean":
                return self.axis.of_value(True), self.axis.of_value(False)
        raise Unreadable


def constants_in(node: n.Node, values: Mapping[str, object], found: Callable[[Value], None]) -> None:
    """Every constant at which a cell may change its answer."""
    if isinstance(
        node,
        (n.UnaryTests, n.UnaryTest, n.RangeLiteral, n.ListLiteral, n.Logic, n.Comparison, n.Between, n.In),
    ) or (isinstance(node, n.Call) and _INPUT in names_in(node)):
        for part in n.children(node):
            constants_in(part, values, found)
        return
    known = computed(node, values)
    if known is not None:
        _spread(known.value, found)


def _spread(value: Value, found: Callable[[Value], None]) -> None:
    if isinstance(value, list):
        for item in value:
            _spread(item, found)
    elif isinstance(value, FeelRange):
        _spread(value.low, found)
        _spread(value.high, found)
    elif value is not None:
        found(value)
