"""What is measured and what is aimed at: indicators and targets as a pack defines them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from yuanqu.values import Text


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A figure summed over firms' facts: a field, or a count of rows; `where` is FEEL over a row."""

    form: str
    sum: str | None
    where: str | None


@dataclass(frozen=True, slots=True)
class Ratio:
    of: str
    over: str


@dataclass(frozen=True, slots=True)
class Indicator:
    id: str
    name: Text
    unit: str
    kind: Literal["flow", "stock", "share", "count"]
    scope: Text | None
    needs: Text | None
    needs_table: str | None
    aggregate: Aggregate | None
    ratio: Ratio | None


@dataclass(frozen=True, slots=True)
class Target:
    """`due` None: the text sets no date. `tolerance` belongs to comparison "about"."""

    id: str
    indicator: str
    name: Text
    row: str
    clause: str
    comparison: Literal[">=", ">", "<=", "<", "about"]
    value: Decimal
    tolerance: Decimal | None
    unit: str
    due: date | None
    note: Text | None

    @property
    def article(self) -> int:
        return int(self.clause[1:].split(".")[0])
