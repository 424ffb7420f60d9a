"""The smallest change of one input that reaches each better outcome, through arithmetic and chains of decisions."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from proof_tables import decision_table, expression, model

from yuanqu.dmn import compile_model
from yuanqu.proofs import Domain, all_steps

BANDS = [[">= 20", "1"], ["[15..20)", "0.5"], ["[10..15)", "0.3"], ["< 10", "0"]]
D = Decimal


def relief(formula="确认税收 / 10000 / 用地亩数", rows=BANDS):
    """The table of 13.2 over tax per mu, and the amount."""
    given = {"确认税收": "number", "用地亩数": "number", "税额": "number"}
    return compile_model(
        model(
            [
                expression("亩均", formula, needs=["确认税收", "用地亩数"]),
                decision_table("比例", ["亩均"], rows, requires=["亩均"], types=["number"]),
                expression("奖励", "round half up(税额 * 比例, 2)", needs=["税额"], requires=["比例"]),
            ],
            given,
        )
    )


def steps(program, context, changeable, decision="奖励", **how):
    context = {name: D(value) for name, value in context.items()}
    found = all_steps(program, decision, context, changeable, **how)
    assert all(step.verified and step.inclusive for step in found), found
    return [(s.input, s.rule_number, str(s.change), f"{s.outcome.normalize():f}") for s in found]


FIRM = {"确认税收": "413319.99", "用地亩数": "2.0666", "税额": "1000"}


def test_a_fen_short_of_the_first_band():
    assert steps(relief(), FIRM, {"确认税收": 2}) == [("确认税收", 1, "0.01", "1000")]


def test_each_band_and_each_input_that_can_change():
    found = steps(
        relief(), {"确认税收": "120000", "用地亩数": "1", "税额": "1000"}, {"确认税收": 2, "用地亩数": 4}
    )
    assert found == [
        ("确认税收", 2, "30000.00", "500"),
        ("确认税收", 1, "80000.00", "1000"),
        ("用地亩数", 2, "-0.2000", "500"),
        ("用地亩数", 1, "-0.4000", "1000"),
    ]


def test_the_number_is_one_that_can_be_entered():
    context = {"确认税收": "100000", "用地亩数": "3", "税额": "1000"}
    assert steps(relief(), context, {"确认税收": 2})[0] == ("确认税收", 3, "200000.00", "300")
    assert steps(relief(), context, {"用地亩数": 2})[0] == ("用地亩数", 3, "-2.00", "300")
    context["确认税收"] = "100001"
    assert steps(relief(), context, {"用地亩数": 2})[0] == ("用地亩数", 3, "-2.00", "300")
    assert steps(relief(), context, {"用地亩数": 6})[0] == ("用地亩数", 3, "-1.999990", "300")


@pytest.mark.parametrize(
    ("formula", "change"),
    [
        ("(确认税收 - 20000) / 10000 / 用地亩数", "70000.00"),
        ("确认税收 / 10000 / 用地亩数 + 1", "40000.00"),
        ("-(0 - 确认税收) * 0.0001 / 用地亩数", "50000.00"),
        ("round half up(确认税收 / 10000 / 用地亩数, 1)", "49500.00"),
        ("floor(确认税收 / 10000 / 用地亩数)", "50000.00"),
        ("if 确认税收 > 0 then 确认税收 / 10000 / 用地亩数 else 0", "50000.00"),
        ("sqrt(确认税收 / 1000) * 1", "50000.00"),
    ],
)
def test_linear_or_not(formula, change):
    context = {"确认税收": "50000", "用地亩数": "1", "税额": "1000"}
    rows = [["< 10", "0"], [">= 10", "1"]]
    found = steps(relief(formula, rows), context, {"确认税收": 2})
    assert found == [("确认税收", 2, change, "1000")]


def test_bounds_are_respected():
    context = {"确认税收": "120000", "用地亩数": "1", "税额": "1000"}
    cap = {"确认税收": Domain("number", None, D(0), D(160000))}
    assert steps(relief(), context, {"确认税收": 2}, domains=cap) == [("确认税收", 2, "30000.00", "500")]


def test_several_columns_hold_each_other():
    rows = [[">= 80", "<= 0.6", "3"], [">= 60", "<= 0.7", "2"], ["-", "-", "1"]]
    made = compile_model(
        model(
            [decision_table("级", ["分", "负债"], rows, policy="FIRST", needs=["分", "负债"])],
            {"分": "number", "负债": "number"},
        )
    )
    assert steps(made, {"分": "70", "负债": "0.8"}, {"分": 0, "负债": 4}, "级") == [
        ("负债", 2, "-0.1000", "2")
    ]
    assert steps(made, {"分": "50", "负债": "0.55"}, {"分": 0, "负债": 4}, "级") == [
        ("分", 2, "10", "2"),
        ("分", 1, "30", "3"),
    ]
    assert steps(made, {"分": "50", "负债": "0.8"}, {"分": 0, "负债": 4}, "级") == []


def test_a_scorecard_sums_over_tables():
    rows = [["<= 0.5", "-", "25"], ["> 0.5", "-", "10"], ["-", ">= 1", "25"], ["-", "< 1", "10"]]
    made = compile_model(
        model(
            [
                decision_table("得分", ["负债", "付息"], rows, policy="COLLECT+SUM", needs=["负债", "付息"]),
                decision_table(
                    "级", ["得分"], [[">= 50", "3"], ["[35..50)", "2"], ["< 35", "1"]], requires=["得分"]
                ),
            ],
            {"负债": "number", "付息": "number"},
        )
    )
    found = steps(made, {"负债": "0.8", "付息": "0.9"}, {"负债": 4, "付息": 4}, "级")
    assert [(name, change, outcome) for name, _, change, outcome in found] == [
        ("负债", "-0.3000", "2"),
        ("付息", "0.1000", "2"),
    ]


def test_no_number_no_step():
    assert (
        all_steps(relief(), "奖励", {"确认税收": None, "用地亩数": D(1), "税额": D(1)}, {"确认税收": 2}) == ()
    )


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 60), st.integers(1, 6),
    st.lists(st.integers(1, 12), min_size=1, max_size=3, unique=True), st.booleans(), st.booleans(),
)  # fmt: skip
def test_nothing_nearer_is_better(tax, land, cuts, closed, falling):
    """Every whole number is tried: no nearer one reaches the outcome."""
    cuts = sorted(cuts)
    ends = list(zip([None, *cuts], [*cuts, None], strict=True))
    cells = [_cell(low, high, closed) for low, high in ends]
    outputs = range(len(cells), 0, -1) if falling else range(len(cells))
    made = relief("确认税收 / 用地亩数", [[c, str(o)] for c, o in zip(cells, outputs, strict=True)])
    context = {"确认税收": D(tax), "用地亩数": D(land), "税额": D(1)}
    bound = {"确认税收": Domain("number", None, D(0), D(100))}
    found = all_steps(made, "比例", context, {"确认税收": 0}, domains=bound)
    present = made.evaluate("比例", context).value
    tried: dict[str, int] = {}
    for other in sorted(range(101), key=lambda number: abs(number - tax)):
        value = made.evaluate("比例", {**context, "确认税收": D(other)}).value
        if value is not None and value > present:
            tried.setdefault(str(value), abs(other - tax))
    assert {s.outcome_text: abs(s.change) for s in found} == tried
    assert all(s.verified for s in found)


def _cell(low, high, closed):
    if low is None:
        return f"< {high}" if closed else f"<= {high}"
    if high is None:
        return f">= {low}" if closed else f"> {low}"
    return f"[{low}..{high})" if closed else f"({low}..{high}]"
