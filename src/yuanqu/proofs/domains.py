"""What an input can be: its type, its allowed values, its bounds and the digits it is stated with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from yuanqu.dmn.model import Decision, Model
from yuanqu.feel import nodes as n
from yuanqu.feel.constants import constant_of
from yuanqu.feel.types import Type
from yuanqu.feel.values import Value
from yuanqu.values import Text

_NO_NAMES: Mapping[Value, Text] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Domain:
    """`kind`: a type of FEEL, "" when unknown. `values`: the only values there are, None for no such list.
    `low`, `high`: bounds, both included. `scale`: digits after the point. `names`: values as people read them."""

    kind: str = ""
    values: tuple[Value, ...] | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    scale: int | None = None
    names: Mapping[Value, Text] = field(default_factory=lambda: _NO_NAMES)


ANYTHING = Domain()


def domain_of(model: Model, node: n.Node, given: Mapping[str, Domain]) -> Domain:
    """The domain of an input expression: a name's own, or the type that an operator gives."""
    if isinstance(node, n.Name):
        known = given.get(node.name)
        if known is not None:
            return known
        item = model.input(node.name)
        if item is not None:
            return Domain(kind_of_type(item.resolved))
        decision = model.decision(node.name)
        return _of_decision(decision) if decision is not None else ANYTHING
    if isinstance(node, (n.Comparison, n.Logic, n.Between, n.In, n.InstanceOf, n.Quantified)):
        return Domain("boolean")
    return Domain("number") if isinstance(node, n.Arithmetic) and _plain_numbers(model, node) else ANYTHING


def kind_of_type(kind: Type | None) -> str:
    return kind.name if kind is not None and kind.kind == "simple" else ""


def _plain_numbers(model: Model, node: n.Node) -> bool:
    """Whether an expression reads nothing but numbers: then its value is one."""
    if isinstance(node, n.Name):
        item = model.input(node.name) or model.decision(node.name)
        return item is not None and kind_of_type(item.resolved) == "number"
    parts = n.children(node)
    return isinstance(node, n.NumberLiteral) or (
        bool(parts) and all(_plain_numbers(model, part) for part in parts)
    )


def _of_decision(decision: Decision) -> Domain:
    """The constants that a table of single hits gives; else only its type."""
    kind = kind_of_type(decision.resolved)
    table = decision.table
    if (
        table is None
        or len(table.outputs) != 1
        or table.hit_policy not in ("UNIQUE", "FIRST", "ANY", "PRIORITY")
    ):
        return Domain(kind)
    default = table.outputs[0].default
    cells = [rule.outputs[0] for rule in table.rules] + ([default] if default is not None else [])
    known = [constant_of(cell.node) for cell in cells]
    values = tuple(dict.fromkeys(k.value for k in known if k is not None and k.value is not None))
    return Domain(kind, values) if values and all(known) else Domain(kind)


def never_null(node: n.Node) -> bool:
    """Whether an expression always has a value: comparisons with null, and what is made of them."""
    match node:
        case n.Comparison("=" | "!=", left, right):
            return any(isinstance(side, n.NullLiteral) for side in (left, right)) or _with_constant(
                left, right
            )
        case n.Logic(_, operands):
            return all(never_null(operand) for operand in operands)
        case n.InstanceOf() | n.BooleanLiteral():
            return True
    return False


def _with_constant(left: n.Node, right: n.Node) -> bool:
    """A name against text, number or boolean: the name is of that type or null, and null is unequal."""
    literal = (n.TextLiteral, n.NumberLiteral, n.BooleanLiteral)
    return (isinstance(left, n.Name) and isinstance(right, literal)) or (
        isinstance(right, n.Name) and isinstance(left, literal)
    )
