"""The states of a return as one table, and why something can't be done now.

draft ──submit──▶ submitted ──check──▶ park_checked ──accept──▶ accepted (locked)
  ▲  ▲               │    │                │  │                    │
  │  └──withdraw─────┘    └─return─▶ returned ◀─return             │
  │  └──withdraw───────────────────────┘ (edit, submit again)      │
  └──────────────unlock, with reason: a new version────────────────┘
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yuanqu.filing.model import REASON_LENGTH


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    PARK_CHECKED = "park_checked"
    ACCEPTED = "accepted"
    RETURNED = "returned"


class Action(StrEnum):
    EDIT = "edit"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    CHECK = "check"
    RETURN = "return"
    ACCEPT = "accept"
    UNLOCK = "unlock"


class Reason(StrEnum):
    """Why not. The first four are the ways in which a return is closed, each told apart."""

    NOT_OPEN = "not_open"
    PAST_DUE = "past_due"
    ACCEPTED = "accepted"
    PERIOD_LOCKED = "period_locked"
    WRONG_STATE = "wrong_state"
    NO_REASON = "no_reason"
    HARD_RULE = "hard_rule"
    UNEXPLAINED = "unexplained"
    UNREADABLE = "unreadable"
    NOT_APPROVED = "not_approved"
    BEFORE_IT = "before_it"


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the table. `who`: firm, park or city; the seats behind are in `yuanqu.powers`.
    `window`: only while the period is open. `reason`: must be given. `version`: a new version begins."""

    action: Action
    sources: tuple[State, ...]
    target: State | None
    who: str
    window: bool = False
    reason: bool = False
    version: bool = False


_D, _S, _P, _A, _R = State.DRAFT, State.SUBMITTED, State.PARK_CHECKED, State.ACCEPTED, State.RETURNED

TABLE: tuple[Step, ...] = (
    #    action           from        to           who     while open    with reason  new version
    Step(Action.EDIT,     (_D, _R),   None,        "firm", window=True),
    Step(Action.SUBMIT,   (_D, _R),   _S,          "firm", window=True),
    Step(Action.WITHDRAW, (_S, _P),   _D,          "firm"),
    Step(Action.CHECK,    (_S,),      _P,          "park"),
    Step(Action.RETURN,   (_S, _P),   _R,          "park", reason=True),
    Step(Action.ACCEPT,   (_P,),      _A,          "city"),
    Step(Action.UNLOCK,   (_A,),      _D,          "city", reason=True, version=True),
)  # fmt: skip

_STEPS = {one.action: one for one in TABLE}


@dataclass(frozen=True, slots=True)
class Window:
    """When a period may be filed. `locked`: the city has closed it. `late_until`: reopened for one firm up to a day."""

    opens: date
    due: date
    locked: bool = False
    late_until: date | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    reason: Reason


@dataclass(frozen=True, slots=True)
class Moved:
    """`target`: the state after. `new_version`: values accepted before stay as they were; a new version begins."""

    target: State
    new_version: bool = False


def closed_because(window: Window | None, day: date) -> Reason | None:
    """Why a period can't be filed on a day; None while it can. No window: the period was never opened."""
    if window is None:
        return Reason.NOT_OPEN
    reopened = window.late_until is not None and day <= window.late_until
    if window.locked and not reopened:
        return Reason.PERIOD_LOCKED
    if day < window.opens:
        return Reason.NOT_OPEN
    if day > window.due and not reopened:
        return Reason.PAST_DUE
    return None


def step(
    action: Action, state: State, window: Window | None, day: date, *, reason: str = ""
) -> Moved | Refused:
    """Whether an action may be done in a state on a day, and the state after it."""
    row = _STEPS[action]
    if state not in row.sources:
        return Refused(Reason.ACCEPTED if state is State.ACCEPTED else Reason.WRONG_STATE)
    if row.window and (closed := closed_because(window, day)):
        return Refused(closed)
    if row.reason and not long_enough(reason):
        return Refused(Reason.NO_REASON)
    return Moved(row.target or state, row.version)


def actions_of(state: State, who: str) -> Sequence[Action]:
    """What one side may do in a state, window aside."""
    return tuple(row.action for row in TABLE if row.who == who and state in row.sources)


def long_enough(reason: str) -> bool:
    """A reason has at least six characters that aren't blank, and more than one kind of them."""
    letters = "".join(reason.split())
    return len(letters) >= REASON_LENGTH and len(set(letters)) > 1
