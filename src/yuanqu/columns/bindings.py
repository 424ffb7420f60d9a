"""Names for what is computed once and used often; each stands in a layer above what it reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa

from yuanqu.columns.nodes import Column, Constant, Expr, Operation, columns_of, level_of
from yuanqu.columns.typing import Kind


@dataclass(frozen=True, slots=True)
class Lookup:
    """A small table beside the facts. `ordered`: its last key is the lower end of a step, the highest not above counts."""

    name: str
    table: pa.Table
    keys: tuple[str, ...]
    ordered: bool


@dataclass(frozen=True, slots=True)
class Join:
    """A lookup by expressions of a lower layer; `columns` are what it adds: (its name, the column of the lookup)."""

    lookup: Lookup
    keys: tuple[Expr, ...]
    columns: tuple[tuple[Column, str], ...]
    level: int


class Bindings:
    """Collects bindings while a decision is compiled. Equal expressions get one name."""

    def __init__(self) -> None:
        self.computed: dict[Column, Expr] = {}
        self.joins: list[Join] = []
        self._names: dict[Expr, Column] = {}
        self._taken = 0

    def bind(self, expr: Expr) -> Expr:
        """The expression under a name, unless it is one or a constant."""
        if not isinstance(expr, Operation):
            return expr
        found = self._names.get(expr)
        if found is None:
            found = self._new(expr.kind, level_of(expr) + 1)
            self.computed[found] = expr
            self._names[expr] = found
        return found

    def join(
        self, lookup: Lookup, keys: tuple[Expr, ...], columns: Iterable[tuple[str, Kind]]
    ) -> tuple[Column, ...]:
        """The columns of a lookup for keys, which are columns already."""
        level = max((level_of(key) for key in keys), default=0) + 1
        added = tuple((self._new(kind, level), name) for name, kind in columns)
        self.joins.append(Join(lookup, keys, added, level))
        return tuple(column for column, _ in added)

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
        rewritten = _rewrite(expr, known)
        if uses[column] == 1:
            known[column] = rewritten
            continue
        placed = Column(column.name, column.kind, level_of(rewritten) + 1)
        known[column] = placed
        rows.append((placed, rewritten))
    moved = [_moved(join, known) for join in joins]
    top = max((c.level for c, _ in rows), default=0), max((j.level for j in moved), default=0)
    found = tuple(
        Layer(tuple((c, e) for c, e in rows if c.level == n), tuple(j for j in moved if j.level == n))
        for n in range(1, max(top) + 1)
    )
    return tuple(l for l in found if l.computed or l.joins), tuple(_rewrite(e, known) for e in wanted)  # noqa: E741


def _moved(join: Join, known: dict[Column, Expr]) -> Join:
    keys = tuple(_rewrite(key, known) for key in join.keys)
    return Join(join.lookup, keys, join.columns, join.level)


def _needed(bindings: Bindings, outputs: tuple[Expr, ...]) -> tuple[dict[Column, Expr], list[Join]]:
    made = {c: j for j in bindings.joins for c, _ in j.columns}
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
    return {c: e for c, e in bindings.computed.items() if c in seen}, [
        j for j in bindings.joins if j in joins
    ]


def _rewrite(expr: Expr, known: dict[Column, Expr]) -> Expr:
    if isinstance(expr, Column):
        return known.get(expr, expr)
    if isinstance(expr, Constant):
        return expr
    return Operation(expr.name, tuple(_rewrite(a, known) for a in expr.arguments), expr.kind, expr.extra)
