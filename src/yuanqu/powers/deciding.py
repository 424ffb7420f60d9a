"""May this actor do this act to this thing: yes, or no and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from yuanqu.powers.authority import Authority, in_force
from yuanqu.powers.people import Actor, Role, Seat, Thing
from yuanqu.powers.table import Act, Reach, row_of

CITY_WIDE = (Role.CITY_LEADER, Role.CITY_OFFICER)
ROLE, REACH, STATE, VIEWING, MATRIX = "role", "reach", "state", "viewing", "matrix"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reason` when not allowed: role (no role of the actor has this power), reach (this thing is another's), state (not
    in this state), viewing (looking through another's eyes), matrix (the park's matrix gives it to someone else).
    `countersign`: whose signature it needs besides. `role`: the role acted in."""

    allowed: bool
    reason: str = ""
    role: Role | None = None
    countersign: Role | None = None


def may(
    actor: Actor,
    act: Act,
    thing: Thing | None = None,
    matrix: Iterable[Authority] = (),
    day: date | None = None,
) -> Verdict:
    """Whether `actor` may do `act`. Without a thing: whether there is anything at all that he may do it to.

    The matrix of the thing's place on `day` narrows the table, and widens it only by handing a delegable act that is no
    administrative decision to the service company.
    """
    row = row_of(act)
    if actor.viewing and row.writes:
        return Verdict(False, VIEWING)
    rule = in_force(matrix, act, thing.place, day) if thing and thing.place and day else None
    handed = bool(rule and rule.delegated and row.delegable and not row.administrative)
    holders = [seat for seat in actor.seats if _reach(seat, act, handed) is not Reach.NONE]
    if not holders:
        return Verdict(False, ROLE)
    if thing is None:
        return Verdict(True, role=holders[0].role)
    inside = [seat for seat in holders if covers(seat, _reach(seat, act, handed), thing)]
    if not inside:
        return Verdict(False, REACH)
    if row.states and thing.state not in row.states:
        return Verdict(False, STATE)
    if rule is None:
        return Verdict(True, role=inside[0].role)
    entitled = [
        seat for seat in inside if seat.role == rule.decides or (handed and seat.role == Role.SERVICE_COMPANY)
    ]
    if not entitled:
        return Verdict(False, MATRIX)
    return Verdict(True, role=entitled[0].role, countersign=rule.countersigns)


def may_countersign(
    actor: Actor, act: Act, thing: Thing, first: str, matrix: Iterable[Authority], day: date
) -> Verdict:
    """Whether `actor` may put the second signature under what the person `first` did."""
    rule = in_force(matrix, act, thing.place, day)
    if actor.viewing:
        return Verdict(False, VIEWING)
    if rule is None or rule.countersigns is None or actor.id == first:
        return Verdict(False, MATRIX)
    for seat in actor.seats:
        if seat.role == rule.countersigns:
            reach = _reach(seat, act, False)
            if reach is Reach.NONE:  # the matrix may name a role that could not do the act by itself
                reach = Reach.EVERYWHERE if seat.role in CITY_WIDE else Reach.PLACE
            if covers(seat, reach, thing):
                return Verdict(True, role=seat.role)
    return Verdict(False, MATRIX)


def covers(seat: Seat, reach: Reach, thing: Thing) -> bool:
    """Whether a seat's reach takes in a thing."""
    if reach is Reach.EVERYWHERE:
        return True
    if reach is Reach.PLACE:
        return bool(thing.place) and thing.place in seat.places
    if reach is Reach.OWN:
        return bool(thing.enterprise) and thing.enterprise == seat.enterprise
    return False


def reach_of(actor: Actor, act: Act) -> tuple[tuple[Seat, Reach], ...]:
    """The seats from which an actor may do an act, each with how far: what lists are limited by."""
    found = ((seat, _reach(seat, act, False)) for seat in actor.seats)
    return tuple((seat, reach) for seat, reach in found if reach is not Reach.NONE)


def _reach(seat: Seat, act: Act, handed: bool) -> Reach:
    if handed and seat.role == Role.SERVICE_COMPANY:
        return Reach.PLACE
    return row_of(act).reach[seat.role]
