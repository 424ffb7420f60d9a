"""What happened in an evaluation: each decision in order, each row of each table, matched or why not."""

from __future__ import annotations

from dataclasses import dataclass

from yuanqu.dmn.model import Clause
from yuanqu.feel.values import Value


@dataclass(frozen=True, slots=True)
class InputTrace:
    """An input of a table: its expression and the value it had."""

    expression: str
    value: Value
    label: str = ""


@dataclass(frozen=True, slots=True)
class RuleTrace:
    """A row as tried. `failed_input`: 0-based position of the first input that did not pass, None if all did."""

    number: int
    id: str
    description: str
    cells: tuple[str, ...]
    matched: bool
    failed_input: int | None
    outputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableTrace:
    """`matched`: numbers of the rows that hit (under FIRST only the first); `fired`: those the result was made of.

    A rule's own `matched` says whether all its cells passed, hit or not.
    """

    hit_policy: str
    inputs: tuple[InputTrace, ...]
    outputs: tuple[str, ...]
    rules: tuple[RuleTrace, ...]
    matched: tuple[int, ...]
    fired: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DecisionTrace:
    """One decision: its value, what it was computed from, and its authority."""

    id: str
    name: str
    value: Value
    expression: str | None
    inputs: tuple[tuple[str, Value], ...]
    table: TableTrace | None
    clause_sources: tuple[Clause, ...]
