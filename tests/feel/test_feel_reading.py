"""Reading never raises; printing and reading again give the same tree; bounds hold."""

from __future__ import annotations

import time

import pytest
from feel_help import codes, run
from hypothesis import given, settings
from hypothesis import strategies as st

from yuanqu.feel import compile_expression, compile_unary_tests, to_text
from yuanqu.feel import nodes as n
from yuanqu.feel.names import Scope
from yuanqu.feel.parser import parse_expression, parse_unary_tests

WORDS = """
1 2.5 a b 亩均 税收 + - * / ** ( ) [ ] { } , : . .. < <= > >= = != if then else for in return some every satisfies
and or between instance of function null true false "x" @"P1D" list<number> not ? item ＞ （ ） “ é 🐎
"""
PIECES = WORDS.split()
SCOPE = Scope(("a", "b", "亩均 税收", "count", "duration", "not"))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join))
def test_no_sequence_of_tokens_makes_the_parser_raise(text: str) -> None:
    parse_expression(text, SCOPE)
    parse_unary_tests(text, SCOPE)
    compile_expression(text, ("a", "b")).evaluate({"a": 1, "b": None})
    compile_unary_tests(text, ("a",)).evaluate({"a": 1, "?": 2})


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_no_text_at_all_makes_the_parser_raise(text: str) -> None:
    compile_expression(text, ()).evaluate({})
    compile_unary_tests(text, ()).evaluate({"?": 1})


EXPRESSIONS = [
    "1 + 2 * 3",
    "(1 + 2) * 3",
    "a - (b - 1)",
    "-a ** 2",
    "a and (b or true)",
    'if a > 1 then [1, 2][item > 1] else {x: 1, "y z": null}',
    "for i in 1..3, j in [i] return i + j",
    "some x in [1] satisfies x > 0",
    "(function(x: number, y) x + y)(y: 1, x: 2)",
    "a between 1 and 2 and b in (1, > 5, [2..3))",
    "a instance of list<context<x: number>>",
    '@"2014-07-31" + duration("P1M")',
    "亩均 税收 >= 20",
    "a.b.c[1](2)",
    "not(a)",
    "count([1, (< 5)])",
    'a = "x\\"y\\n"',
]


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_a_printed_expression_reads_as_the_same_tree(text: str) -> None:
    first = parse_expression(text, SCOPE)
    assert not first.diagnostics
    printed = to_text(first.node)
    assert parse_expression(printed, SCOPE).node == first.node


@pytest.mark.parametrize("text", ["-", "< 5, [7..9)", "not(1, 2)", '"A"', "? > 5"])
def test_printed_cells_read_as_the_same_tree(text: str) -> None:
    first = parse_unary_tests(text, SCOPE)
    assert parse_unary_tests(to_text(first.node), SCOPE).node == first.node


def test_names_can_be_replaced_when_printing() -> None:
    node = parse_expression("亩均 税收 >= a", SCOPE).node
    assert to_text(node, {"亩均 税收": "tax per mu"}) == "tax per mu >= a"


def test_nodes_know_their_places() -> None:
    node = parse_expression("a +  (b * 2)", SCOPE).node
    assert isinstance(node, n.Arithmetic)
    assert (node.right.start, node.right.end) == (6, 11)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000,
        "[" * 3000 + "]" * 3000,
        "-" * 9000 + "1",
        "1" + "+1" * 9000,
        "a" + ".b" * 9000,
        "{a:" * 2000,
        "if " * 3000,
    ],
)
def test_deep_expressions_are_refused(text: str) -> None:
    compiled = compile_expression(text, ("a",))
    assert {d.code for d in compiled.diagnostics} <= {"FEEL-004", "FEEL-007"}
    assert not compiled.ok
    assert compiled.evaluate({}).value is None


def test_long_chains_of_and_are_flat() -> None:
    assert run(" and ".join(["true"] * 5000)) is True


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{f: function(n) f(n + 1), r: f(1)}.r", "FEEL-117"),
        ("for i in 1..99999999 return i", "FEEL-123"),
        ("10 ** 6000 * 10 ** 6000", "FEEL-104"),
        ("count(for i in 1..5000, j in 1..5000 return 1)", "FEEL-119"),
    ],
)
def test_evaluation_is_bounded(text: str, code: str) -> None:
    started = time.monotonic()
    assert code in codes(text)
    assert time.monotonic() - started < 30
