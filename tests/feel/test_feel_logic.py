"""Three-valued logic, and equality of values of different types."""

from __future__ import annotations

import pytest
from feel_help import passes, run
from hypothesis import given
from hypothesis import strategies as st

from yuanqu.feel import compile_expression

TRUTHS = [True, False, None]
truths = st.sampled_from(TRUTHS)
AND = compile_expression("a and b", ("a", "b"))
OR = compile_expression("a or b", ("a", "b"))
NOT = compile_expression("not(a)", ("a",))


def _and(a: bool | None, b: bool | None) -> bool | None:
    return False if a is False or b is False else (None if a is None or b is None else True)


@given(truths, truths)
def test_and_or_not_follow_the_three_valued_tables(a: bool | None, b: bool | None) -> None:
    negate = {True: False, False: True, None: None}
    assert AND.evaluate({"a": a, "b": b}).value is _and(a, b)
    assert OR.evaluate({"a": a, "b": b}).value is negate[_and(negate[a], negate[b])]
    assert NOT.evaluate({"a": a}).value is negate[a]


@given(st.lists(truths, min_size=1, max_size=6))
def test_quantifiers_are_chains_of_and_and_or(items: list[bool | None]) -> None:
    some = run("some x in l satisfies x", {"l": items})
    every = run("every x in l satisfies x", {"l": items})
    assert some is (True if True in items else None if None in items else False)
    assert every is (False if False in items else None if None in items else True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("null = null", True),
        ("null != null", False),
        ("1 != null", True),
        ("1 = null", False),
        ("null >= 1", None),
        ("false and null", False),
        ("true and null", None),
        ("true or 123", True),
        ("false or 123", None),
        ('1 = "1"', None),
        ("[] = 0", None),
        ("true = 1", None),
        ('@"P1Y" = @"P365D"', None),
        ('@"P1Y" = @"P12M"', True),
        ("[1, [2]] = [1, [2]]", True),
        ("{a: 1, b: 2} = {b: 2, a: 1}", True),
        ("(1..2] = ]1..2]", True),
        ("5 between 1 and null", None),
        ("0 between 1 and null", False),
        ("if null then 1 = 1 else 1 = 2", False),
    ],
)
def test_null_and_type_mismatch(text: str, expected: bool | None) -> None:
    assert run(text) is expected


@pytest.mark.parametrize(
    ("cell", "value", "expected"),
    [
        (">= 20", 20, True),
        (">= 20", None, None),
        ("[15..20)", 20, False),
        ("[15..20)", 15, True),
        ("(15..20]", 15, False),
        ("]15..20[", 20, False),
        ("1, 2, [5..7]", 6, True),
        ("not(1, 2)", 3, True),
        ("not(1, 2)", 2, False),
        ("not(null)", None, False),
        ("not([15..20))", 20, True),
        ("not([15..20))", 15, False),
        ("not(false) and ? > 1", 2, True),
        ("null", None, True),
        ("null", 1, False),
        ("-", None, True),
        ("", 5, True),
        ("true", True, True),
        ("true", None, False),
        ('"A", "B"', "B", True),
        ("? > 5 and ? < 9", 7, True),
        ("? * 2 = 10", 5, True),
        ('contains(?, "铜")', "铜加工", True),
        ("[1, 2]", 2, True),
        ('date("2014-07-31")', None, False),
        ('>= date("2014-07-31")', __import__("datetime").date(2014, 8, 1), True),
    ],
)
def test_cells(cell: str, value: object, expected: bool | None) -> None:
    assert passes(cell, value) is expected


def test_a_cell_may_name_other_values() -> None:
    assert passes(">= 门槛", 20, {"门槛": 20}) is True
    assert passes("门槛 > 10", "x", {"门槛": 20}) is True
    assert passes("名单", "b", {"名单": ["a", "b"]}) is True
