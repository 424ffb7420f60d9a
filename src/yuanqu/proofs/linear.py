"""An expression as a·x + b in one input, exactly, read off its syntax tree through the decisions it names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from yuanqu.dmn.model import Model
from yuanqu.feel import nodes as n
from yuanqu.proofs.grid import sources_of


@dataclass(frozen=True, slots=True)
class Linear:
    """slope · x + offset"""

    slope: Fraction
    offset: Fraction

    def solve(self, value: Decimal) -> Fraction | None:
        """Where it takes a value; None for a constant."""
        return (Fraction(value) - self.offset) / self.slope if self.slope else None


def linear(
    model: Model,
    node: n.Node,
    name: str,
    known: Mapping[str, object],
    reaches: Callable[[str], bool] | None = None,
) -> Linear | None:
    """The linear form in the input `name`; None when there is none to be read. `known`: present values of all else.
    `reaches`: whether what is called so is made of the input, for who knows already."""
    made = reaches or (lambda own: name in sources_of(model, n.Name(own)))
    if isinstance(node, n.Name):
        return _of_name(model, node.name, name, known, made)
    match node:
        case n.NumberLiteral(value):
            return Linear(Fraction(0), Fraction(value))
        case n.Negation(operand):
            inner = linear(model, operand, name, known, made)
            return None if inner is None else Linear(-inner.slope, -inner.offset)
        case n.Arithmetic(operator, first, second):
            left, right = (linear(model, side, name, known, made) for side in (first, second))
            return None if left is None or right is None else _combined(operator, left, right)
    return None


def _of_name(
    model: Model, own: str, name: str, known: Mapping[str, object], made: Callable[[str], bool]
) -> Linear | None:
    if own == name:
        return Linear(Fraction(1), Fraction(0))
    decision = model.decision(own) if model.input(own) is None else None
    if decision is not None and made(own):
        return linear(model, decision.node, name, known, made) if decision.node is not None else None
    value = known.get(own)
    return Linear(Fraction(0), Fraction(value)) if isinstance(value, Decimal) else None


def _combined(operator: str, left: Linear, right: Linear) -> Linear | None:
    match operator:
        case "+":
            return Linear(left.slope + right.slope, left.offset + right.offset)
        case "-":
            return Linear(left.slope - right.slope, left.offset - right.offset)
        case "*" if not right.slope:
            return Linear(left.slope * right.offset, left.offset * right.offset)
        case "*" if not left.slope:
            return Linear(right.slope * left.offset, right.offset * left.offset)
        case "/" if not right.slope and right.offset:
            return Linear(left.slope / right.offset, left.offset / right.offset)
    return None
