"""Changes of one input that is no number: another choice, the other answer, an earlier or later day."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from proof_tables import decision_table, expression, model

from yuanqu.dmn import compile_model
from yuanqu.feel.temporal import Date
from yuanqu.proofs import all_changes

D = Decimal


def gate(rows, types, inputs):
    return compile_model(model([decision_table("级", list(types), rows, needs=list(types))], inputs))


def test_every_choice_that_reaches_an_outcome_is_given():
    made = gate([['"A", "B"', "2"], ['"C"', "1"], ['"D"', "0"]], ["信用"], {"信用": "string"})
    found = all_changes(made, "级", {"信用": "D"}, {"信用": ("A", "B", "C", "D")})
    assert [(c.input, c.current, c.values, c.outcome) for c in found] == [
        ("信用", "D", ("A", "B"), D(2)),
        ("信用", "D", ("C",), D(1)),
    ]
    assert all_changes(made, "级", {"信用": "A"}, {"信用": ("A", "B", "C", "D")}) == ()
    assert all_changes(made, "级", {"信用": None}, {"信用": ("A", "B")}) == ()


def test_the_other_answer():
    made = gate([["true", "1"], ["false", "0"]], ["已编"], {"已编": "boolean"})
    (found,) = all_changes(made, "级", {"已编": False}, {"已编": (True, False)})
    assert (found.values, found.outcome, found.days) == ((True,), D(1), None)


def test_two_inputs_hold_each_other():
    made = gate(
        [['"A"', "true", "2"], ['"A"', "false", "1"], ['"B"', "-", "0"]],
        ["级别", "认定"],
        {"级别": "string", "认定": "boolean"},
    )
    choices = {"级别": ("A", "B"), "认定": (True, False)}
    found = all_changes(made, "级", {"级别": "B", "认定": False}, choices)
    assert [(c.input, c.values, c.outcome) for c in found] == [("级别", ("A",), D(1))]


@settings(max_examples=60, deadline=None)
@given(st.integers(-40, 40), st.integers(0, 28), st.integers(1, 9), st.booleans())
def test_the_nearest_day_is_found_and_no_nearer_one_does(start, first, width, falling):
    """Against every day within 80: through a table over the day, and over one made of it."""
    origin = Date(2014, 7, 1).number

    def day(number):
        from yuanqu.feel.calendar import date_of

        return Date(*date_of(origin + number))

    low, high = day(first), day(first + width)
    outputs = ("2", "1", "0") if falling else ("0", "1", "2")
    rows = [
        [f'< date("{low}")', outputs[0]],
        [f'[date("{low}")..date("{high}"))', outputs[1]],
        [f'>= date("{high}")', outputs[2]],
    ]
    made = compile_model(
        model(
            [
                decision_table("级", ["验收"], rows, needs=["验收"], types=["date"]),
                expression("奖", "级 * 10", requires=["级"]),
            ],
            {"验收": "date"},
        )
    )
    found = {c.outcome: c for c in all_changes(made, "奖", {"验收": day(start)}, {"验收": ()})}
    now = made.evaluate("奖", {"验收": day(start)}).value
    nearest = {}
    for away in range(90):
        for number in (start - away, start + away):
            value = made.evaluate("奖", {"验收": day(number)}).value
            if value > now:
                nearest.setdefault(value, away)
    assert {value: abs(change.days) for value, change in found.items()} == nearest
    assert all(made.evaluate("奖", {"验收": c.values[0]}).value == value for value, c in found.items())
