"""The state machine walked at random: nothing is accepted without a park's check, nothing is overwritten."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from yuanqu.filing import TABLE, Action, Reason, State, Window, closed_because, step
from yuanqu.filing.states import Moved, Refused, actions_of, long_enough

DAY = date(2014, 10, 10)
WINDOW = Window(date(2014, 10, 1), date(2014, 10, 16))


@pytest.mark.parametrize(
    ("window", "why"),
    [
        (None, Reason.NOT_OPEN),
        (Window(DAY + timedelta(1), DAY + timedelta(9)), Reason.NOT_OPEN),
        (Window(DAY - timedelta(9), DAY - timedelta(1)), Reason.PAST_DUE),
        (Window(DAY, DAY, locked=True), Reason.PERIOD_LOCKED),
        (Window(DAY, DAY), None),
        (Window(DAY - timedelta(9), DAY - timedelta(1), late_until=DAY), None),
        (Window(DAY - timedelta(9), DAY - timedelta(1), late_until=DAY - timedelta(1)), Reason.PAST_DUE),
        (Window(DAY, DAY, locked=True, late_until=DAY), None),
    ],
)
def test_four_ways_to_be_closed_each_named(window, why):
    assert closed_because(window, DAY) is why
    found = step(Action.SUBMIT, State.DRAFT, window, DAY)
    assert found == (Refused(why) if why else Moved(State.SUBMITTED))


def test_accepted_is_the_fourth():
    assert step(Action.EDIT, State.ACCEPTED, WINDOW, DAY) == Refused(Reason.ACCEPTED)
    assert step(Action.WITHDRAW, State.ACCEPTED, WINDOW, DAY) == Refused(Reason.ACCEPTED)


@pytest.mark.parametrize("reason", ["", "改", "     x     ", "11111111", "。。。。。。。。"])
def test_a_reason_says_something(reason):
    assert not long_enough(reason)
    assert step(Action.RETURN, State.SUBMITTED, WINDOW, DAY, reason=reason) == Refused(Reason.NO_REASON)
    assert step(Action.UNLOCK, State.ACCEPTED, WINDOW, DAY, reason=reason) == Refused(Reason.NO_REASON)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", Action)
def test_every_state_and_action_is_answered_as_the_table_says(state, action):
    row = next(one for one in TABLE if one.action is action)
    found = step(action, state, WINDOW, DAY, reason="数字需要再核对")
    assert isinstance(found, Moved) == (state in row.sources)


def test_sides():
    assert actions_of(State.SUBMITTED, "park") == (Action.CHECK, Action.RETURN)
    assert actions_of(State.PARK_CHECKED, "city") == (Action.ACCEPT,)
    assert Action.ACCEPT not in {a for s in State for a in (*actions_of(s, "firm"), *actions_of(s, "park"))}


class Walk(RuleBasedStateMachine):
    """A return and what was accepted of it."""

    @initialize()
    def begin(self) -> None:
        self.state, self.version, self.value = State.DRAFT, 1, 0
        self.checked = False
        self.day = date(2014, 9, 28)
        self.accepted: dict[int, int] = {}
        self.kept: dict[int, int] = {}
        self.window = WINDOW

    @rule(days=st.integers(0, 3))
    def days_pass(self, days: int) -> None:
        self.day += timedelta(days)

    @rule(locked=st.booleans(), late=st.booleans())
    def city_changes_the_window(self, locked: bool, late: bool) -> None:
        until = self.day + timedelta(5) if late else None
        self.window = Window(WINDOW.opens, WINDOW.due, locked, until)

    @rule(
        action=st.sampled_from(list(Action)),
        reason=st.sampled_from(["", "数字需要再核对"]),
        value=st.integers(),
    )
    def act(self, action: Action, reason: str, value: int) -> None:
        found = step(action, self.state, self.window, self.day, reason=reason)
        if isinstance(found, Refused):
            return
        if action is Action.EDIT:
            self.value = value
        if action is Action.CHECK:
            self.checked = True
        if action in (Action.WITHDRAW, Action.RETURN, Action.UNLOCK):
            self.checked = False
        if action is Action.ACCEPT:
            assert self.checked
            assert self.version not in self.accepted
            self.accepted[self.version] = self.kept[self.version] = self.value
        if found.new_version:
            self.version += 1
        self.state = found.target

    @invariant()
    def what_was_accepted_stays(self) -> None:
        if hasattr(self, "state"):
            assert self.accepted == self.kept
            assert (self.state is State.ACCEPTED) == (self.version in self.accepted)


TestWalk = Walk.TestCase
TestWalk.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
