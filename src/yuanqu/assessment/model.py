"""What an assessment yields: one outcome per decision and subject, with trace, money, payers and distance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from yuanqu.assessment.ways import Way, Ways
from yuanqu.diagnostics import Diagnostic
from yuanqu.dmn import DecisionTrace
from yuanqu.values import Period

# favoured: the rule gives the subject something; not_yet: it does not; no_data: an input is missing;
# refused: a fact may not be used for this, or the rule failed
State = Literal["favoured", "not_yet", "no_data", "refused"]


@dataclass(frozen=True, slots=True)
class Payment:
    """Part of an amount, in 分. `treasury` None: payer to be fixed."""

    treasury: str | None
    fen: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """One decision for one subject. `value` and `shown` are FEEL values; `fen` is set for money only.
    `owner` is the enterprise a building, line or person belongs to, or the subject itself. `ways`: every single
    change that brings a better outcome; found only when one decision is asked for one subject."""

    decision: str
    subject_kind: str
    subject: str
    owner: str
    name: str
    place: str
    period: Period | None
    state: State
    value: object
    shown: Mapping[str, object]
    missing: tuple[str, ...]
    fen: int | None
    payments: tuple[Payment, ...]
    nearest: Way | None
    trace: tuple[DecisionTrace, ...]
    diagnostics: tuple[Diagnostic, ...]
    ways: Ways | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Assessment:
    """Every decision for every subject. `pack`: id@version of the release; `facts`: digest of the facts."""

    pack: str
    facts: str
    as_of: date
    outcomes: tuple[Outcome, ...]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class DecisionTotal:
    """Sums of one decision. `fen` and `payers` are None and empty unless the result is money.
    Counts are of subjects; `payers` maps a treasury id, or None for "payer to be fixed", to 分."""

    decision: str
    favoured: int
    not_yet: int
    no_data: int
    refused: int
    fen: int | None
    payers: Mapping[str | None, int]
    largest: tuple[str, int] | None


Number = Decimal
