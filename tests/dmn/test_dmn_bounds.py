"""Hostile models: each ends with a diagnostic. No clock is asked."""

from __future__ import annotations

import pytest
from dmn_help import a_decision, a_table, an_input, definitions, escape, literal, load

from yuanqu.dmn import Result, compile_model, read_model, write_model

IMPORT = '<import name="{0}" namespace="urn:{0}" importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>'
SLOW = 'matches(?, "^(a|a|aa)+[0-9]$")'


def evaluate(body: str, decision: str = "d", **context: object) -> Result:
    model = load(body).model
    assert model is not None
    result = compile_model(model).evaluate(decision, context)
    for step in result.trace:
        step.as_dict()
        step.text("zh")
        step.text("en")
    assert write_model(model) == model.data
    return result


def a_type(name: str, allowed: str, of: str = "number") -> str:
    inner = f"<typeRef>{of}</typeRef><allowedValues><text>{escape(allowed)}</text></allowedValues>"
    return (
        f'<itemDefinition name="{name}">{inner}</itemDefinition>'
        f'<itemDefinition name="{name}s" isCollection="true"><typeRef>{name}</typeRef></itemDefinition>'
    )


def knowledge(name: str, body: str) -> str:
    return (
        f'<businessKnowledgeModel id="k_{name}" name="{name}"><encapsulatedLogic><formalParameter name="n"/>'
        f"{body}</encapsulatedLogic></businessKnowledgeModel>"
    )


LOOP = a_decision("d", literal("count(for i in 1..100000 return f(i))"), needs="k_f")
ROW = "<row>" + literal("1") + "</row>"
ENTRY = '<contextEntry><variable name="a{}"/>' + literal("1") + "</contextEntry>"
SERVICE = '<decisionService id="s" name="f"><outputDecision href="#d_o"/></decisionService>'
CALLS = (
    '<decision id="d" name="d"><knowledgeRequirement><requiredKnowledge href="#s"/></knowledgeRequirement>'
    + literal("count(for i in 1..100000 return f())")
    + "</decision>"
)
CHAIN = "".join(a_decision(f"x{i}", literal("1"), needs=f"d_x{i + 1}") for i in range(300))
STEPS = {
    "allowed values": a_type("t", "count(for i in 1..900000 return i) > ?")
    + an_input("x", "ts")
    + a_decision("d", literal("x"), needs="i_x"),
    "table in a loop": knowledge(
        "f", a_table(["n"], [(f"> {i} + n", "1") for i in range(300)], attributes='hitPolicy="COLLECT"')
    )
    + LOOP,
    "context in a loop": knowledge(
        "f", "<context>" + "".join(ENTRY.format(i) for i in range(300)) + "</context>"
    )
    + LOOP,
    "list in a loop": knowledge("f", "<list>" + literal("1") * 300 + "</list>") + LOOP,
    "relation in a loop": knowledge("f", '<relation><column name="a"/>' + ROW * 300 + "</relation>") + LOOP,
    "service in a loop": SERVICE
    + a_decision("o", literal("1"), needs="d_x0")
    + CHAIN
    + a_decision("x300", literal("1"))
    + CALLS,
    "boxed for": a_decision(
        "d",
        f'<for iteratorVariable="i"><in>{literal("[1..100000]")}</in><return>{literal("partial")}</return></for>',
    ),
    "boxed some": a_decision(
        "d",
        f'<some iteratorVariable="i"><in>{literal("[1..999999]")}</in><satisfies>{literal("i < 0")}</satisfies></some>',
    ),
    "boxed filter": a_decision(
        "d",
        f"<filter><in>{literal('for i in 1..900000 return i')}</in><match>{literal('item > 5')}</match></filter>",
    ),
    "many decisions": "".join(
        a_decision(f"x{i}", literal("count(for i in 1..999999 return i)")) for i in range(30)
    )
    + a_decision("d", literal("1"), needs=" ".join(f"d_x{i}" for i in range(30))),
}


