"""Names with spaces, signs and Chinese: the longest match in scope wins."""

from __future__ import annotations

from decimal import Decimal

import pytest
from feel_help import codes, run, shown

from yuanqu.feel import compile_expression


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("亩均 税收 >= 20", {"亩均 税收": 20}, "true"),
        ("亩均   税收 + 1", {"亩均 税收": 20}, "21"),
        ("a-b", {"a": 5, "b": 3, "a-b": 100}, "100"),
        ("a-b", {"a": 5, "b": 3}, "2"),
        ("a - b", {"a": 5, "b": 3, "a-b": 100}, "100"),
        ("(a) - b", {"a": 5, "b": 3, "a-b": 100}, "2"),
        ("profit and loss", {"profit": True, "loss": False, "profit and loss": 7}, "7"),
        ("profit and loss", {"profit": True, "loss": False}, "false"),
        ("企业（集团）收入", {"企业（集团）收入": 8}, "8"),
        ("Loan 2 + 1", {"Loan 2": 1}, "2"),
        ("Student's name", {"Student's name": "W"}, '"W"'),
        ("规上/规下", {"规上/规下": 1, "规上": 4, "规下": 2}, "1"),
        ("R&D占比 > 0.03", {"R&D占比": Decimal("0.04")}, "true"),
        ("if 占比 > 1 then 2 else 3", {"占比": 1}, "3"),
        ("date(日期).year", {"日期": "2014-07-31"}, "2014"),
        ("{foo+bar: 1}.foo+bar", {}, "1"),
        ("[{亩均 税收: 25}][亩均 税收 > 20].亩均 税收", {}, "[25]"),
        ("for 本 年 in [1, 2] return 本 年 * 2", {}, "[2, 4]"),
        ("{a: 1, b: a + 1, c: {d: b}}.c.d", {}, "2"),
        ("🐎 + 1", {"🐎": 1}, "2"),
    ],
)
def test_the_longest_name_in_scope_is_read(text: str, values: dict[str, object], expected: str) -> None:
    assert shown(text, values) == expected


@pytest.mark.parametrize(
    ("text", "plain"), [("销售额 ＞ １０", "销售额 > 10"), ("（1＋2）", "(1+2)"), ("max（1，2）", "max(1,2)")]
)
def test_full_width_signs_are_read_with_a_warning(text: str, plain: str) -> None:
    given: dict[str, object] = {"销售额": 11}
    assert run(text, given) == run(plain, given)
    assert codes(text, given) == {"FEEL-006"}
    assert codes(plain, given) == set()


def test_names_used_are_told_apart_from_names_given() -> None:
    assert compile_expression("a + for c in [1] return c", ("a", "b", "c")).names_used == ("a",)


def test_an_unknown_name_suggests_close_ones() -> None:
    (finding,) = compile_expression("亩均税收入 > 1", ("亩均税收", "土地面积")).diagnostics
    assert finding.code == "FEEL-008"
    assert "亩均税收" in finding.hint("zh")
    assert finding.where.offset == 1


def test_a_filter_sees_the_entries_of_its_item_before_outer_names() -> None:
    assert shown("[{x: 1}, {x: 2}][x = 2]", {"x": 1}) == "[{x: 2}]"
    assert shown("[{y: 1}, {y: 2}][y = x]", {"x": 1}) == "[{y: 1}]"


def test_only_a_known_member_may_begin_with_a_digit() -> None:
    assert shown('{"4 x": 1}. 4 x') == "1"
    assert codes("{a: 1}. 4") == {"FEEL-001"}
