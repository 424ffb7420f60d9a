"""The syntax tree of FEEL: frozen nodes with their place in the text (0-based, end excluded)."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

ArithmeticOperator = Literal["+", "-", "*", "/", "**"]
ComparisonOperator = Literal["=", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Any expression. Places take no part in equality."""

    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class NumberLiteral(Node):
    value: Decimal


@dataclass(frozen=True, slots=True)
class TextLiteral(Node):
    value: str


@dataclass(frozen=True, slots=True)
class BooleanLiteral(Node):
    value: bool


@dataclass(frozen=True, slots=True)
class NullLiteral(Node):
    pass


@dataclass(frozen=True, slots=True)
class AtLiteral(Node):
    """@"2014-09-01": a date, time, date and time, duration or range; `value` is None when it is none of them."""

    text: str
    value: object


@dataclass(frozen=True, slots=True)
class Name(Node):
    name: str


@dataclass(frozen=True, slots=True)
class ListLiteral(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One `key: value` of a context."""

    key: str
    value: Node


@dataclass(frozen=True, slots=True)
class ContextLiteral(Node):
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class RangeLiteral(Node):
    low: Node
    high: Node
    low_included: bool
    high_included: bool


@dataclass(frozen=True, slots=True)
class UnaryTest(Node):
    """`< 5`, `= 5`, `!= 5` without a left side: a unary test, or in parentheses a range."""

    operator: ComparisonOperator
    operand: Node


@dataclass(frozen=True, slots=True)
class Negation(Node):
    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    operator: ArithmeticOperator
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    operator: ComparisonOperator
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """`a and b and c`, `a or b`: one flat node for a chain."""

    operator: Literal["and", "or"]
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Between(Node):
    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class TypeNode:
    """A type as written: a name with its arguments. kind: name, list, range, context or function."""

    kind: Literal["name", "list", "range", "context", "function"]
    name: str = ""
    items: tuple[TypeNode, ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    value: Node
    type: TypeNode


@dataclass(frozen=True, slots=True)
class If(Node):
    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Iterator:
    """`name in domain`, or `name in domain..until`."""

    name: str
    domain: Node
    until: Node | None = None


@dataclass(frozen=True, slots=True)
class For(Node):
    iterators: tuple[Iterator, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    kind: Literal["some", "every"]
    iterators: tuple[Iterator, ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    type: TypeNode | None = None


@dataclass(frozen=True, slots=True)
class FunctionDefinition(Node):
    parameters: tuple[Parameter, ...]
    body: Node
    external: bool = False


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`names` is None for arguments by position."""

    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Path(Node):
    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    source: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class AnyInput(Node):
    """`-` in a cell: every value passes."""


@dataclass(frozen=True, slots=True)
class UnaryTests(Node):
    """The tests of one cell; `negated` for not(...)."""

    tests: tuple[Node, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Faulty(Node):
    """What could not be read; evaluates to null."""


def children(node: Node) -> tuple[Node, ...]:
    """The direct sub-expressions of a node, in order of the text."""
    match node:
        case ListLiteral(items):
            return items
        case ContextLiteral(entries):
            return tuple(entry.value for entry in entries)
        case RangeLiteral(low, high):
            return (low, high)
        case UnaryTest(_, operand) | Negation(operand):
            return (operand,)
        case Arithmetic(_, left, right) | Comparison(_, left, right):
            return (left, right)
        case Logic(_, operands):
            return operands
        case Between(value, low, high):
            return (value, low, high)
        case In(value, tests):
            return (value, *tests)
        case InstanceOf(value):
            return (value,)
        case If(condition, then, otherwise):
            return (condition, then, otherwise)
        case For(iterators, body) | Quantified(_, iterators, body):
            domains = (d for i in iterators for d in (i.domain, i.until) if d is not None)
            return (*domains, body)
        case FunctionDefinition(_, body):
            return (body,)
        case Call(function, arguments):
            return (function, *arguments)
        case Path(source):
            return (source,)
        case Filter(source, condition):
            return (source, condition)
        case UnaryTests(tests):
            return tests
        case _:
            return ()
