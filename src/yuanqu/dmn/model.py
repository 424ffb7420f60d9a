"""A DMN model as plain data: inputs, decisions, knowledge, services, types; tables with text and syntax tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from yuanqu.diagnostics import Diagnostic, Where
from yuanqu.feel.nodes import Node, UnaryTests
from yuanqu.feel.types import Type

if TYPE_CHECKING:
    from yuanqu.dmn.boxes import Box, FunctionBox


@dataclass(frozen=True, slots=True)
class Reference:
    """A requirement: the element's key (namespace#id) and the name it has in the scope of who requires it."""

    key: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Input:
    """Input data. `type` is the type as written, "" for none."""

    id: str
    name: str
    type: str
    key: str
    resolved: Type | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """A knowledge source: where a decision has its authority from."""

    id: str
    name: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: its text and syntax tree."""

    text: str
    node: Node
    where: Where


@dataclass(frozen=True, slots=True)
class TableInput:
    """`type` as written; `allowed` the tests of its input values."""

    label: str
    text: str
    node: Node
    type: str
    allowed: UnaryTests | None
    allowed_text: str
    where: Where
    resolved: Type | None = None


@dataclass(frozen=True, slots=True)
class TableOutput:
    """`values` are its output values in order of priority; `default` its default output entry."""

    name: str
    type: str
    values: UnaryTests | None
    values_text: str
    default: Cell | None
    label: str = ""
    resolved: Type | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """`number` counts from 1; one cell per input and per output."""

    number: int
    id: str
    description: str
    inputs: tuple[Cell, ...]
    outputs: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`hit_policy` in capitals: UNIQUE, RULE ORDER and so on; `aggregation` SUM, MIN, MAX, COUNT or ""."""

    hit_policy: str
    aggregation: str
    inputs: tuple[TableInput, ...]
    outputs: tuple[TableOutput, ...]
    rules: tuple[Rule, ...]
    where: Where
    id: str = ""
    type: str = ""
    resolved: Type | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision. `logic` is its boxed expression; `table` or `expression` (text) are set when it is one."""

    id: str
    name: str
    description: str
    clause_sources: tuple[Clause, ...]
    variable_type: str
    required_inputs: tuple[str, ...]
    required_decisions: tuple[str, ...]
    table: Table | None
    expression: str | None
    key: str
    logic: Box | None
    requirements: tuple[Reference, ...]
    where: Where
    resolved: Type | None = None
    question: str = ""

    @property
    def node(self) -> Node | None:
        """The syntax tree of a literal expression."""
        return getattr(self.logic, "node", None) if self.table is None else None


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A business knowledge model: a function."""

    id: str
    name: str
    key: str
    function: FunctionBox | None
    requirements: tuple[Reference, ...]
    where: Where
    resolved: Type | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """A decision service: what it gives, what it takes."""

    id: str
    name: str
    key: str
    outputs: tuple[Reference, ...]
    encapsulated: tuple[Reference, ...]
    input_decisions: tuple[Reference, ...]
    input_data: tuple[Reference, ...]
    where: Where
    resolved: Type | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """A DMN file. `tree` is its XML, diagrams and all; `data` its bytes as read."""

    name: str
    namespace: str
    version: str
    decisions: tuple[Decision, ...]
    inputs: tuple[Input, ...]
    knowledge: tuple[Knowledge, ...]
    services: tuple[Service, ...]
    clauses: tuple[Clause, ...]
    types: Mapping[str, Type]
    has_diagrams: bool
    source: str
    members: tuple[str, ...] = ()
    imported: tuple[tuple[str, Model], ...] = ()
    data: bytes = field(default=b"", repr=False)
    tree: Any = field(default=None, repr=False, compare=False)

    def decision(self, name: str) -> Decision | None:
        """The decision of a name or id."""
        return next((d for d in self.decisions if name in (d.name, d.id)), None)

    def input(self, name: str) -> Input | None:
        """The input of a name or id."""
        return next((i for i in self.inputs if name in (i.name, i.id)), None)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What reading gave: a model, or None when the file is no DMN at all, and every problem found."""

    model: Model | None
    diagnostics: tuple[Diagnostic, ...]
