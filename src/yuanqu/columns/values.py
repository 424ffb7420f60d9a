"""What a name stands for while compiling: an expression, a quotient, a record of values, or a function to inline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from yuanqu.columns import building as b
from yuanqu.columns import quotients as q
from yuanqu.columns.nodes import NOTHING, Expr
from yuanqu.columns.quotients import Quotient

if TYPE_CHECKING:
    from yuanqu.dmn.boxes import Box
    from yuanqu.feel.nodes import Node
    from yuanqu.feel.types import Type


@dataclass(frozen=True)
class Record:
    """Named values: the result of a context or of a table with several outputs."""

    fields: Mapping[str, Value]


@dataclass(frozen=True, eq=False)
class Function:
    """Business knowledge, or a function written in FEEL: inlined where it is called."""

    name: str
    parameters: tuple[tuple[str, Type | None], ...]
    body: Box | Node
    scope: Scope
    results: tuple[Type | None, ...] = ()


Value = Expr | Quotient | Record | Function


@dataclass(frozen=True)
class Scope:
    """Names of one level; outer ones are found through the parent."""

    names: dict[str, Value] = field(default_factory=dict)
    parent: Scope | None = None

    def find(self, name: str) -> Value | None:
        level: Scope | None = self
        while level is not None:
            if name in level.names:
                return level.names[name]
            level = level.parent
        return None


def single(value: Value) -> Expr | Quotient:
    """A value that is no record and no function."""
    if isinstance(value, (Record, Function)):
        raise b.Refusal(
            "COL-003", found="context" if isinstance(value, Record) else "function", wanted="value"
        )
    return value


def plain(value: Value) -> Expr:
    """A value that is no quotient either."""
    found = single(value)
    if isinstance(found, Quotient):
        raise b.Refusal("COL-005")
    return found


def choose(branches: Sequence[tuple[Expr, Value]], otherwise: Value) -> Value:
    """The value of the first true condition, field by field where values are records."""
    records = [v for v in (*(v for _, v in branches), otherwise) if isinstance(v, Record)]
    if not records:
        return q.choose([(c, single(v)) for c, v in branches], single(otherwise))
    names = tuple(records[0].fields)
    if any(tuple(record.fields) != names for record in records):
        raise b.Refusal("COL-003", found="context", wanted=", ".join(names))

    def part(value: Value, name: str) -> Value:
        return value.fields[name] if isinstance(value, Record) else cast(Value, NOTHING)

    return Record({n: choose([(c, part(v, n)) for c, v in branches], part(otherwise, n)) for n in names})


def compare(name: str, left: Value, right: Value) -> Expr:
    """lt, le, gt, ge."""
    a, c = single(left), single(right)
    if isinstance(a, Quotient):
        if isinstance(c, Quotient):
            raise b.Refusal("COL-009")
        return q.compare(name, a, c)
    return q.compare(b.FLIPPED[name], c, a) if isinstance(c, Quotient) else b.compare(name, a, c)


def same(left: Value, right: Value) -> Expr:
    """Equality as FEEL has it for values of one type."""
    a, c = single(left), single(right)
    if isinstance(a, Quotient):
        if isinstance(c, Quotient):
            raise b.Refusal("COL-009")
        return q.same(a, c)
    return q.same(c, a) if isinstance(c, Quotient) else b.same(a, c)


def is_null(value: Value) -> Expr:
    found = single(value)
    return q.is_null(found) if isinstance(found, Quotient) else b.is_null(found)
