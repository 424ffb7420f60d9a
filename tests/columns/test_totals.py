"""Totals of many drafts in one scan are those of each draft alone, by rows that the scalar evaluator would give."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random

import pyarrow as pa
import pytest
from models import model, rows, table

from yuanqu import columns
from yuanqu.columns import counting, duckdb_engine
from yuanqu.columns import totals as counted
from yuanqu.columns.drafts import Draft, compile_drafts
from yuanqu.columns.plan import Plan

TYPES = {"税收": "decimal(14,2)", "亩": "decimal(9,4)", "税额": "decimal(12,2)", "税率": "decimal(5,2)"}


@dataclass(frozen=True)
class Table:
    """A table of three steps over an input, and the amount that its ratio makes."""

    asked: str
    amount: str = "round half up(税额 * 税率 * 比例, 2)"
    highest: str = "一档"

    def draft(self, name: str, edge: Decimal, ratio: str, full: str) -> Draft:
        steps = [[f">= {edge}", self.highest], [f"[{edge - 5}..{edge})", ratio], [f"< {edge - 5}", "0"]]
        decisions = {"比例": table([self.asked], steps), "金额": self.amount}
        return Draft(name, model([*TYPES, "一档"], decisions), {"一档": Decimal(full)})


QUOTIENT, NUMBER = Table("税收 / 亩"), Table("税收")
SHAPES = {
    "quotient": QUOTIENT,
    "number": NUMBER,
    "not rounded": Table("税收 / 亩", "税额 * 比例"),
    "to whole yuan": Table("税收 / 亩", "round half up(税额 * 比例, 0)"),
    "a null step": Table("税收 / 亩", highest="null"),
}


def drafts_of(shape: Table, random: Random, many: int) -> list[Draft]:
    return [
        shape.draft(
            str(at),
            Decimal(random.choice(("20", "17.5", "12.25", "20.01"))) + at % 3,
            random.choice(("0.5", "0.55", "0.333", "-0.5", "1")),
            random.choice(("1", "0.9", "2")),
        )
        for at in range(many)
    ]


def facts_of(random: Random, count: int) -> pa.Table:
    """Rows on the edges and beside them, with nulls, zero and negative divisors, negative amounts."""

    def drawn(values: tuple[str, ...], scale: int, most: int) -> list[str | None]:
        return [
            None
            if (roll := random.random()) < 0.05
            else random.choice(values)
            if roll < 0.6
            else str(Decimal(random.randint(-most, most)).scaleb(-scale))
            for _ in range(count)
        ]

    return rows(
        TYPES,
        税收=drawn(("20", "15", "14.99", "19.99", "0", "12.25", "-17.5", "22", "17"), 2, 4000),
        亩=drawn(("1", "1", "0", "-1", "0.5", "0.9999"), 4, 30000),
        税额=drawn(("0.01", "100.01", "-33.33", "9999999999.99", "0.05"), 2, 10**9),
        税率=drawn(("1", "1.5", "-0.01", "999.99"), 2, 10**4),
    )


def prepared(plan: Plan, source: pa.Table) -> counted.Totals:
    with duckdb_engine.connect() as connection:
        duckdb_engine.prepare(connection, plan, source)
        return counted.totals(connection, plan)


def added(found: list[Decimal | None]) -> Decimal | None:
    known = [value for value in found if value is not None]
    return sum(known, Decimal(0)) if known else None


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
@pytest.mark.parametrize("seed", range(6))
def test_counted_totals_are_those_of_each_draft_alone(shape: Table, seed: int):
    random = Random(seed)
    drafts = drafts_of(shape, random, 7)
    source = facts_of(random, random.choice((0, 1, 40, 900)))
    plan = compile_drafts(drafts, "金额", TYPES)
    assert plan.ok, [d.text("en") for d in plan.diagnostics]
    assert counted.scan_of(plan) is not None  # else nothing was counted
    found = prepared(plan, source)
    assert found.rows == source.num_rows
    for one in drafts:
        alone = columns.run(columns.compile(one.model, "金额", TYPES, one.constants), source)
        name = "金额" if "金额" in found.sums else f"金额@{one.name}"
        assert (one.name, found.sums[name]) == (one.name, added(alone["金额"].to_pylist()))


def test_batches_are_added_up(monkeypatch):
    monkeypatch.setattr(counted, "_BATCH", 2048)
    random = Random("batches")
    drafts, source = drafts_of(QUOTIENT, random, 6), facts_of(random, 9000)
    plan = compile_drafts(drafts, "金额", TYPES)
    found = prepared(plan, source)
    made = columns.run(plan, source)
    assert found.rows == 9000
    assert found.sums == {name: added(made[name].to_pylist()) for name in made.column_names}


def test_wholes_beyond_what_a_float_adds_up_exactly(monkeypatch):
    """The sum of the parts above P is made of pieces that a float holds."""
    random = Random("wide")
    drafts, source = drafts_of(NUMBER, random, 6), facts_of(random, 500)
    plan = compile_drafts(drafts, "金额", TYPES)
    whole = prepared(plan, source)
    monkeypatch.setattr(counting, "_EXACT_FLOAT", 1)
    assert prepared(plan, source) == whole


def test_a_number_beyond_64_bits_is_added_up_by_the_engine():
    types = {"税收": "decimal(21,2)", "税额": "decimal(12,2)"}
    drafts = [
        Draft(
            str(at),
            model(
                types,
                {
                    "比例": table(["税收"], [[f">= {at}", "0.5"], [f"< {at}", "0.25"]]),
                    "金额": "round half up(税额 * 比例, 2)",
                },
            ),
        )
        for at in range(10, 16)
    ]
    plan = compile_drafts(drafts, "金额", types)
    assert counted.scan_of(plan) is not None
    source = rows(types, 税收=["9" * 19 + ".99", "12", None], 税额=["1", "0.03", "5"])
    found = prepared(plan, source)
    made = columns.run(plan, source)
    assert found.sums == {name: added(made[name].to_pylist()) for name in made.column_names}


def test_outputs_of_another_shape_are_added_up_by_the_engine():
    drafts = drafts_of(Table("税收 / 亩", "税额 + 比例"), Random(1), 6)
    plan = compile_drafts(drafts, "金额", TYPES)
    assert counted.scan_of(plan) is None
    source = facts_of(Random(2), 50)
    made = columns.run(plan, source)
    assert prepared(plan, source).sums == {n: added(made[n].to_pylist()) for n in made.column_names}
