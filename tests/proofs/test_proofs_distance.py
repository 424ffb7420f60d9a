"""The nearest change that gives a better outcome, verified by evaluating again."""

from __future__ import annotations

from decimal import Decimal

import pytest
from dmn_help import a_decision, a_table, an_input, literal, program

from yuanqu.proofs import Step, distance, edges, nearest_steps

BANDS = [(">= 20", "1"), ("[15..20)", "0.5"), ("[10..15)", "0.3"), ("< 10", "0")]
BASE = an_input("税收", "number") + an_input("用地", "number") + an_input("税额", "number")
RATIO = a_decision("亩均税收", literal("税收 / 用地"), needs="i_税收 i_用地")
AMOUNT = a_decision("减免", literal("税额 * 比例"), needs="d_比例 i_税额")


def _body(
    rows: list[tuple[str, str]], column: str = "亩均税收", needs: str = "d_亩均税收", attributes: str = ""
) -> str:
    return (
        BASE
        + RATIO
        + a_decision("比例", a_table([column], rows, attributes=attributes), needs=needs)
        + AMOUNT
    )


def _steps(tax: int, rows: list[tuple[str, str]] = BANDS) -> tuple[Step, ...]:
    found = distance(program(_body(rows)), "减免", "比例", {"税收": tax, "用地": 1, "税额": 100}, ["税收"])
    assert not found.diagnostics
    return found.steps


@pytest.mark.parametrize(
    ("tax", "expected"),
    [
        (20, []),
        (16, [(1, 20, 4, 100)]),
        (15, [(1, 20, 5, 100)]),
        (12, [(2, 15, 3, 50), (1, 20, 8, 100)]),
        (3, [(3, 10, 7, 30), (2, 15, 12, 50), (1, 20, 17, 100)]),
    ],
)
def test_the_way_to_each_better_band(tax: int, expected: list[tuple[int, int, int, int]]) -> None:
    found = _steps(tax)
    assert [(s.rule_number, s.threshold, s.change, s.outcome) for s in found] == expected
    assert all(s.verified and s.inclusive and s.current == tax and s.input == "亩均税收" for s in found)


def test_an_open_end_is_told_as_not_included() -> None:
    (step,) = _steps(3, [("> 10", "1"), ("<= 10", "0")])
    assert (step.threshold, step.inclusive, step.change) == (Decimal(10), False, Decimal(7))


def test_better_may_lie_below() -> None:
    (step,) = _steps(30, [("<= 10", "1"), ("> 10", "0")])
    assert (step.threshold, step.inclusive, step.change) == (Decimal(10), True, Decimal(-20))


def test_an_earlier_row_counts_under_first() -> None:
    rows = [("[10..20)", "2"), (">= 5", "1"), ("-", "0")]
    made = program(_body(rows, attributes='hitPolicy="FIRST"'))
    steps = nearest_steps(made, table="比例", context={"税收": 1, "用地": 1, "税额": 1}, changeable=["税收"])
    assert [(s.rule_number, s.threshold, s.outcome) for s in steps] == [(2, 5, 1), (1, 10, 2)]


@pytest.mark.parametrize(
    ("column", "needs"), [("税收 / 用地", "i_税收 i_用地"), ("税收", "i_税收"), ("亩均税收", "d_亩均税收")]
)
def test_the_number_is_changed_at_its_source_or_in_its_column(column: str, needs: str) -> None:
    made = program(_body(BANDS, column, needs))
    context = {"税收": 12, "用地": 1, "税额": 100}
    steps = nearest_steps(made, table="比例", context=context, decision="减免", changeable=["税收"])
    assert [s.threshold for s in steps] == [15, 20]


def test_better_is_up_to_the_caller() -> None:
    order = ["C", "B", "A"]
    rows = [(">= 20", '"A"'), ("[10..20)", '"B"'), ("< 10", '"C"')]
    made = program(BASE + a_decision("等级", a_table(["税收"], rows), needs="i_税收"))
    found = distance(
        made,
        "等级",
        "等级",
        {"税收": 5},
        ["税收"],
        better=lambda a, b: order.index(str(a)) > order.index(str(b)),
    )
    assert [(s.outcome_text, s.threshold) for s in found.steps] == [("B", 10), ("A", 20)]


def test_other_columns_are_held() -> None:
    table = a_table(
        ["税收", "用地"],
        [(">= 20", ">= 2", "1"), (">= 30", "-", "1"), ("-", "-", "0")],
        attributes='hitPolicy="FIRST"',
    )
    made = program(BASE + a_decision("d", table, needs="i_税收 i_用地"))
    assert (
        nearest_steps(made, table="d", context={"税收": 5, "用地": 1}, changeable=["税收"])[0].threshold == 30
    )
    assert (
        nearest_steps(made, table="d", context={"税收": 5, "用地": 3}, changeable=["税收"])[0].threshold == 20
    )


def test_edges_are_where_a_column_changes_its_answer() -> None:
    decision = program(_body(BANDS)).model.decision("比例")
    assert decision is not None
    assert decision.table is not None
    assert edges(decision.table, 0) == (10, 15, 20)
