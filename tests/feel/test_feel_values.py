"""Numbers, strings, lists, contexts, ranges and functions."""

from __future__ import annotations

from decimal import Decimal

import pytest
from feel_help import run, shown

from yuanqu.feel import compile_expression


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 / 3", "0.3333333333333333333333333333333333"),
        ("0.1 + 0.2 = 0.3", "true"),
        ("-3 ** 2", "9"),
        ("2 ** 3 ** 2", "64"),
        ("10 / 0", "null"),
        ("decimal(2.5, 0)", "2"),
        ("decimal(3.5, 0)", "4"),
        ("round half up(13039.305, 2)", "13039.31"),
        ("round half up(-2.5, 0)", "-3"),
        ("round half down(2.5, 0)", "2"),
        ("round up(1.121, 2)", "1.13"),
        ("round down(-1.129, 2)", "-1.12"),
        ("floor(-1.5)", "-2"),
        ("ceiling(1.234, 2)", "1.24"),
        ("decimal(1.5, 6177)", "null"),
        ("decimal(1.5, -6112)", "null"),
        ("decimal(1.5, 6176)", "1.5"),
        ("round half up(150, -2)", "200"),
        ("modulo(-12, 5)", "3"),
        ("modulo(10.1, -4.5)", "-3.4"),
        ("sqrt(-1)", "null"),
        ("9999999999999999999999999999999999 + 1", "10000000000000000000000000000000000"),
    ],
)
def test_numbers_are_decimals_of_34_digits(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[1, 2, 3][-1]", "3"),
        ("[1, 2, 3][4]", "null"),
        ("[][1]", "null"),
        ("[][item > 1]", "[]"),
        ("100[1]", "100"),
        ("null[1]", "null"),
        ("[1, 2, 3][item >= 2]", "[2, 3]"),
        ("[{a: 1}, {b: 2}].a", "[1, null]"),
        ('upper case(["a"])', '"A"'),
        ("count(5)", "1"),
        ("sum([])", "null"),
        ("min([])", "null"),
        ("append([1], 2, 3)", "[1, 2, 3]"),
        ("sort([3, 1, 2], function(x, y) x > y)", "[3, 2, 1]"),
        ("list replace([2, 4, 7], function(item, newItem) item < newItem, 5)", "[5, 5, 7]"),
        ("flatten([1, [2, [3]]])", "[1, 2, 3]"),
        ("index of([1, 2, 1], 1)", "[1, 3]"),
        ("union([1, 2], [2, 3])", "[1, 2, 3]"),
        ("for i in 3..1 return i", "[3, 2, 1]"),
        ("for i in 1..4 return if i = 1 then 1 else i * partial[-1]", "[1, 2, 6, 24]"),
        ("for x in [[1, 2], [3]], y in x return y", "[1, 2, 3]"),
        ("[1, 2] in [[1, 2], [3]]", "true"),
    ],
)
def test_lists_count_from_one_and_single_items_stand_for_lists(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5 in (1..5)", "false"),
        ("5 in ]1..5]", "true"),
        ("1 in ]1..5[", "false"),
        ("5 in (> 3)", "true"),
        ("5 in (1, 2, > 4)", "true"),
        ("null in [1..5]", "null"),
        ("5 in [1..null]", "null"),
        ("(< 10).end", "10"),
        ("(1..10].start included", "false"),
        ("[5..1]", "null"),
        ("before([1..5), [5..9])", "true"),
        ("overlaps([1..5], [5..9])", "true"),
        ("includes([1..10], 10)", "true"),
        ("during(10, [1..10))", "false"),
        ("overlaps before([1..5], [3..8])", "true"),
        ("coincides([1..5], [1..5])", "true"),
        ("starts(1, [1..5])", "true"),
    ],
)
def test_ranges_keep_their_ends(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('string length("🐎a")', "2"),
        ('substring("foobar", -2, 1)', '"a"'),
        ('substring("\\U01F40Eab", 2)', '"ab"'),
        ('"\\uD83D\\uDC0E" = "🐎"', "true"),
        ('split("a;b;;", ";")', '["a", "b", "", ""]'),
        ('string join(["a", null, "b"], "-")', '"a-b"'),
        ('number("1.000,5", ".", ",")', "1000.5"),
        ('number("1,000", ",", ",")', "null"),
        ('substring before("foobar", "x")', '""'),
        ('matches("abba", "(a)(b)\\\\2\\\\1")', "true"),
        ('matches("ß", "SS", "i")', "false"),
        ('matches("hello world", "hello[ ]world", "x")', "true"),
        ('replace("abc", "[a-z-[b]]", "#")', '"#b#"'),
        ('replace("0123456789", "(\\\\d{3})(\\\\d{3})", "$2$1")', '"3450126789"'),
        ('replace("abracadabra", ".*?", "$1")', "null"),
        ('matches("x", "(?=x)")', "null"),
        ('matches("cat", "^(dog|cat)$")', "true"),
        ('replace("a|b", "\\|", "-")', '"a-b"'),
    ],
)
def test_strings_are_code_points_and_patterns_are_those_of_xpath(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(function(x) x + 1)(2)", "3"),
        ("{f: function(n) if n <= 1 then 1 else n * f(n - 1), r: f(20)}.r", "2432902008176640000"),
        ("{f: function(x, y) x - y, r: f(y: 1, x: 5)}.r", "4"),
        ("{f: function(x) x, r: f(z: 1)}.r", "null"),
        ('{f: function(x: number) x, r: f("a")}.r', "null"),
        ("(for i in [1, 2] return function() i)[1]()", "1"),
        ('context put({a: {b: 1}}, ["a", "b"], 2)', "{a: {b: 2}}"),
        ("abs(n: -1)", "1"),
        ("abs(m: -1)", "null"),
        ("1 instance of number", "true"),
        ("null instance of Any", "false"),
        ('{a: "x"} instance of context<a: string>', "true"),
        ("[1] instance of list<string>", "false"),
        ("(function(a: number) a) instance of function<number> -> Any", "true"),
    ],
)
def test_functions_and_types(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_floats_are_refused_and_integers_taken() -> None:
    compiled = compile_expression("x + 1", ("x",))
    refused = compiled.evaluate({"x": 1.5})
    assert refused.value is None
    assert [d.code for d in refused.diagnostics] == ["FEEL-126", "FEEL-101"]
    assert compiled.evaluate({"x": 1}).value == Decimal(2)
    assert compiled.evaluate({"x": Decimal("NaN")}).diagnostics[0].code == "FEEL-127"


def test_a_missing_value_is_null_not_zero() -> None:
    assert run("x + 1", {"x": None}) is None
    assert run("sum([x, 1])", {"x": None}) is None
