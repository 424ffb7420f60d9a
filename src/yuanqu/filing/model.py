"""What a form says of itself as a return: its head, what it asks for, and the rules its values must keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from yuanqu.values import Text

Frequency = Literal["monthly", "yearly"]


class Rank(StrEnum):
    """The four classes of the national statistics platform."""

    A = "A"
    """Hard: the return can't be submitted."""
    B = "B"
    """Needs a reason which the reviewer approves."""
    C = "C"
    """Needs a reason of at least six characters."""
    D = "D"
    """A hint."""


REASON_LENGTH = 6


@dataclass(frozen=True, slots=True)
class Rule:
    """`expect`: FEEL that is true of a sound return. `fields`: ids of the cells it is shown at. `line`: in the file."""

    id: str
    rank: Rank
    expect: str
    message: Text
    fields: tuple[str, ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class RuleCase:
    """Values by name, and the ids of the rules that fail or can't be judged for them; all others pass."""

    name: Text
    given: Mapping[str, object]
    fails: tuple[str, ...]
    unknown: tuple[str, ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Due:
    """Days after the last day of the period."""

    days: int
    counted: Literal["working", "calendar"]


@dataclass(frozen=True, slots=True)
class Sum:
    """`total` is the sum of `parts`, which the page adds up by itself."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """`fields`: ids from left to right; empty where a row has no such cell."""

    name: Text
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Fields laid out in rows and columns; a form's other fields follow below, one per line."""

    columns: tuple[Text, ...]
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, slots=True)
class FormHead:
    """A form as a return. What a statistical form must show: number, issuing office, approval, validity.

    `sample`: number and approval are examples, never official. `asked_by`: the office that asks, as in the `source` of
    fields. `asks`: ids of the fields that the firm fills in; other fields of the form come from offices.
    `cumulative`: flows are entered from January on. `sums`: totals added up while typing.
    """

    form: str
    number: str
    office: Text
    asked_by: str
    approval: str
    valid_until: date | None
    sample: bool
    frequency: Frequency
    cumulative: bool
    due: Due
    asks: tuple[str, ...]
    sums: tuple[Sum, ...] = ()
    rules: tuple[Rule, ...] = ()
    cases: tuple[RuleCase, ...] = ()
    matrix: Matrix | None = None
    note: Text | None = None
    line: int = 0

    def valid_on(self, day: date) -> bool:
        """Whether the form may still be used on a day."""
        return self.valid_until is None or day <= self.valid_until
