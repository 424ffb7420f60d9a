"""Prepared calls and traces, as data and as text in both languages, tables inside knowledge and boxes included."""

from __future__ import annotations

import json

from dmn_help import a_decision, a_table, an_input, literal, program

SOURCE = '<knowledgeSource id="s" name="s13.2"/>'
AUTHORITY = '<authorityRequirement><requiredAuthority href="#s"/></authorityRequirement>'
ROWS = [("< 10", "-", '"low"'), (">= 10", "< 3", '"wide"'), (">= 10", "-", '"high"')]
TABLE = a_table(["x", "rate"], ROWS, attributes='hitPolicy="FIRST"')
BASE = SOURCE + an_input("x", "number") + an_input("rate", "number")
OWN = BASE + a_decision("d", AUTHORITY + TABLE, needs="i_x i_rate")
KNOWLEDGE = (
    '<businessKnowledgeModel id="k_f" name="f"><encapsulatedLogic><formalParameter name="n"/>'
    + a_table(["n"], [("< 2", '"a"'), (">= 2", '"b"')])
    + "</encapsulatedLogic></businessKnowledgeModel>"
)
BOXED = (
    '<context><contextEntry><variable name="v"/>'
    + a_table(["x"], [("< 2", "1"), (">= 2", "2")])
    + f"</contextEntry><contextEntry>{literal('v + 1')}</contextEntry></context>"
)


def test_a_prepared_call_answers_as_evaluate_does() -> None:
    made = program(OWN, rate=5)
    call = made.prepare(["d"], ["x"])
    assert call.diagnostics == ()
    for x, value in ((1, "low"), (12, "high"), (None, None)):
        answer, result = call([x]), made.evaluate("d", {"x": x})
        assert answer.values == (result.value,) == (value,)
        assert answer.trace == result.trace
        assert answer.diagnostics == result.diagnostics
    assert made.prepare(["d"], ["x"], trace=False)([1]).trace == ()
    assert [d.code for d in made.prepare(["d"], [])([]).diagnostics] == ["DMN-105"]
    assert [d.code for d in made.prepare(["gone"]).diagnostics] == ["DMN-043"]
    assert made.prepare(["gone"])([1, 2]).values == ()
    assert made.prepare(["d"], ["x"])([1.5]).diagnostics[0].code == "FEEL-126"


def test_each_row_says_why_it_failed_or_hit() -> None:
    (step,) = program(OWN, rate=2).evaluate("d", {"x": 12}).trace
    data = json.loads(json.dumps(step.as_dict()))
    assert (data["value"], data["inputs"]) == ("wide", {"x": "12", "rate": "2"})
    assert data["clauses"] == [{"id": "s", "name": "s13.2", "href": ""}]
    assert [(r["number"], r["matched"], r["failed_input"]) for r in data["table"]["rules"]] == [
        (1, False, 0),
        (2, True, None),
        (3, True, None),
    ]
    assert (data["table"]["matched"], data["table"]["fired"]) == ([2], [2])
    assert step.text("en").splitlines() == [
        "d = wide",
        "  under: s13.2",
        "  x = 12",
        "  rate = 2",
        "  row 1 < 10, - (row 1): x = 12 fails < 10",
        '  row 2 >= 10, < 3 (row 2): hit → "wide"',
        '  row 3 >= 10, - (row 3): passed, not used → "high"',
    ]
    assert step.text("zh").splitlines()[1:] == [
        "  依据：s13.2",
        "  x = 12",
        "  rate = 2",
        "  第 1 行 < 10, -（row 1）：x = 12，不符合 < 10",
        '  第 2 行 >= 10, < 3（row 2）：命中 → "wide"',
        '  第 3 行 >= 10, -（row 3）：相符而未取用 → "high"',
    ]
    (empty,) = program(OWN, rate=2).evaluate("d", {"x": None}).trace
    assert "x = 无数据，不符合 < 10" in empty.text("zh")
    assert "x = no value fails < 10" in empty.text("en")


def test_tables_inside_knowledge_and_boxes_are_traced() -> None:
    body = BASE + KNOWLEDGE + a_decision("d", literal("[f(1), f(x)]"), needs="k_f i_x")
    (step,) = program(body).evaluate("d", {"x": 3}).trace
    assert [(t.name, t.fired, [r.failed_input for r in t.rules]) for t in step.inner] == [
        ("f", (1,), [None, 0]),
        ("f", (2,), [0, None]),
    ]
    assert [t["inputs"][0]["value"] for t in step.as_dict()["inner"]] == ["1", "3"]  # type: ignore[attr-defined]
    assert "n = 3 fails < 2" in step.text("en")
    assert "n = 3，不符合 < 2" in step.text("zh")
    (boxed,) = program(BASE + a_decision("d", BOXED, needs="i_x")).evaluate("d", {"x": 1}).trace
    assert (boxed.value, [t.fired for t in boxed.inner]) == (2, [(1,)])
    assert "x = 1 fails >= 2" in boxed.text("en")
