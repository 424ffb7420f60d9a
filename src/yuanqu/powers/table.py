"""The table of powers. One row per act; one column per role; nothing else in the system grants anything.

E  everywhere      P  in the place of one's organisation and below      O  in one's own enterprise or organisation
.  not at all
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from yuanqu.powers.people import Role


class Act(StrEnum):
    """Everything that can be done. The value stands in the record."""

    BOARD_READ = "board.read"
    POLICY_READ = "policy.read"
    PARKS_READ = "parks.read"
    FIRM_READ = "firm.read"
    SEARCH = "search"
    JOBS_READ = "jobs.read"
    JOBS_CANCEL = "jobs.cancel"
    RECORD_READ = "record.read"
    RECORD_EXPORT = "record.export"
    POWERS_READ = "powers.read"
    ACCOUNTS_READ = "accounts.read"
    ACCOUNTS_CHANGE = "accounts.change"
    AUTHORITY_READ = "authority.read"
    AUTHORITY_CHANGE = "authority.change"
    VIEW_AS = "accounts.view_as"
    RETURN_READ = "return.read"
    RETURN_EDIT = "return.edit"
    RETURN_SUBMIT = "return.submit"
    RETURN_WITHDRAW = "return.withdraw"
    RETURN_CHECK = "return.check"
    RETURN_SEND_BACK = "return.send_back"
    RETURN_ACCEPT = "return.accept"
    RETURN_UNLOCK = "return.unlock"
    RETURN_CHASE = "return.chase"
    PERIOD_CHANGE = "period.change"
    REGISTER_READ = "register.read"
    REGISTER_CHANGE = "register.change"
    FIRM_EVENT = "firm.event"
    IMPORT_READ = "import.read"
    IMPORT_CHANGE = "import.change"
    SIGNATURES_READ = "signatures.read"
    SIGN = "signatures.sign"


class Reach(StrEnum):
    """How far a role's power over an act goes."""

    EVERYWHERE = "E"
    PLACE = "P"
    OWN = "O"
    NONE = "."


ROLES = tuple(Role)


@dataclass(frozen=True, slots=True)
class Row:
    """One act. `reach`: letter per role in the order of ROLES. `writes`: it changes something. `states`: the states of
    the thing in which it may be done; empty: in any. `administrative`: an administrative decision, which a service
    company can never be given. `delegable`: a park may hand it to its service company."""

    act: Act
    reach: Mapping[Role, Reach]
    writes: bool
    states: tuple[str, ...]
    administrative: bool
    delegable: bool

    @property
    def in_matrix(self) -> bool:
        """Whether a park's matrix of authority may say who does it: it changes something that lies in a place."""
        return (
            self.writes
            and self.act is not Act.SIGN
            and (self.administrative or Reach.PLACE in self.reach.values())
        )


def _row(
    act: Act,
    letters: str,
    *,
    writes: bool = False,
    states: tuple[str, ...] = (),
    administrative: bool = False,
    delegable: bool = False,
) -> Row:
    reach = dict(zip(ROLES, map(Reach, letters.split()), strict=True))
    return Row(act, reach, writes, states, administrative, delegable)


#                            adm led cit cty prk svc rep hed bnk gua ins aud
TABLE: tuple[Row, ...] = (
    _row(Act.BOARD_READ,       ".   E   E   E   E   .   .   .   .   .   .   E"),
    _row(Act.POLICY_READ,      "E   E   E   E   E   E   E   E   E   E   E   E"),
    _row(Act.PARKS_READ,       ".   E   E   E   E   E   .   .   .   .   .   E"),
    _row(Act.FIRM_READ,        ".   E   E   P   P   .   O   O   .   .   .   E"),
    _row(Act.SEARCH,           "E   E   E   E   E   E   E   E   E   E   E   E"),
    _row(Act.JOBS_READ,        "E   .   E   .   .   .   .   .   .   .   .   E"),
    _row(Act.JOBS_CANCEL,      "E   .   E   .   .   .   .   .   .   .   .   .", writes=True),
    _row(Act.RECORD_READ,      ".   E   E   .   .   .   .   .   .   .   .   E"),
    _row(Act.RECORD_EXPORT,    ".   .   .   .   .   .   .   .   .   .   .   E"),
    _row(Act.POWERS_READ,      "E   E   E   E   E   E   E   E   E   E   E   E"),
    _row(Act.ACCOUNTS_READ,    "E   .   E   .   .   .   .   .   .   .   .   E"),
    _row(Act.ACCOUNTS_CHANGE,  "E   .   .   .   .   .   .   .   .   .   .   .", writes=True),
    _row(Act.AUTHORITY_READ,   "E   E   E   E   P   P   .   .   .   .   .   E"),
    _row(Act.AUTHORITY_CHANGE, ".   .   E   .   .   .   .   .   .   .   .   .", writes=True, administrative=True),
    _row(Act.VIEW_AS,          "E   .   .   .   .   .   .   .   .   .   .   ."),
    # Returns hold what single firms stated for statistics: leaders and the service company don't read them. States of a
    # return are judged by yuanqu.filing.states, whose refusals name one of eleven reasons.
    _row(Act.RETURN_READ,      ".   .   E   P   P   .   O   O   .   .   .   E"),
    _row(Act.RETURN_EDIT,      ".   .   .   .   .   .   O   O   .   .   .   .", writes=True),
    _row(Act.RETURN_SUBMIT,    ".   .   .   .   .   .   O   O   .   .   .   .", writes=True),
    _row(Act.RETURN_WITHDRAW,  ".   .   .   .   .   .   O   O   .   .   .   .", writes=True),
    _row(Act.RETURN_CHECK,     ".   .   .   P   P   .   .   .   .   .   .   .", writes=True, administrative=True),
    _row(Act.RETURN_SEND_BACK, ".   .   E   P   P   .   .   .   .   .   .   .", writes=True, administrative=True),
    _row(Act.RETURN_ACCEPT,    ".   .   E   .   .   .   .   .   .   .   .   .", writes=True, administrative=True),
    _row(Act.RETURN_UNLOCK,    ".   .   E   .   .   .   .   .   .   .   .   .", writes=True, administrative=True),
    _row(Act.RETURN_CHASE,     ".   .   E   P   P   .   .   .   .   .   .   .", writes=True, delegable=True),
    _row(Act.PERIOD_CHANGE,    ".   .   E   .   .   .   .   .   .   .   .   .", writes=True, administrative=True),
    _row(Act.REGISTER_READ,    ".   E   E   P   P   .   O   O   .   .   .   E", delegable=True),
    _row(Act.REGISTER_CHANGE,  ".   .   E   P   P   .   .   .   .   .   .   .", writes=True, delegable=True),
    _row(Act.FIRM_EVENT,       ".   .   E   .   .   .   .   .   .   .   .   .", writes=True, administrative=True),
    _row(Act.IMPORT_READ,      ".   .   E   P   P   .   .   .   .   .   .   E"),
    _row(Act.IMPORT_CHANGE,    ".   .   E   P   P   .   .   .   .   .   .   .", writes=True),
    _row(Act.SIGNATURES_READ,  ".   E   E   E   E   E   .   .   .   .   .   ."),
    _row(Act.SIGN,             ".   E   E   P   P   P   .   .   .   .   .   .", writes=True),
)  # fmt: skip


@cache
def _rows() -> Mapping[Act, Row]:
    return {row.act: row for row in TABLE}


def row_of(act: Act) -> Row:
    """The row of an act. KeyError when the table has none: then nobody may."""
    return _rows()[act]
