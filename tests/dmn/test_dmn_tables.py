"""Hit policies, aggregation, defaults, allowed values."""

from __future__ import annotations

from decimal import Decimal

import pytest
from dmn_help import a_decision, a_table, an_input, load, program

from yuanqu.dmn import compile_model

OVERLAPPING = [("> 10", '"a"'), ("> 5", '"b"'), ("> 7", '"a"')]
ORDERED = '<output name="out"><outputValues><text>"b", "a"</text></outputValues></output>'
NUMBERS = [("> 10", "3"), ("> 5", "1"), ("> 7", "5")]


def _value(
    x: object, rows: list[tuple[str, str]], attributes: str, outputs: str = '<output name="out"/>'
) -> object:
    table = a_table(["x"], rows, attributes=attributes, outputs=outputs)
    return program(an_input("x") + a_decision("d", table, needs="i_x")).evaluate("d", {"x": x}).value


@pytest.mark.parametrize(
    ("attributes", "x", "expected"),
    [
        ('hitPolicy="UNIQUE"', 6, "b"),
        ('hitPolicy="UNIQUE"', 12, None),
        ("", 6, "b"),
        ('hitPolicy="FIRST"', 12, "a"),
        ('hitPolicy="PRIORITY"', 12, "b"),
        ('hitPolicy="ANY"', 12, None),
        ('hitPolicy="ANY"', 6, "b"),
        ('hitPolicy="RULE ORDER"', 12, ["a", "b", "a"]),
        ('hitPolicy="OUTPUT ORDER"', 12, ["b", "a", "a"]),
        ('hitPolicy="COLLECT"', 12, ["a", "b", "a"]),
        ('hitPolicy="COLLECT"', 1, None),
        ('hitPolicy="FIRST"', 1, None),
        ('hitPolicy="FIRST"', None, None),
    ],
)
def test_hit_policies(attributes: str, x: object, expected: object) -> None:
    assert _value(x, OVERLAPPING, attributes, ORDERED) == expected


@pytest.mark.parametrize(("aggregation", "expected"), [("SUM", 9), ("MIN", 1), ("MAX", 5), ("COUNT", 3)])
def test_collected_outputs_are_aggregated(aggregation: str, expected: int) -> None:
    assert _value(12, NUMBERS, f'hitPolicy="COLLECT" aggregation="{aggregation}"') == Decimal(expected)
    assert _value(1, NUMBERS, f'hitPolicy="COLLECT" aggregation="{aggregation}"') is None


def test_no_match_gives_the_default_and_never_zero() -> None:
    with_default = '<output name="out"><defaultOutputEntry><text>0</text></defaultOutputEntry></output>'
    assert _value(1, NUMBERS, "", with_default) == Decimal(0)
    assert _value(1, NUMBERS, "") is None


def test_several_outputs_make_a_context() -> None:
    outputs = '<output name="档"/><output name="比例"/>'
    table = a_table(
        ["x"], [("> 5", '"高"', "1"), ("-", '"低"', "0")], attributes='hitPolicy="FIRST"', outputs=outputs
    )
    made = program(an_input("x") + a_decision("d", table, needs="i_x"))
    assert made.evaluate("d", {"x": 6}).value == {"档": "高", "比例": Decimal(1)}


def test_a_violation_names_the_rows() -> None:
    made = program(an_input("x") + a_decision("d", a_table(["x"], OVERLAPPING), needs="i_x"))
    (finding,) = made.evaluate("d", {"x": 12}).diagnostics
    assert finding.code == "DMN-101"
    assert "1, 2, 3" in finding.message("zh")


def test_a_value_outside_the_input_values_is_told() -> None:
    table = a_table(["x"], [("-", "1")]).replace(
        "</inputExpression>", "</inputExpression><inputValues><text>1, 2</text></inputValues>"
    )
    result = program(an_input("x") + a_decision("d", table, needs="i_x")).evaluate("d", {"x": 3})
    assert [d.code for d in result.diagnostics] == ["DMN-104"]


@pytest.mark.parametrize("value", [True, None, "A"])
def test_an_input_of_another_type_matches_no_number(value: object) -> None:
    assert _value(value, [(">= 0", "1")], "") is None


def test_cells_may_use_the_input_itself_and_other_inputs() -> None:
    table = a_table(
        ["x", "y"],
        [("? > y and ? < 100", "-", '"over"'), ("-", "-", '"not"')],
        attributes='hitPolicy="FIRST"',
    )
    made = program(an_input("x") + an_input("y") + a_decision("d", table, needs="i_x i_y"))
    assert made.evaluate("d", {"x": 5, "y": 3}).value == "over"
    assert made.evaluate("d", {"x": 5, "y": 8}).value == "not"


def test_tables_are_plain_data() -> None:
    table = a_table(["x"], [(">= 5", "1")], attributes='hitPolicy="COLLECT" aggregation="SUM"')
    loaded = load(an_input("x") + a_decision("d", table, needs="i_x"))
    assert loaded.model is not None
    found = loaded.model.decisions[0].table
    assert found is not None
    assert (found.hit_policy, found.aggregation, found.inputs[0].text) == ("COLLECT", "SUM", "x")
    assert (found.rules[0].number, found.rules[0].description) == (1, "row 1")
    assert (found.rules[0].inputs[0].text, found.rules[0].outputs[0].text) == (">= 5", "1")
    assert compile_model(loaded.model).evaluate("d_d", {"x": 5}).value == Decimal(1)
