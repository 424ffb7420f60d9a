"""A decision table as a grid: axes cut into classes, and for each row the classes its cells accept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from yuanqu.dmn.model import Cell, Model, Rule, Table, TableInput
from yuanqu.feel import nodes as n
from yuanqu.feel.expression import builtin_names
from yuanqu.feel.names import Scope
from yuanqu.feel.parser import parse_unary_tests
from yuanqu.feel.types import Type
from yuanqu.feel.values import Value
from yuanqu.proofs.axes import PROVABLE, Axis, kind_of, make_axis, restrict
from yuanqu.proofs.domains import Domain, domain_of, kind_of_type, never_null
from yuanqu.proofs.reader import Reader, constants_in, names_in
from yuanqu.proofs.spans import Spans, meet, outside, single, touch, within

MAX_GUARDED = 6  # columns whose being null or not is told apart, each doubling the scenarios


@dataclass(frozen=True, slots=True)
class Line:
    """A row. `sets`: accepted classes per axis; where a cell can't be read, all of them, and `exact` is False."""

    rule: Rule
    sets: tuple[Spans, ...]
    exact: bool

    @property
    def number(self) -> int:
        return self.rule.number


@dataclass(frozen=True, slots=True)
class Odd:
    """A cell that speaks of another type than its column; `found` that type."""

    cell: Cell
    axis: Axis
    rule: int
    found: str


@dataclass(frozen=True, slots=True)
class Grid:
    """`columns`: the axis of each input column; columns of one expression share theirs.

    `scenarios`: classes that can occur together, per axis; the first has no null. `apart`: False when some columns
    depend on the same inputs, so that not every combination of classes need occur. `beyond`: axes whose type has no
    exact classes, though some row asks for more than anything.
    """

    axes: tuple[Axis, ...]
    columns: tuple[int, ...]
    lines: tuple[Line, ...]
    scenarios: tuple[tuple[Spans, ...], ...]
    unreadable: tuple[tuple[int, Cell], ...]
    odd: tuple[Odd, ...]
    shared: tuple[str, ...]
    beyond: tuple[Axis, ...] = ()

    @property
    def plain(self) -> tuple[Spans, ...]:
        """The classes that can occur when no input is null."""
        return tuple(
            outside(single(axis.null), part) for axis, part in zip(self.axes, self.scenarios[0], strict=True)
        )

    def meeting(self, left: Sequence[Spans], right: Sequence[Spans]) -> tuple[Spans, ...] | None:
        """The box of what two boxes share, without null if possible; None when nothing can occur in both."""
        inside = [meet(a, b) for a, b in zip(left, right, strict=True)]
        for scenario in (self.plain, *self.scenarios):
            box = tuple(meet(a, b) for a, b in zip(inside, scenario, strict=True))
            if all(box):
                return box
        return None

    def overlap(self, left: Line, right: Line) -> bool:
        """Whether some possible input passes both rows."""
        if not all(touch(a, b) for a, b in zip(left.sets, right.sets, strict=True)):
            return False
        return len(self.scenarios) == 1 or self.meeting(left.sets, right.sets) is not None

    def holds(self, outer: Line, inner: Line) -> bool:
        """Whether every possible input that passes one row passes another too."""
        for scenario in self.scenarios:
            box = [meet(own, part) for own, part in zip(inner.sets, scenario, strict=True)]
            if all(box) and not all(within(own, other) for own, other in zip(box, outer.sets, strict=True)):
                return False
        return True


def read_grid(
    model: Model,
    table: Table,
    values: Mapping[str, object],
    given: Mapping[str, Domain],
    under: Sequence[n.Node] = (),
) -> Grid:
    """`values`: what names in cells stand for; `given`: domains of inputs by name; `under`: conditions around."""
    nodes: list[n.Node] = []
    columns: list[int] = []
    for column in table.inputs:
        if column.node not in nodes:
            nodes.append(column.node)
        columns.append(nodes.index(column.node))
    members = [[at for at, axis in enumerate(columns) if axis == own] for own in range(len(nodes))]
    axes = [_axis(model, table, at, values, given) for at in members]
    reading = _Reading(table, axes, columns, values)
    lines = tuple(reading.line(rule) for rule in table.rules)
    scenarios = tuple(_scenarios(nodes, axes))
    return Grid(
        tuple(axes), tuple(columns), lines, scenarios, tuple(reading.unreadable), tuple(reading.odd),
        _shared(model, nodes, scenarios, under), tuple(reading.beyond.values()),
    )  # fmt: skip


class _Reading:
    def __init__(
        self, table: Table, axes: list[Axis], columns: list[int], values: Mapping[str, object]
    ) -> None:
        self.table, self.axes, self.columns, self.values = table, axes, columns, values
        self.unreadable: list[tuple[int, Cell]] = []
        self.odd: list[Odd] = []
        self.beyond: dict[int, Axis] = {}
        self.known: dict[tuple[int, str], tuple[Spans | None, frozenset[str]]] = {}

    def line(self, rule: Rule) -> Line:
        sets = [axis.possible for axis in self.axes]
        exact = True
        for at, cell in enumerate(rule.inputs):
            own = self.columns[at]
            accepted, odd = self.cell(own, cell)
            self.odd += [Odd(cell, self.axes[own], rule.number, kind) for kind in sorted(odd)]
            if accepted is None:
                exact = False
                if self.axes[own].kind in PROVABLE:
                    self.unreadable.append((rule.number, cell))
                else:
                    self.beyond[own] = self.axes[own]
            else:
                sets[own] = meet(sets[own], accepted)
        return Line(rule, tuple(sets), exact)

    def cell(self, own: int, cell: Cell) -> tuple[Spans | None, frozenset[str]]:
        key = own, cell.text
        if key not in self.known:
            axis = self.axes[own]
            anything = isinstance(cell.node, n.UnaryTests) and cell.node.tests == (n.AnyInput(),)
            if anything or axis.kind in PROVABLE:
                reader = Reader(axis, self.values)
                answer = reader.read(cell.node)
                self.known[key] = (None if answer is None else answer[0]), frozenset(reader.odd)
            else:
                self.known[key] = None, frozenset()
        return self.known[key]


