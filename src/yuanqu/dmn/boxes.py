"""Boxed expressions of DMN other than decision tables, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as Choice

from yuanqu.diagnostics import Where
from yuanqu.dmn.model import Table
from yuanqu.feel.nodes import Node
from yuanqu.feel.types import Type


@dataclass(frozen=True, slots=True)
class LiteralBox:
    """A FEEL expression."""

    text: str
    node: Node
    where: Where
    type: Type | None = None


@dataclass(frozen=True, slots=True)
class BoxEntry:
    """An entry of a context; `name` is "" for the result."""

    name: str
    value: Box
    type: Type | None = None


@dataclass(frozen=True, slots=True)
class ContextBox:
    entries: tuple[BoxEntry, ...]
    where: Where
    type: Type | None = None


@dataclass(frozen=True, slots=True)
class InvocationBox:
    """A call by parameter names."""

    function: Box
    bindings: tuple[BoxEntry, ...]
    where: Where
    type: Type | None = None


@dataclass(frozen=True, slots=True)
class ListBox:
    items: tuple[Box, ...]
    where: Where
    type: Type | None = None


@dataclass(frozen=True, slots=True)
class RelationBox:
    columns: tuple[str, ...]
    rows: tuple[tuple[Box, ...], ...]
    where: Where
    type: Type | None = None


@dataclass(frozen=True, slots=True)
class FormalParameter:
    name: str
    type: Type | None = None


@dataclass(frozen=True, slots=True)
class FunctionBox:
    """`kind`: FEEL, Java or PMML; only FEEL can be called."""

    parameters: tuple[FormalParameter, ...]
    body: Box | None
    kind: str
    where: Where
    type: Type | None = None


@dataclass(frozen=True, slots=True)
class ConditionalBox:
    condition: Box
    then: Box
    otherwise: Box
    where: Where
    type: Type | None = None


@dataclass(frozen=True, slots=True)
class FilterBox:
    source: Box
    match: Box
    where: Where
    type: Type | None = None


@dataclass(frozen=True, slots=True)
class IteratorBox:
    """for, some or every over one variable."""

    kind: Choice["for", "some", "every"]
    variable: str
    domain: Box
    body: Box
    where: Where
    type: Type | None = None


Box = (
    LiteralBox
    | ContextBox
    | InvocationBox
    | ListBox
    | RelationBox
    | FunctionBox
    | ConditionalBox
    | FilterBox
    | IteratorBox
    | Table
)
