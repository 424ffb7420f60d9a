"""The table is whole, and the functions read it as it says."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanqu.powers import TABLE, Act, Actor, Authority, Reach, Role, Seat, Thing, may, may_countersign, row_of

DAY = date(2014, 9, 1)
PARK = frozenset({"guixi_park"})
seats = st.builds(
    Seat,
    role=st.sampled_from(Role),
    places=st.frozensets(st.sampled_from(["guixi_park", "yujiang_park"])),
    enterprise=st.sampled_from(["", "a", "b"]),
)
things = st.builds(
    Thing,
    kind=st.just("firm"),
    place=st.sampled_from(["", "guixi_park", "yujiang_park"]),
    enterprise=st.sampled_from(["", "a", "b"]),
    state=st.sampled_from(["", "draft", "submitted"]),
)


def actor(role: Role, **seat: object) -> Actor:
    return Actor("u", "某人", (Seat(role, **seat),))  # type: ignore[arg-type]


def test_every_act_has_one_row() -> None:
    assert sorted(row.act for row in TABLE) == sorted(Act)


def test_what_is_delegable_is_no_administrative_decision() -> None:
    assert not [row.act for row in TABLE if row.delegable and row.administrative]


def test_no_administrative_act_reaches_a_service_company() -> None:
    assert not [r.act for r in TABLE if r.administrative and r.reach[Role.SERVICE_COMPANY] != Reach.NONE]


@given(st.sampled_from(Act), st.lists(seats, max_size=3), things)
def test_allowed_only_by_a_seat_whose_letter_covers_the_thing(
    act: Act, held: list[Seat], thing: Thing
) -> None:
    verdict = may(Actor("u", "", tuple(held)), act, thing)
    row = row_of(act)
    covered = any(
        row.reach[s.role] == "E"
        or (row.reach[s.role] == "P" and thing.place in s.places and thing.place != "")
        or (row.reach[s.role] == "O" and thing.enterprise == s.enterprise != "")
        for s in held
    )
    right_state = not row.states or thing.state in row.states
    assert verdict.allowed == (covered and right_state)
    assert bool(verdict.reason) != verdict.allowed


@given(st.sampled_from(Act), st.lists(seats, max_size=3), things)
def test_who_looks_through_anothers_eyes_changes_nothing(act: Act, held: list[Seat], thing: Thing) -> None:
    if row_of(act).writes:
        assert may(Actor("u", "", tuple(held), viewing=True), act, thing).reason == "viewing"


def test_a_firm_sees_itself_only() -> None:
    firm = actor(Role.FIRM_REPORTER, enterprise="a")
    assert may(firm, Act.FIRM_READ, Thing("firm", enterprise="a")).allowed
    assert may(firm, Act.FIRM_READ, Thing("firm", enterprise="b")).reason == "reach"


def test_a_park_sees_its_own_firms_only() -> None:
    park = actor(Role.PARK_OFFICER, places=PARK)
    assert may(park, Act.FIRM_READ, Thing("firm", place="guixi_park")).allowed
    assert may(park, Act.FIRM_READ, Thing("firm", place="yujiang_park")).reason == "reach"
    assert may(park, Act.FIRM_READ, Thing("firm")).reason == "reach"


@pytest.mark.parametrize("act", Act)
def test_nobody_may_do_nothing(act: Act) -> None:
    assert may(Actor("u", "", ()), act).reason == "role"


def test_a_matrix_narrows_to_who_decides_and_asks_for_the_second_signature() -> None:
    act = Act.FIRM_READ
    matrix = [Authority("guixi_park", act, Role.PARK_OFFICER, countersigns=Role.COUNTY_OFFICER)]
    thing = Thing("firm", place="guixi_park")
    park, county = (
        actor(Role.PARK_OFFICER, places=PARK),
        Actor("v", "", (Seat(Role.COUNTY_OFFICER, places=PARK),)),
    )
    assert may(park, act, thing, matrix, DAY).countersign == Role.COUNTY_OFFICER
    assert may(county, act, thing, matrix, DAY).reason == "matrix"
    assert may_countersign(county, act, thing, "u", matrix, DAY).allowed
    assert not may_countersign(county, act, thing, "v", matrix, DAY).allowed
    assert not may_countersign(park, act, thing, "v", matrix, DAY).allowed


def test_a_matrix_is_in_force_only_in_its_time_and_place() -> None:
    matrix = [
        Authority("guixi_park", Act.FIRM_READ, Role.COUNTY_OFFICER, start=date(2015, 1, 1)),
        Authority("yujiang_park", Act.FIRM_READ, Role.COUNTY_OFFICER),
    ]
    park = actor(Role.PARK_OFFICER, places=PARK)
    thing = Thing("firm", place="guixi_park")
    assert may(park, Act.FIRM_READ, thing, matrix, DAY).allowed
    assert may(park, Act.FIRM_READ, thing, matrix, date(2015, 1, 1)).reason == "matrix"


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.act)
def test_delegation_gives_a_service_company_only_what_may_be_delegated(row) -> None:
    matrix = [Authority("guixi_park", row.act, Role.PARK_OFFICER, delegated=True)]
    company = actor(Role.SERVICE_COMPANY, places=PARK)
    state = row.states[0] if row.states else ""
    verdict = may(company, row.act, Thing("x", place="guixi_park", state=state), matrix, DAY)
    plain = row.reach[Role.SERVICE_COMPANY]
    if row.administrative or (plain == Reach.NONE and not row.delegable):
        assert not verdict.allowed
    elif row.delegable:
        assert verdict.allowed
