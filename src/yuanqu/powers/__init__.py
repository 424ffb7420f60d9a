"""Who may do what: role × place × state, one table, pure functions."""

from yuanqu.powers.authority import Authority
from yuanqu.powers.deciding import REACH, ROLE, STATE, VIEWING, Verdict, may, may_countersign, reach_of
from yuanqu.powers.people import Actor, Role, Seat, Thing
from yuanqu.powers.table import TABLE, Act, Reach, Row, row_of

__all__ = [
    "REACH",
    "ROLE",
    "STATE",
    "TABLE",
    "VIEWING",
    "Act",
    "Actor",
    "Authority",
    "Reach",
    "Role",
    "Row",
    "Seat",
    "Thing",
    "Verdict",
    "may",
    "may_countersign",
    "reach_of",
    "row_of",
]
