"""Tables beyond some fifty rows become lookups; they mean what they say row by row."""

from __future__ import annotations

import random
from decimal import Decimal

import pyarrow as pa
import pytest
from comparing import differences
from models import model, rows, table

from yuanqu import columns
from yuanqu.dmn import compile_model

ENGINES = ["duckdb", pytest.param("spark", marks=pytest.mark.spark)]
TYPES = {"甲": "decimal(9,2)", "乙": "decimal(7,3)", "等级": "text", "标记": "boolean", "数量": "integer"}


@pytest.fixture(autouse=True)
def _session(request):
    if "spark" in request.node.name:
        request.getfixturevalue("spark")


def steps(count: int, width: str = "2.5") -> list[list[str]]:
    edge = Decimal(width)
    return [[f"[{edge * at}..{edge * (at + 1)})", str(at)] for at in range(count)]


def grades(count: int) -> list[list[str]]:
    return [
        [f'"G{at % 12}", "H{at}"', f"[{at // 12 * 10}..{at // 12 * 10 + 10})", str(at)] for at in range(count)
    ]


CASES = {
    "steps": table(["甲"], steps(200)),
    "gaps": table(["甲"], steps(400)[::3]),
    "overlaps": table(["甲"], [*steps(100), ["[100..110]", "999"]]),
    "first of overlaps": table(["甲"], [*steps(100), ["-", "0.5"]], "FIRST"),
    "any": table(["甲"], [*steps(80), ["[100..110]", "41"]], "ANY"),
    "sums": table(["甲"], [[f"> {at}", "1.5"] for at in range(80)], "COLLECT", "SUM"),
    "counts": table(["甲"], [[f"> {at}", "1.5"] for at in range(80)], "COLLECT", "COUNT"),
    "negated": table(["甲"], [*steps(80), ["not([0..200))", "7"]]),
    "points": table(["数量"], [[str(at * 3), str(at)] for at in range(90)]),
    "quotient": table(["甲 / 乙"], steps(300)),
    "grades": table(["等级"], [[f'"G{at}"', str(at)] for at in range(150)]),
    "grades and steps": table(["等级", "甲"], grades(144)),
    "flags": table(["等级", "标记"], [[f'"G{at}"', "true", str(at)] for at in range(80)]),
    "formulas": table(
        ["甲"], [[cell, "甲 * 2" if at % 2 else "乙"] for at, (cell, _) in enumerate(steps(90))]
    ),
    "close edges": table(["甲"], [*steps(80), ["[1000000..1000000.01)", "1"], ["> 5000000", "2"]]),
    "nulls": table(["甲"], [*steps(60), ["null", "8"]]),
}
OVER_SPARK = ("overlaps", "quotient", "grades and steps", "close edges")


def source(seed: int = 7, count: int = 600) -> pa.Table:
    r = random.Random(seed)

    def some(make):
        return [None if r.random() < 0.05 else make() for _ in range(count)]

    return rows(
        TYPES,
        甲=some(lambda: Decimal(r.choice((r.randint(-300, 100000), r.randint(0, 400) * 250))).scaleb(-2)),
        乙=some(lambda: Decimal(r.choice((0, 1000, 500, -1000, r.randint(-5000, 5000)))).scaleb(-3)),
        等级=some(lambda: f"{r.choice('GGH')}{r.randint(0, 160)}"),
        标记=some(lambda: r.random() < 0.5),
        数量=some(lambda: r.randint(-3, 300)),
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_large_tables_mean_what_they_say(engine):
    chosen = CASES if engine == "duckdb" else {name: CASES[name] for name in OVER_SPARK}
    names = {f"表{at}": xml for at, xml in enumerate(chosen.values())}
    made = model(list(TYPES), names)
    plan = columns.compile(made, list(names), TYPES, matched=True)
    assert plan.ok, [d.text("en") for d in plan.diagnostics]
    data = source()
    found = columns.run(plan, data, engine)
    assert differences(compile_model(made), data, found, tuple(names)) == []


@pytest.mark.parametrize("case", ["steps", "quotient", "grades", "grades and steps", "overlaps", "formulas"])
def test_large_tables_are_joined_not_tried_row_by_row(case):
    plan = columns.compile(model(list(TYPES), {"表": CASES[case]}), "表", TYPES)
    assert plan.lookups
    assert len(plan.sql()) < 20_000


def test_a_clash_known_beforehand_is_told_in_bulk():
    plan = columns.compile(model(list(TYPES), {"表": CASES["overlaps"]}), "表", TYPES)
    assert [o.name for o in plan.outputs] == ["表", "表#violation"]
    found = columns.run(plan, rows(TYPES, 甲=["105", "99.99"]).select(["甲"]))
    assert found.to_pylist() == [
        {"表": None, "表#violation": True},
        {"表": Decimal(39), "表#violation": False},
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_made_of_itself_many_times_over_stays_short(engine):
    """Long sums, and values made twice of the one before: written out they would double with every step."""
    types = {"甲": "decimal(9,2)", "乙": "decimal(7,3)"}
    sums = [[f"> {at}", f"< {at + 30}", f"甲 - 乙 + {at}"] for at in range(45)]
    chain = "<context>"
    for at in range(14):
        before = f"x{at - 1}" if at else "甲"
        body = f"if {before} &gt; {at} then {before} - 乙 else round down({before} - {at}, 1)"
        chain += f'<contextEntry><variable name="x{at}"/><literalExpression><text>{body}</text></literalExpression></contextEntry>'
    chain += "<contextEntry><literalExpression><text>x13</text></literalExpression></contextEntry></context>"
    nested = "甲"
    for at in range(12):
        nested = f"(if {nested} > {at} then 甲 - {at} else {nested})" if at % 2 else f"abs({nested} - 乙)"
    cases = {"和": table(["甲", "乙"], sums, "COLLECT", "SUM"), "链": chain, "层": nested}
    made = model(list(types), cases)
    plan = columns.compile(made, list(cases), types, matched=True)
    assert plan.ok, [d.text("en") for d in plan.diagnostics]
    assert len(plan.sql()) < 60_000
    assert len(plan.sql("spark")) < 60_000
    data = source(3, 200).select(["甲", "乙"])
    found = columns.run(plan, data, engine)
    assert differences(compile_model(made), data, found, tuple(cases)) == []
