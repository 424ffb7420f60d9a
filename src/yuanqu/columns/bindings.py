"""Names for what is computed once and used often; each stands in a layer above what it reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from yuanqu.columns.nodes import Column, Constant, Expr, Operation, columns_of, level_of
from yuanqu.columns.typing import Kind

LARGE, SHARED = 200, 4
"""Expressions of more nodes than the first have what they repeat, of more than the second, named: written out, values
that are made of each other twice over would double at every step."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """A small table beside the facts. `ordered`: its last key is the lower end of a step, the highest not above counts.
    `complete`: it has a row for every key there can be, so that a plain join loses nothing."""

    name: str
    table: pa.Table
    keys: tuple[str, ...]
    ordered: bool = False
    complete: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Join:
    """A lookup by expressions of a lower layer; `columns` are what it adds: (its name, the column of the lookup)."""

    lookup: Lookup
    keys: tuple[Expr, ...]
    columns: tuple[tuple[Column, str], ...]
    level: int


@dataclass
class SharedSteps:
    """The step of one number among the edges of several drafts, and what each draft has at each step, null (-1) first."""

    name: str
    step: Column
    edges: tuple[object, ...]
    columns: list[tuple[Column, pa.Array]] = field(default_factory=list)

    def join(self) -> Join:
        steps = range(-1, len(self.edges) + 1)
        arrays = {"step": pa.array(steps, pa.int64())} | {c.name: a for c, a in self.columns}
        lookup = Lookup(self.name, pa.table(arrays), ("step",), complete=True)
        return Join(lookup, (self.step,), tuple((c, c.name) for c, _ in self.columns), self.step.level + 1)


class Bindings:
    """Collects bindings while a decision is compiled. Equal expressions get one name.

    `edges`: of tables that several drafts have, by table and input: see drafts.
    """

    def __init__(self, edges: Mapping[object, tuple[object, ...]] | None = None) -> None:
        self.edges = dict(edges or {})
        self.surveyed: dict[object, set[object]] = {}
        self.shared: dict[tuple[object, object], SharedSteps | None] = {}
        self.computed: dict[Column, Expr] = {}
        self.joins: list[Join] = []
        self._names: dict[Expr, Column] = {}
        self._taken = 0

    def bind(self, expr: Expr) -> Expr:
        """The expression under a name, unless it is one or a constant."""
        if not isinstance(expr, Operation):
            return expr
        if expr.size > LARGE:
            expr = self._parted(expr)
        return self._named(expr)

    def _parted(self, expr: Operation) -> Operation:
        """The same with each part that stands in several places under a name."""
        uses: Counter[Expr] = Counter()
        waiting: list[Operation] = [expr]
        while waiting:
            for part in waiting.pop().arguments:
                if isinstance(part, Operation):
                    uses[part] += 1
                    if uses[part] == 1:
                        waiting.append(part)
        made: dict[Expr, Expr] = {}

        def part_of(part: Expr) -> Expr:
            if not isinstance(part, Operation) or part.size <= SHARED:
                return part
            if part not in made:
                own = Operation(part.name, tuple(map(part_of, part.arguments)), part.kind, part.extra)
                made[part] = self._named(own) if uses[part] > 1 and own.size > SHARED else own
            return made[part]

        return Operation(expr.name, tuple(map(part_of, expr.arguments)), expr.kind, expr.extra)

    def _named(self, expr: Operation) -> Column:
        found = self._names.get(expr)
        if found is None:
            found = self._new(expr.kind, level_of(expr) + 1)
            self.computed[found] = expr
            self._names[expr] = found
        return found

    def lookup_name(self) -> str:
        """A name for the next lookup."""
        return f"lookup_{len(self.joins) + len(self.shared) + 1}"

    def join(
        self, lookup: Lookup, keys: tuple[Expr, ...], columns: Iterable[tuple[str, Kind]]
    ) -> tuple[Column, ...]:
        """The columns of a lookup for keys, which are columns already."""
        level = max((level_of(key) for key in keys), default=0) + 1
        added = tuple((self._new(kind, level), name) for name, kind in columns)
        self.joins.append(Join(lookup, keys, added, level))
        return tuple(column for column, _ in added)

    def step_column(self, shared: SharedSteps, values: pa.Array, kind: Kind) -> Column:
        """A column of shared steps; equal values of an earlier draft are not kept twice."""
        for column, known in shared.columns:
            if column.kind == kind and known.equals(values):
                return column
        made = self._new(kind, shared.step.level + 1)
        shared.columns.append((made, values))
        return made

    def _new(self, kind: Kind, level: int) -> Column:
        self._taken += 1
        return Column(f"v{self._taken}", kind, level)


@dataclass(frozen=True, slots=True)
class Layer:
    """One SELECT: what it computes, or the join that it makes."""

    computed: tuple[tuple[Column, Expr], ...]
    joins: tuple[Join, ...]


def layers(bindings: Bindings, outputs: Iterable[Expr]) -> tuple[tuple[Layer, ...], tuple[Expr, ...]]:
    """Bindings that are used, in layers; those used once are written where they are used. With the outputs so rewritten."""
    wanted = tuple(outputs)
    computed, joins = _needed(bindings, wanted)
    uses = Counter(c for e in (*computed.values(), *wanted) for c in columns_of(e))
    for join in joins:
        for key in join.keys:
            uses.update(dict.fromkeys(columns_of(key), 2))
    known: dict[Column, Expr] = {}
    rows: list[tuple[Column, Expr]] = []
    for column, expr in computed.items():
        own = rewritten(expr, known)
        if uses[column] == 1:
            known[column] = own
            continue
        placed = Column(column.name, column.kind, level_of(own) + 1)
        known[column] = placed
        rows.append((placed, own))
    moved = [_moved(join, known) for join in joins]
    top = max((c.level for c, _ in rows), default=0), max((j.level for j in moved), default=0)
    found = tuple(
        Layer(tuple((c, e) for c, e in rows if c.level == n), tuple(j for j in moved if j.level == n))
        for n in range(1, max(top) + 1)
    )
    return tuple(l for l in found if l.computed or l.joins), tuple(rewritten(e, known) for e in wanted)  # noqa: E741


def _moved(join: Join, known: dict[Column, Expr]) -> Join:
    keys = tuple(rewritten(key, known) for key in join.keys)
    return Join(join.lookup, keys, join.columns, join.level)


def _needed(bindings: Bindings, outputs: tuple[Expr, ...]) -> tuple[dict[Column, Expr], list[Join]]:
    every = [*bindings.joins, *(s.join() for s in bindings.shared.values() if s is not None)]
    made = {c: j for j in every for c, _ in j.columns}
    seen: set[Column] = set()
    joins: list[Join] = []
    waiting = [c for e in outputs for c in columns_of(e)]
    while waiting:
        column = waiting.pop()
        if column in seen:
            continue
        seen.add(column)
        if column in made and made[column] not in joins:
            joins.append(made[column])
            waiting.extend(c for key in made[column].keys for c in columns_of(key))
        elif column in bindings.computed:
            waiting.extend(columns_of(bindings.computed[column]))
    return {c: e for c, e in bindings.computed.items() if c in seen}, joins


def rewritten(expr: Expr, known: Mapping[Column, Expr]) -> Expr:
    """The expression with what stands for its columns, where that is known."""
    if isinstance(expr, Column):
        return known.get(expr, expr)
    if isinstance(expr, Constant):
        return expr
    return Operation(expr.name, tuple(rewritten(a, known) for a in expr.arguments), expr.kind, expr.extra)
