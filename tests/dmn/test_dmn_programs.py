"""Requirements, trace, constants, knowledge, services, imports, boxed expressions, types."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from dmn_help import a_decision, a_table, an_input, definitions, literal, load, program

from yuanqu.dmn import compile_model, read_model

BANDS = [(">= 20", "1"), ("[15..20)", "0.5"), ("[10..15)", "0.3"), ("< 10", "0")]
RELIEF = (
    an_input("税收", "number")
    + an_input("用地", "number")
    + an_input("税额", "number")
    + '<knowledgeSource id="s13.2" name="第十三条第2句"/>'
    + a_decision("亩均税收", literal("税收 / 用地"), needs="i_税收 i_用地", kind="number")
    + a_decision(
        "比例",
        '<authorityRequirement><requiredAuthority href="#s13.2"/></authorityRequirement>'
        + a_table(["亩均税收"], BANDS),
        needs="d_亩均税收",
        kind="number",
    )
    + a_decision("减免", literal("round half up(税额 * 比例, 2)"), needs="d_比例 i_税额", kind="number")
)


@pytest.mark.parametrize(
    ("tax", "relief"),
    [
        ("20", "26078.61"),
        ("19.999", "13039.31"),
        ("15", "13039.31"),
        ("14.99", "7823.58"),
        ("9.99", "0.00"),
        (None, None),
    ],
)
def test_relief_follows_the_bands_and_rounds_once(tax: str | None, relief: str | None) -> None:
    context = {"税收": Decimal(tax) if tax else None, "用地": 1, "税额": Decimal("26078.61")}
    value = program(RELIEF).evaluate("减免", context).value
    assert value == (Decimal(relief) if relief else None)


def test_the_trace_tells_each_decision_row_and_clause_in_order() -> None:
    result = program(RELIEF).evaluate("减免", {"税收": 16, "用地": 1, "税额": 100})
    assert [t.name for t in result.trace] == ["亩均税收", "比例", "减免"]
    first, second, _ = result.trace
    assert first.expression == "税收 / 用地"
    assert first.inputs == (("税收", Decimal(16)), ("用地", Decimal(1)))
    assert [c.name for c in second.clause_sources] == ["第十三条第2句"]
    table = second.table
    assert table is not None
    assert table.inputs[0].expression == "亩均税收"
    assert table.inputs[0].value == Decimal(16)
    assert [(r.matched, r.failed_input) for r in table.rules] == [
        (False, 0),
        (True, None),
        (False, 0),
        (False, 0),
    ]
    assert (table.matched, table.fired) == ((2,), (2,))
    assert table.rules[1].cells == ("[15..20)",)
    assert table.rules[1].outputs == ("0.5",)


def test_values_agree_with_and_without_trace() -> None:
    made = program(RELIEF)
    for tax in range(30):
        context = {"税收": tax, "用地": 1, "税额": 100}
        assert made.evaluate("减免", context).value == made.evaluate("减免", context, trace=False).value


def test_under_first_only_the_first_row_hits() -> None:
    table = a_table(["x"], [("> 5", "1"), ("-", "0")], attributes='hitPolicy="FIRST"')
    result = program(an_input("x") + a_decision("d", table, needs="i_x")).evaluate("d", {"x": 6})
    found = result.trace[0].table
    assert found is not None
    assert found.matched == (1,)
    assert [rule.matched for rule in found.rules] == [True, True]


def test_constants_are_bound_before_and_values_can_be_given_for_decisions() -> None:
    made = program(RELIEF, 税额=Decimal(1000))
    assert made.evaluate("减免", {"税收": 16, "用地": 1, "税额": 5}).value == Decimal(500)
    assert made.evaluate("减免", {}, given={"亩均税收": 20}).value == Decimal(1000)


def test_missing_inputs_are_told_and_null() -> None:
    result = program(RELIEF).evaluate("减免", {"税收": 16, "用地": 1})
    assert result.value is None
    assert [d.code for d in result.diagnostics] == ["DMN-105", "FEEL-101", "FEEL-110"]
    assert all(d.severity != "error" for d in result.diagnostics)


def test_a_value_of_the_wrong_type_is_told_and_null() -> None:
    result = program(RELIEF).evaluate("亩均税收", {"税收": "many", "用地": 1})
    assert result.value is None
    assert result.diagnostics[0].code == "FEEL-124"


KNOWLEDGE = (
    '<businessKnowledgeModel id="k_f" name="阶乘"><variable name="阶乘"/>'
    '<knowledgeRequirement><requiredKnowledge href="#k_f"/></knowledgeRequirement>'
    '<encapsulatedLogic><formalParameter name="n" typeRef="number"/>'
    + literal("if n <= 1 then 1 else n * 阶乘(n - 1)")
    + "</encapsulatedLogic></businessKnowledgeModel>"
)


def test_knowledge_can_call_itself_within_bounds() -> None:
    body = an_input("x") + KNOWLEDGE + a_decision("d", literal("阶乘(x)"), needs="i_x k_f")
    made = program(body)
    assert made.evaluate("d", {"x": 10}).value == Decimal(3628800)
    deep = made.evaluate("d", {"x": 100000})
    assert deep.value is None
    assert deep.diagnostics[0].code == "FEEL-117"


def test_an_argument_of_the_wrong_type_makes_the_call_null() -> None:
    made = program(KNOWLEDGE + a_decision("d", literal('阶乘("a")'), needs="k_f"))
    result = made.evaluate("d", {})
    assert (result.value, result.diagnostics[0].code) == (None, "FEEL-124")


SERVICE = (
    an_input("x", "number")
    + a_decision("a", literal("x + 1"), needs="i_x")
    + a_decision("b", literal("a * 2"), needs="d_a")
    + '<decisionService id="s" name="算"><variable name="算"/><outputDecision href="#d_b"/>'
    + '<encapsulatedDecision href="#d_a"/><inputData href="#i_x"/></decisionService>'
    + '<decisionService id="s2" name="半"><variable name="半"/><outputDecision href="#d_b"/>'
    + '<inputDecision href="#d_a"/></decisionService>'
)


def test_services_run_by_themselves_and_as_functions() -> None:
    calls = a_decision("c", literal("算(5) + 半(a: 10)"), needs="k_s").replace("#k_s", "#s")
    calls = calls.replace(
        "<literal", '<knowledgeRequirement><requiredKnowledge href="#s2"/></knowledgeRequirement><literal', 1
    )
    made = program(SERVICE + calls)
    assert made.evaluate_service("算", {"x": 1}).value == Decimal(4)
    assert made.evaluate_service("半", {"a": 10}).value == Decimal(20)
    assert made.evaluate("c", {}).value == Decimal(32)


def test_imported_elements_are_known_under_the_import() -> None:
    inner = definitions(
        an_input("x") + KNOWLEDGE + a_decision("双", literal("x * 2"), needs="i_x"), namespace="urn:in"
    )
    body = (
        '<import name="库" namespace="urn:in" importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>'
        '<decision id="d" name="d"><variable name="d"/>'
        '<informationRequirement><requiredDecision href="urn:in#d_双"/></informationRequirement>'
        '<knowledgeRequirement><requiredKnowledge href="urn:in#k_f"/></knowledgeRequirement>'
        + literal("库.双 + 库.阶乘(3)")
        + "</decision>"
    )
    loaded = load(body, imports={"inner.dmn": inner})
    assert loaded.model is not None
    assert not loaded.diagnostics
    assert compile_model(loaded.model).evaluate("d", {"x": 2}).value == Decimal(10)
    assert compile_model(loaded.model).evaluate("d", {"库": {"x": 3}}).value == Decimal(12)


@pytest.mark.parametrize(
    ("logic", "expected"),
    [
        (
            f'<context><contextEntry><variable name="a"/>{literal("2")}</contextEntry>'
            f"<contextEntry>{literal('a + 1')}</contextEntry></context>",
            Decimal(3),
        ),
        (f"<list>{literal('1')}{literal('2')}</list>", [Decimal(1), Decimal(2)]),
        (
            f'<relation><column name="a"/><column name="b"/><row>{literal("1")}{literal("2")}</row></relation>',
            [{"a": Decimal(1), "b": Decimal(2)}],
        ),
        (
            f"<conditional><if>{literal('1 > 0')}</if><then>{literal('1')}</then><else>{literal('2')}</else></conditional>",
            Decimal(1),
        ),
        (
            f"<filter><in>{literal('[1, 2, 3]')}</in><match>{literal('item > 1')}</match></filter>",
            [Decimal(2), Decimal(3)],
        ),
        (
            f'<for iteratorVariable="i"><in>{literal("[1, 2]")}</in><return>{literal("i * 2 + count(partial)")}</return></for>',
            [Decimal(2), Decimal(5)],
        ),
        (
            f'<every iteratorVariable="i"><in>{literal("[1, 2]")}</in><satisfies>{literal("i > 0")}</satisfies></every>',
            True,
        ),
        (
            f'<context><contextEntry><variable name="f"/><functionDefinition><formalParameter name="x"/>{literal("x + 1")}'
            f"</functionDefinition></contextEntry><contextEntry><invocation>{literal('f')}"
            f'<binding><parameter name="x"/>{literal("4")}</binding></invocation></contextEntry></context>',
            Decimal(5),
        ),
    ],
)
def test_boxed_expressions(logic: str, expected: object) -> None:
    assert program(a_decision("d", logic)).evaluate("d", {}).value == expected


ITEMS = (
    '<itemDefinition name="t等级"><typeRef>string</typeRef><allowedValues><text>"A", "B"</text></allowedValues></itemDefinition>'
    '<itemDefinition name="t企业"><itemComponent name="亩均 税收"><typeRef>number</typeRef></itemComponent>'
    '<itemComponent name="等级"><typeRef>t等级</typeRef></itemComponent></itemDefinition>'
    '<itemDefinition name="t名单" isCollection="true"><typeRef>t企业</typeRef></itemDefinition>'
)


def test_item_definitions_check_and_coerce() -> None:
    body = (
        ITEMS
        + an_input("名单", "t名单")
        + a_decision("d", literal("count(名单[亩均 税收 > 20])"), needs="i_名单")
    )
    made = program(body)
    firm = {"亩均 税收": 25, "等级": "A"}
    assert made.evaluate("d", {"名单": [firm, {**firm, "亩均 税收": 5}]}).value == Decimal(1)
    assert made.evaluate("d", {"名单": firm}).value == Decimal(1)
    wrong = made.evaluate("d", {"名单": [{**firm, "等级": "C"}]})
    assert wrong.diagnostics[0].code == "FEEL-124"


def test_dates_are_taken_as_they_come() -> None:
    made = program(an_input("日", "date") + a_decision("d", literal('日 < date("2014-08-01")'), needs="i_日"))
    assert made.evaluate("d", {"日": date(2014, 7, 31)}).value is True


@pytest.mark.parametrize("version", ["1.3", "1.4", "1.5"])
def test_three_versions_are_read_and_kept(version: str) -> None:
    data = definitions(a_decision("d", literal("1")), version)
    loaded = read_model(data, source="x")
    assert loaded.model is not None
    assert (loaded.model.version, loaded.model.data, loaded.model.has_diagrams) == (version, data, False)
    assert loaded.model.tree is not None