def _axis(
    model: Model, table: Table, members: list[int], values: Mapping[str, object], given: Mapping[str, Domain]
) -> Axis:
    """The axis of columns with one expression: cut wherever one of their cells or allowed values says so."""
    first = table.inputs[members[0]]
    domain = domain_of(model, first.node, given)
    allowed = [test for at in members for test in _allowed(model, table.inputs[at])]
    seen: list[Value] = []
    done: set[str] = set()
    for rule in table.rules:
        for at in members:
            if rule.inputs[at].text not in done:
                done.add(rule.inputs[at].text)
                constants_in(rule.inputs[at].node, values, seen.append)
    for test in allowed:
        constants_in(test, values, seen.append)
    kinds = [_kind(table.inputs[at].resolved) for at in members]
    kinds += [domain.kind, _kind(_declared(model, first.node)), *(kind_of(value) for value in seen)]
    kind = next((kind for kind in kinds if kind), "")
    axis = make_axis(first.label, first.text, kind, seen, domain, not never_null(first.node))
    for test in allowed:
        answer = Reader(axis, values).read(test)
        if answer is not None:
            axis = restrict(axis, answer[0])
    return axis


def _declared(model: Model, node: n.Node) -> Type | None:
    item = model.input(node.name) or model.decision(node.name) if isinstance(node, n.Name) else None
    return item.resolved if item is not None else None


def _kind(kind: Type | None) -> str:
    """The type as the kind of an axis; lists, contexts and the like can't be proved over, and are named."""
    return kind_of_type(kind) or (str(kind) if kind is not None and kind.kind != "any" else "")


def _allowed(model: Model, column: TableInput) -> Iterator[n.Node]:
    """The tests that limit a column: its input values, and allowed values of its type and of its input's type."""
    if column.allowed is not None:
        yield column.allowed
    source = model.input(column.node.name) if isinstance(column.node, n.Name) else None
    for kind in (column.resolved, source.resolved if source is not None else None):
        if kind is not None and kind.allowed_text:
            parsed = parse_unary_tests(kind.allowed_text, Scope(builtin_names()))
            if not parsed.diagnostics:
                yield parsed.node


def _scenarios(nodes: list[n.Node], axes: list[Axis]) -> Iterator[tuple[Spans, ...]]:
    """Guards such as `a != null` follow from whether column `a` is null: each case is a scenario of its own."""
    places = {node.name: at for at, node in enumerate(nodes) if isinstance(node, n.Name)}
    guards = {at: node for at, node in enumerate(nodes) if _is_guard(node, places)}
    sources = sorted({places[name] for node in guards.values() for name in names_in(node)})
    if not guards or len(sources) > MAX_GUARDED:
        yield tuple(axis.possible for axis in axes)
        return
    for pattern in product((False, True), repeat=len(sources)):
        parts = [axis.possible for axis in axes]
        nulls = {nodes[at] for at, null in zip(sources, pattern, strict=True) if null}
        for at, null in zip(sources, pattern, strict=True):
            own = single(axes[at].null)
            parts[at] = meet(parts[at], own) if null else outside(own, parts[at])
        for at, guard in guards.items():
            parts[at] = meet(parts[at], axes[at].of_value(_guard(guard, nulls)))
        if all(parts):
            yield tuple(parts)


def _is_guard(node: n.Node, places: Mapping[str, int]) -> bool:
    match node:
        case n.Logic(_, operands):
            return all(_is_guard(operand, places) for operand in operands)
        case n.Comparison("=" | "!=", n.Name(name), n.NullLiteral()) | n.Comparison(
            "=" | "!=", n.NullLiteral(), n.Name(name)
        ):
            return name in places
    return False


def _guard(node: n.Node, nulls: set[n.Node]) -> bool:
    if isinstance(node, n.Logic):
        answers = [_guard(operand, nulls) for operand in node.operands]
        return all(answers) if node.operator == "and" else any(answers)
    assert isinstance(node, n.Comparison)
    name = node.right if isinstance(node.left, n.NullLiteral) else node.left
    return (name in nulls) == (node.operator == "=")


def _shared(
    model: Model, nodes: list[n.Node], scenarios: Sequence[object], under: Sequence[n.Node]
) -> tuple[str, ...]:
    """Inputs that two columns, or a column and a condition around, depend on; guards told apart by scenarios don't
    count."""
    places = {node.name: at for at, node in enumerate(nodes) if isinstance(node, n.Name)}
    seen: dict[str, int] = {}
    for node in nodes:
        if len(scenarios) > 1 and _is_guard(node, places):
            continue
        for name in sources_of(model, node):
            seen[name] = seen.get(name, 0) + 1
    for name in {name for node in under for name in sources_of(model, node)} & set(seen):
        seen[name] += 1
    return tuple(name for name, count in seen.items() if count > 1)


def sources_of(model: Model, node: n.Node) -> tuple[str, ...]:
    """The inputs an expression depends on, through the decisions it names."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    waiting = sorted(names_in(node))
    while waiting:
        name = waiting.pop()
        decision = model.decision(name)
        if model.input(name) is not None:
            found[name] = None
        elif decision is not None and name not in seen:
            seen.add(name)
            waiting += [*decision.required_inputs, *decision.required_decisions]
    return tuple(sorted(found))
