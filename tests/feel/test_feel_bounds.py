"""Hostile expressions: each ends at a bound that is told under its code. No clock is asked: bounds count steps."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
from feel_help import codes, run

from yuanqu.feel import compile_expression, text_of
from yuanqu.feel.lexer import tokenize
from yuanqu.feel.run import Fault, Run
from yuanqu.feel.text import literal_of, plain_of, shown

LONG = "{l: for i in 1..200000 return {a: i}, c: for i in 1..100000 return "
BOTTOM = "(for i in 1..60 return if i = 1 then [1] else [partial[-1], partial[-1]])[-1]"
LARGE = Decimal("1e999999")
STEPS: dict[str, str] = {
    "loop of loops": "count(for i in 1..999999, j in 1..999999 return 1)",
    "some that begins anew": "count(for i in 1..100000 return (some j in 1..999999 satisfies j > 500))",
    "days": 'count(for d in @"0001-01-01"..@"2700-01-01" return d)',
    "partial": "for i in 1..100000 return partial",
    "path over a list": LONG + "l.a}",
    "filter in a loop": LONG + "l[a > 5]}",
    "instance of a list": LONG + "l instance of list<context>}",
    "typed argument": "{f: function(x: list<context>) 1, " + LONG[1:] + "f(l)}",
    "entries": "{b: context(for i in 1..90000 return {key: string(i), value: i}), c: for i in 1..99 return get entries(b)}",
    "put inside": "{b: {a: context(for i in 1..90000 return {key: string(i), value: i})}, "
    'c: for i in 1..99 return context put(b, ["a", "x"], i)}',
    "merge": "{b: context(for i in 1..90000 return {key: string(i), value: i}), c: for i in 1..99 return context merge([b, b])}",
    "text of much": f"{{n: {BOTTOM}, c: for i in 1..9 return string(n)}}",
    "functions made": "count(for i in 1..999999 return function() i)",
    "sort by a function": "sort(for i in 1..300000 return modulo(i * 7919, 1000003), function(x, y) x < y)",
    "replace by a function": "count(for i in 1..2000 return list replace(partial, function(a, b) true, 1))",
    "exact remainders": "count(for i in 1..100000 return modulo(1e6000, 7))",
    "moments": 'count(for i in 1..100000 return @"2020-01-01T10:00:00@Asia/Shanghai" + @"P1D")',
    "lists compared": f"{{a: {BOTTOM}, b: {BOTTOM}, c: a = b}}",
    "long texts compared": '{a: string join(for i in 1..90000 return "abcdefgh"), b: string join(for i in 1..90000 '
    'return "abcdefgh"), c: count(for i in 1..99999 return a = b)}',
    "calls with large bodies": "{f: function(n) ["
    + "n, " * 20_000
    + "1], r: count(for i in 1..9999 return f(i))}",
    "reports": 'count(for i in 1..999999 return 1 + "a")',
}


@pytest.mark.parametrize("kind", sorted(STEPS))
def test_work_is_counted(kind: str) -> None:
    assert "FEEL-119" in codes(STEPS[kind])


READ: dict[str, tuple[str, str]] = {
    "parentheses": ("(" * 40_000, "FEEL-004"),
    "in, bracketed": ("1 in (" * 25 + "1" + ") + 1" * 25, ""),
    "in, deeper": ("1 in (" * 60 + "1" + ") + 1" * 60, "FEEL-004"),
    "minus": ("-" * 90_000 + "1", "FEEL-004"),
    "if": ("if true then 1 else " * 90 + "1", "FEEL-004"),
    "for": ("for i in [1] return " * 90 + "i", "FEEL-004"),
    "contexts": ("{a:" * 90 + "1" + "}" * 90, "FEEL-004"),
    "paths": ("a" + ".a" * 3_000, "FEEL-004"),
    "filters": ("[1]" + "[1]" * 3_000, "FEEL-004"),
    "sum": ("1" + " + 1" * 9_000, "FEEL-004"),
    "types": ("1 instance of " + "list<" * 5_000 + "number" + ">" * 5_000, "FEEL-004"),
    "open texts": ('"' + '\\"' * 49_000, "FEEL-003"),
    "open comments": ("/* " * 33_000, "FEEL-001"),
    "long name": ("a" * 90_000, "FEEL-008"),
    "unknown names": ("[" + ",".join(f"y{i}" for i in range(9_000)) + "]", "FEEL-008"),
    "names alike": ("{" + ",".join(f"a {i}: 1" for i in range(8_000)) + "}", ""),
    "large number": ("9" * 90_000, "FEEL-014"),
    "large exponent": ("1e99999999999999", "FEEL-014"),
    "large duration": ('@"P' + "9" * 90_000 + 'D"', "FEEL-012"),
}


@pytest.mark.parametrize("kind", sorted(READ))
def test_reading_is_bounded(kind: str) -> None:
    text, code = READ[kind]
    found = codes(text)
    assert (code in found) if code else not any(c < "FEEL-100" for c in found)


def test_an_open_text_or_comment_leaves_its_tokens_as_they_are() -> None:
    assert [t.text for t in tokenize('a "b c')][:-1] == ["a", '"', "b", "c"]
    assert [t.text for t in tokenize("1 /* 2")][:-1] == ["1", "/", "*", "2"]
    assert [t.kind for t in tokenize('/* a */ "b" // c')] == ["text", "end"]
    assert [t.text for t in tokenize('/* a "b"')][:-1] == ["/", "*", "a", '"b"']


def test_what_follows_in_is_read_once_whatever_it_is() -> None:
    for text, value in {
        "1 in (1)": True,
        "3 in (1, 3)": True,
        "1 in (1..2)": False,
        "2 in ((1..3))": True,
        "2 in (< 3)": True,
        "2 in ([1, 2])[2]": True,
        "4 in (1 + 1) * 2": True,
        "1 in ((1 in (1)) = true, 1)": True,
    }.items():
        assert run(text) is value, text


VALUES: list[tuple[str, Mapping[str, object], set[str]]] = [
    ("x", {"x": [[[]]]}, set()),
    ("odd(x)", {"x": LARGE}, set()),
    ("even(x)", {"x": Decimal("9" * 100_000)}, set()),
    ("modulo(x, 7)", {"x": LARGE}, {"FEEL-104"}),
    ("x + x", {"x": LARGE}, {"FEEL-104"}),
    ('@"P1M" * 1e30 + @"P1M" * 1e30', {}, {"FEEL-104"}),
    (
        'for i in 1..90 return if i = 1 then @"P1D" else partial[-1] + partial[-1]',
        {},
        {"FEEL-101", "FEEL-104"},
    ),
]


@pytest.mark.parametrize(("text", "values", "wanted"), VALUES)
def test_odd_values_never_raise(text: str, values: Mapping[str, object], wanted: set[str]) -> None:
    assert codes(text, values) == wanted


def test_a_value_nested_without_end_is_refused() -> None:
    loop: list[object] = []
    loop.append(loop)
    assert codes("x", {"x": loop}) == {"FEEL-117"}


def test_parity_of_any_number() -> None:
    for number in ("0", "0.00", "-3", "4.0", "10", "1e3", "2e-1", "12.50"):
        value = Decimal(number)
        assert run("odd(x)", {"x": value}) is (value % 2 in (1, -1)), number
        assert run("even(x)", {"x": value}) is (value % 2 == 0), number


def test_what_is_shown_of_a_value_is_bounded() -> None:
    huge = run(BOTTOM)
    deep: object = 1
    for _ in range(5_000):
        deep = [deep]
    with pytest.raises(Fault):
        text_of(huge)
    for value in (huge, deep, {"a": huge}):
        assert len(shown(value)) < 100_000
        assert plain_of(value) is not None
    assert literal_of([1, {"a": "b"}], Run()) == shown([1, {"a": "b"}])


def test_the_same_expression_ends_at_the_same_step() -> None:
    text = 'count(for i in 1..200 return "abc" + string(i))'
    compiled = compile_expression(text, ())
    steps = set()
    for _ in range(3):
        evaluation = Run()
        compiled.within(evaluation, {})
        steps.add(evaluation.steps)
    assert len(steps) == 1
