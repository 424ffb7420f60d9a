"""Typed expressions over columns: what an engine is asked to compute. Frozen, and equal when they compute the same.

Operations (arguments in order):
  add sub mul neg abs       exact decimals of the node's kind
  lt le gt ge eq ne         null when a side is null, as in SQL
  same                      equality that is never null: null equals null only
  and or not                three-valued
  is_null
  case                      (condition, value)* and a last value
  round floor ceil          to `kind.scale` digits; round is half away from zero
  div                       of two whole numbers: their quotient cut toward zero; null for a zero divisor. A third, constant,
                            multiplies the divisor
  code                      of that quotient, dividend, divisor: 2·⌊a/b⌋, one more if inexact; a whole number
  ratio                     of the same: a/b rounded half away from zero; with `extra` digits after the point
  whole                     × 10^extra, a whole number
  bucket                    of a whole number and constants low, high, bits: held within them, less low, shifted right
  pick                      of key, edge, before, after: `after` where key >= edge, else `before`
  names                     text of the numbers of the true arguments, joined by commas
  count                     how many arguments are true
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from yuanqu.columns.typing import BOOLEAN, DATE, NULL, TEXT, Kind, of_constant
from yuanqu.feel.temporal import Date


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the source, or a binding made before; `level` 0 is the source."""

    name: str
    kind: Kind
    level: int = 0


@dataclass(frozen=True, slots=True)
class Constant:
    value: Decimal | str | bool | Date | None
    kind: Kind


@dataclass(frozen=True)
class Operation:
    name: str
    arguments: tuple[Expr, ...]
    kind: Kind
    extra: int = 0
    level: int = field(init=False, compare=False, default=0)
    size: int = field(init=False, compare=False, default=1)
    """How many nodes are written out; an argument that stands in several places counts as often."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "level", max((level_of(a) for a in self.arguments), default=0))
        object.__setattr__(self, "size", 1 + sum(getattr(a, "size", 1) for a in self.arguments))
        object.__setattr__(self, "_hash", hash((self.name, self.arguments, self.kind, self.extra)))

    def __hash__(self) -> int:
        return self._hash  # type: ignore[attr-defined,no-any-return]


Expr = Column | Constant | Operation
NOTHING = Constant(None, NULL)
TRUE, FALSE = Constant(True, BOOLEAN), Constant(False, BOOLEAN)


def level_of(expr: Expr) -> int:
    """The highest level of the columns an expression reads."""
    return 0 if isinstance(expr, Constant) else expr.level


def constant(value: object) -> Constant | None:
    """A value as a constant; None for values that columns have no type for."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return TRUE if value else FALSE
    if isinstance(value, Decimal):
        return Constant(value, of_constant(value))
    if isinstance(value, str):
        return Constant(value, TEXT)
    if isinstance(value, Date):
        return Constant(value, DATE) if 1 <= value.year <= 9999 else None
    return None


def columns_of(expr: Expr) -> Iterator[Column]:
    """The columns an expression reads, repeatedly where it reads them repeatedly."""
    if isinstance(expr, Column):
        yield expr
    elif isinstance(expr, Operation):
        for argument in expr.arguments:
            yield from columns_of(argument)