@pytest.mark.parametrize("kind", sorted(STEPS))
def test_work_is_counted(kind: str) -> None:
    found = evaluate(STEPS[kind], x=list(range(100))).diagnostics
    assert "FEEL-119" in {d.code for d in found}
    assert all(d.where.source for d in found)


def test_a_slow_pattern_of_a_type_ends_the_evaluation_not_the_process() -> None:
    body = a_type("t", SLOW, "string") + an_input("x", "ts") + a_decision("d", literal("x"), needs="i_x")
    assert {d.code for d in evaluate(body, x=["a" * 50 + "!"] * 100).diagnostics} == {"FEEL-124"}


def test_what_a_type_finds_while_it_looks_is_not_told() -> None:
    body = a_type("t", '? + "a" = 1') + an_input("x", "t") + a_decision("d", literal("x"), needs="i_x")
    assert [d.code for d in evaluate(body, x=1).diagnostics] == ["FEEL-124"]


def test_priorities_are_looked_up() -> None:
    names = [f'"v{i}"' for i in range(3_000)]
    outputs = f"<output><outputValues><text>{','.join(names)}</text></outputValues></output>"
    rows = [("> 0", name) for name in reversed(names)]
    table = a_table(["x"], rows, attributes='hitPolicy="PRIORITY"', outputs=outputs)
    assert evaluate(an_input("x") + a_decision("d", table, needs="i_x"), x=1).value == "v0"


def test_traces_of_large_and_deep_values_are_bounded() -> None:
    wide = "(for i in 1..60 return if i = 1 then [1] else [partial[-1], partial[-1]])[-1]"
    deep = "(for i in 1..4000 return if i = 1 then [1] else [partial[-1]])[-1]"
    for text in (wide, deep, deep.replace("[1]", "{}").replace("[partial[-1]]", "{a: partial[-1]}")):
        assert evaluate(a_decision("d", literal(text))).diagnostics == ()


def test_inputs_without_end_are_refused() -> None:
    loop: list[object] = []
    loop.append(loop)
    body = an_input("x") + a_decision("d", literal("x"), needs="i_x")
    assert [d.code for d in evaluate(body, x=loop).diagnostics] == ["FEEL-117"]


def test_imports_that_import_each_other_are_read_once() -> None:
    files = {
        f"{i}.dmn": definitions(
            "".join(IMPORT.format(j) for j in range(i + 1, 18)) + a_decision("e", literal("1")),
            namespace=f"urn:{i}",
        )
        for i in range(18)
    }
    loaded = load("".join(IMPORT.format(j) for j in range(18)), imports=files)
    assert loaded.model is not None
    value = compile_model(loaded.model).evaluate("d_e", {}).value
    assert value == 1


def test_circles_are_told_a_bounded_number_of_times() -> None:
    body = "".join(a_decision(f"x{i}", literal("1"), needs=f"d_x{i}") for i in range(3_000))
    model = load(body).model
    assert model is not None
    assert len(compile_model(model).diagnostics) == 100


def test_names_and_types_in_number_are_read_in_one_go() -> None:
    types = "".join(
        f'<itemDefinition name="t{i}"><itemComponent name="c {i}"><typeRef>number</typeRef></itemComponent>'
        "</itemDefinition>"
        for i in range(2_000)
    )
    body = types + "".join(a_decision(f"d{i}", literal("1")) for i in range(2_000))
    assert not load(body).diagnostics


@pytest.mark.parametrize(
    "data",
    [
        definitions(an_input("a " * 2_000_000)),
        definitions('<inputData id="i" name="x" ' + " ".join(f'a{i}="1"' for i in range(20_000)) + "/>"),
        definitions(an_input("x"))[:-20],
        definitions(an_input("x")).replace(b"https", b"http"),
        definitions(an_input("x")).replace(b"inputData", b"b:inputData"),
        b'<?xml version="1.0" encoding="bogus"?><a/>',
        "﻿".encode() + definitions(an_input("x")),
        definitions(an_input("x")).decode().encode("utf-16"),
    ],
    ids=range(8),
)
def test_odd_files_are_read_or_refused(data: bytes) -> None:
    loaded = read_model(data, source="odd.dmn")
    assert loaded.model is not None or loaded.diagnostics
