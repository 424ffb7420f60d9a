"""What can't be proved exact is refused by name: one bad expression per code."""

from __future__ import annotations

import pyarrow as pa
import pytest
from models import model, plan_of, rows, table

from yuanqu import columns
from yuanqu.columns.duckdb_engine import Unusable

TYPES = {"甲": "decimal(18,2)", "乙": "decimal(18,2)", "等级": "text", "日期": "date"}
LIST = "<list><literalExpression><text>甲</text></literalExpression></list>"


@pytest.mark.parametrize(
    ("expression", "code", "named"),
    [
        ("for x in [1, 2] return x", "COL-001", "for x in [1, 2] return x"),
        ("1 + (甲 ** 乙)", "COL-001", "甲 ** 乙"),
        ("日期 + duration(\"P1D\")", "COL-001", 'duration("P1D")'),
        ("甲 = 等级", "COL-003", "甲 = 等级"),
        ("甲 + 等级", "COL-003", "甲 + 等级"),
        ("if 甲 then 1 else 2", "COL-003", "if 甲 then 1 else 2"),
        ("甲 * 乙", "COL-004", "甲 * 乙"),
        ("甲 / 乙", "COL-005", "结果"),
        ("甲 / 乙 + 1", "COL-005", "甲 / 乙 + 1"),
        ("甲 / (甲 / 乙)", "COL-005", "甲 / (甲 / 乙)"),
        ("round half up(甲, -2)", "COL-006", "round half up(甲, -2)"),
        ("round half up(甲, 乙)", "COL-006", "round half up(甲, 乙)"),
        ("round down(甲 / 乙, 2)", "COL-007", "round down(甲 / 乙, 2)"),
        ("甲 / 乙 > 乙 / 甲", "COL-009", "甲 / 乙 > 乙 / 甲"),
        ("modulo(甲, 乙)", "COL-010", "modulo(甲, 乙)"),
        ("string(甲)", "COL-010", "string(甲)"),
        (table(["甲"], [["-", "1"]], "RULE ORDER"), "COL-012", "结果"),
        (table(["甲"], [["> 1", "甲"], ["> 2", "1"]], "PRIORITY", values="1, 2"), "COL-013", "结果"),
        (LIST, "COL-015", "结果"),
    ],
)  # fmt: skip
def test_each_refusal_names_its_expression(expression, code, named):
    types = TYPES | ({"甲": "decimal(30,2)", "乙": "decimal(30,2)"} if code == "COL-004" else {})
    (found,) = plan_of(expression, types).diagnostics
    assert (found.code, found.values["expression"]) == (code, named)
    assert found.severity == "error"
    assert found.hint("zh")


def test_an_input_without_a_column_is_named():
    plan = columns.compile(model(["甲", "丁"], {"结果": "甲 + 丁"}), "结果", {"甲": "decimal(9,2)"})
    assert [(d.code, d.values["name"]) for d in plan.diagnostics] == [("COL-002", "丁")]


def test_a_function_that_calls_itself_is_refused():
    body = (
        '<context><contextEntry><variable name="f"/><functionDefinition><formalParameter name="n"/><literalExpression>'
        "<text>if n = 0 then 1 else f(n - 1)</text></literalExpression></functionDefinition></contextEntry>"
        "<contextEntry><literalExpression><text>f(甲)</text></literalExpression></contextEntry></context>"
    )
    (found,) = plan_of(body, {"甲": "integer"}).diagnostics
    assert found.code in ("COL-001", "COL-011")


def test_a_constant_that_is_no_value_is_refused():
    plan = columns.compile(model(["甲"], {"结果": "甲"}), "结果", {}, {"甲": 1.5})
    assert [d.code for d in plan.diagnostics] == ["COL-016"]


def test_every_refused_decision_is_reported_at_once():
    made = model(list(TYPES), {"一": "甲 / 乙", "二": "甲 + 1", "三": "string(甲)"})
    assert [d.code for d in columns.compile(made, ["一", "二", "三"], TYPES).diagnostics] == [
        "COL-005",
        "COL-010",
    ]


def test_a_source_without_the_column_is_refused():
    with pytest.raises(Unusable, match="COL-020"):
        columns.run(plan_of("甲 + 1", TYPES), pa.table({"别的": ["x"]}))


def test_business_knowledge_and_contexts_are_inlined():
    made = model(
        ["甲", "乙"],
        {"结果": "{a: 甲 + 乙, b: 档(a, 10)}.b"},
        {"档": ("x t", "if x >= t then round half up(x * 0.5, 2) else 0")},
    )
    types = {"甲": "decimal(9,2)", "乙": "decimal(9,2)"}
    plan = columns.compile(made, "结果", types)
    assert plan.ok, [d.text("en") for d in plan.diagnostics]
    assert [
        str(v)
        for v in columns.run(plan, rows(types, 甲=["9.99", "10"], 乙=["0.01", "-0.01"]))["结果"].to_pylist()
    ] == ["5.00", "0.00"]
