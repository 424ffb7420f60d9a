"""One bad input per code, and every code said in both languages with what to do."""

from __future__ import annotations

import pytest
from feel_help import codes

from yuanqu.diagnostics import Where
from yuanqu.diagnostics.message import Message, all_messages
from yuanqu.feel.expression import guarded
from yuanqu.feel.run import Run

BAD: list[tuple[str, str, dict[str, object]]] = [
    ("FEEL-001", "1 2", {}),
    ("FEEL-002", "1 +", {}),
    ("FEEL-003", '"abc', {}),
    ("FEEL-004", "(" * 200 + "1", {}),
    ("FEEL-005", "1 ≥ 2", {}),
    ("FEEL-006", "1 ＋ 2", {}),
    ("FEEL-007", "1" * 100_001, {}),
    ("FEEL-008", "nothing + 1", {}),
    ("FEEL-009", "1 instance of nothing", {}),
    ("FEEL-010", 'function(x) external {java: {class: "A"}}', {}),
    ("FEEL-011", "  ", {}),
    ("FEEL-012", '@"yesterday"', {}),
    ("FEEL-013", "{a: 1, a: 2}", {}),
    ("FEEL-014", "1e999999", {}),
    ("FEEL-020", "abs(1, 2)", {}),
    ("FEEL-021", "abs(x: 1)", {}),
    ("FEEL-101", '1 + "a"', {}),
    ("FEEL-102", '1 < "a"', {}),
    ("FEEL-103", "1 / 0", {}),
    ("FEEL-104", "10 ** 7000", {}),
    ("FEEL-105", '@"999999999-12-31" + @"P1D"', {}),
    ("FEEL-106", '-"a"', {}),
    ("FEEL-107", "{a: 1}.b", {}),
    ("FEEL-108", "[5..1]", {}),
    ("FEEL-109", 'if "a" then 1 else 2', {}),
    ("FEEL-110", 'abs("a")', {}),
    ("FEEL-111", 'date("2014-13-01")', {}),
    ("FEEL-112", 'sum([1, "a"])', {}),
    ("FEEL-113", "[1][2]", {}),
    ("FEEL-114", "min([])", {}),
    ("FEEL-115", "(function(x) x)(1, 2)", {}),
    ("FEEL-116", "now()", {}),
    ("FEEL-117", "{f: function(n) f(n), r: f(1)}.r", {}),
    ("FEEL-118", "concatenate(l, l)", {"l": [True] * 600_000}),
    ("FEEL-119", "count(for i in l, j in l return 1)", {"l": list(range(4000))}),
    ("FEEL-120", 'matches("a", "[")', {}),
    ("FEEL-121", 'matches(t, "^(a|a|aa)+[0-9]$")', {"t": "a" * 50 + "!"}),
    ("FEEL-122", "[{a: 1}][b = 1]", {}),
    ("FEEL-123", "for i in null return i", {}),
    ("FEEL-124", '{f: function(x: number) x, r: f("a")}.r', {}),
    ("FEEL-125", "x(1)", {"x": 1}),
    ("FEEL-126", "x", {"x": 0.1}),
    ("FEEL-127", "x", {"x": object()}),
    ("FEEL-129", "x + x", {"x": "a" * 3_000_000}),
]


def messages() -> list[Message]:
    return [message for message in all_messages() if message.code.startswith("FEEL-")]


@pytest.mark.parametrize(("code", "text", "values"), BAD, ids=[code for code, _, _ in BAD])
def test_a_bad_input_is_told_under_its_code(code: str, text: str, values: dict[str, object]) -> None:
    assert code in codes(text, values)


def test_every_code_has_a_bad_input() -> None:
    assert {code for code, _, _ in BAD} | {"FEEL-128"} == {message.code for message in messages()}


def test_what_python_itself_refuses_is_told_and_never_raised() -> None:
    """No expression is known that gets there; the fuzzers look for one."""

    def code(frame: list[object]) -> object:
        raise OverflowError("too large")

    run = Run()
    assert guarded(run, code, [run], Where()) is None
    assert [d.code for d in run.findings] == ["FEEL-128"]


def test_messages_are_bilingual_and_say_what_to_do() -> None:
    for message in messages():
        assert all((message.zh, message.en, message.hint_zh, message.hint_en)), message.code
