"""Drafts side by side give what each gives alone."""

from __future__ import annotations

from decimal import Decimal

from models import model, rows, table

from yuanqu import columns
from yuanqu.columns.drafts import Draft, compile_drafts

TYPES = {"税收": "decimal(14,2)", "亩": "decimal(9,4)", "税额": "decimal(12,2)"}


def draft(edge: int, ratio: str):
    relief = table(
        ["税收 / 亩"], [[f">= {edge}", "一档"], [f"[{edge - 5}..{edge})", ratio], [f"< {edge - 5}", "0"]]
    )
    decisions = {"比例": relief, "金额": "round half up(税额 * 比例, 2)", "不变": "税额 + 1"}
    return model([*TYPES, "一档"], decisions)


DATA = rows(
    TYPES,
    税收=["20", "15", "14.99", "0", None, "5", "-20", "17.5"],
    亩=["1", "1", "1", "0", "1", None, "-1", "1"],
    税额=["100.01", "33.33", "10", "1", "2", "3", "0.01", None],
)
VARIANTS = [("甲案", 20, "0.5", "1"), ("乙案", 18, "0.55", "1"), ("丙案", 20, "0.5", "0.9")]


def test_each_draft_gives_what_it_gives_alone():
    drafts = [
        Draft(name, draft(edge, ratio), {"一档": Decimal(full)}) for name, edge, ratio, full in VARIANTS
    ]
    plan = compile_drafts(drafts, ["比例", "金额", "不变"], TYPES)
    assert plan.ok, [d.text("en") for d in plan.diagnostics]
    found = columns.run(plan, DATA)
    assert "不变" in found.column_names  # no draft changes it
    assert "不变@甲案" not in found.column_names
    for one in drafts:
        alone = columns.run(columns.compile(one.model, ["比例", "金额"], TYPES, one.constants), DATA)
        for decision in ("比例", "金额"):
            assert found[f"{decision}@{one.name}"].to_pylist() == alone[decision].to_pylist()


def test_totals_are_one_row():
    drafts = [
        Draft(name, draft(edge, ratio), {"一档": Decimal(full)}) for name, edge, ratio, full in VARIANTS
    ]
    plan = compile_drafts(drafts, "金额", TYPES)
    from yuanqu.columns import duckdb_engine

    with duckdb_engine.connect() as connection:
        duckdb_engine.prepare(connection, plan, DATA)
        (row,) = connection.execute(plan.totals(narrow=True)).fetchall()
    alone = [
        sum(v for v in columns.run(plan, DATA)[o.name].to_pylist() if v is not None) for o in plan.outputs
    ]
    assert list(row) == [8, *alone]
