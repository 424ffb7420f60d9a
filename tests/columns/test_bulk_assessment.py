"""The engines of `yuanqu assess` give what the scalar assessment gives, for every decision of the pack."""

from __future__ import annotations

import json

import pyarrow.parquet as pq
import pytest

from yuanqu.assessment import assess
from yuanqu.cli import main
from yuanqu.commands.assess_engine import assess_in_bulk
from yuanqu.commands.session import OK, UNUSABLE, Session
from yuanqu.facts.reading import read_facts
from yuanqu.packs import load

ENGINES = ["duckdb", pytest.param("spark", marks=pytest.mark.spark)]


@pytest.fixture(scope="module")
def pack(pack_folder):
    return load(pack_folder).pack


@pytest.fixture(scope="module")
def city(tmp_path_factory, pack_folder):
    folder = tmp_path_factory.mktemp("city")
    assert main(["sample", str(pack_folder), "-o", str(folder), "--enterprises", "150"]) == OK
    return folder


@pytest.mark.parametrize("engine", ENGINES)
def test_every_outcome_is_the_same(engine, pack, city, tmp_path, request):
    if engine == "spark":
        request.getfixturevalue("spark")
    as_of = pack.identity.as_of
    part_rows = 100 if engine == "duckdb" else 10_000
    assert assess_in_bulk(Session("zh", True), pack, city, as_of, tmp_path, engine, part_rows=part_rows) == OK
    rows: dict[str, dict[str, dict[str, object]]] = {}
    for file in tmp_path.glob("*/part-*.parquet"):
        made = pq.read_table(file)
        for row in made.to_pylist():
            rows.setdefault(file.parent.name, {})[row[made.column_names[0]]] = row
    outcomes = assess(pack, read_facts(city, pack.schema).facts, as_of).outcomes
    compared = 0
    for outcome in outcomes:
        decision = pack.decisions[outcome.decision]
        label = f"{decision.subject}-year" if decision.period != "none" else decision.subject
        row = rows[label][outcome.subject]
        assert row[f"{decision.id}.{decision.decision}"] == outcome.value
        assert row[f"{decision.id}.{decision.decision}#good"] is (outcome.state == "favoured")
        for name, value in outcome.shown.items():
            if f"{decision.id}.{name}" in row:
                assert row[f"{decision.id}.{name}"] == value
        compared += 1
    assert compared == len(outcomes) > 900
    totals = json.loads((tmp_path / "summary.json").read_text())["enterprise-year"]["totals"]
    fen = sum(o.fen or 0 for o in outcomes if o.decision == "land_use_tax")
    assert totals["land_use_tax.奖励金额|sum"] == f"{fen // 100}.{fen % 100:02}"


def test_a_workbook_is_no_source(pack, tmp_path):
    (tmp_path / "facts.xlsx").write_bytes(b"x")
    as_of = pack.identity.as_of
    assert (
        assess_in_bulk(Session("en", True), pack, tmp_path / "facts.xlsx", as_of, tmp_path / "out")
        == UNUSABLE
    )
