"""What can't be compiled runs row by row in processes, when asked."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
from models import model, rows

from yuanqu import columns
from yuanqu.columns import scalar_worker
from yuanqu.columns.forms import flat_source
from yuanqu.columns.parts import parts_of, write_parts
from yuanqu.columns.scalar_worker import ScalarJob, ScalarWorker, job_text
from yuanqu.columns.schema import inputs_of
from yuanqu.columns.workers import DuckWorker


def test_refused_decisions_can_be_computed_in_processes(tmp_path):
    path = tmp_path / "facts.parquet"
    tax = pa.array([Decimal("1.00"), Decimal("2.00"), None], pa.decimal128(9, 2))
    mu = pa.array([Decimal("3.00"), Decimal("0.00"), Decimal("1.00")], pa.decimal128(9, 2))
    pq.write_table(pa.table({"id": ["a", "b", "c"], "税收": tax, "亩": mu}), path)
    made = model(["税收", "亩"], {"亩均": "税收 / 亩"})
    job = ScalarJob(made.data, "亩均", "亩均", {}, inputs_of({"税收": "decimal(9,2)", "亩": "decimal(9,2)"}))
    worker = ScalarWorker([job], flat_source(path, "id"), keys=("id",), processes=1)
    try:
        summary = write_parts(worker, parts_of([path]), tmp_path / "out", job_text([job]))
    finally:
        worker.close()
    written = pq.read_table(tmp_path / "out" / "part-00001.parquet").to_pydict()
    assert written == {"id": ["a", "b", "c"], "亩均": ["0." + "3" * 34, None, None]}
    assert summary["totals"] == {"亩均|known": "1", "亩均|sum": "0." + "3" * 34}


def test_both_ways_give_the_same_rows_and_totals(tmp_path, monkeypatch):
    """What compiles, computed both ways: several batches over two processes keep order, values and totals."""
    monkeypatch.setattr(scalar_worker, "BATCH", 400)
    types = {"税收": "decimal(9,2)", "亩": "decimal(9,2)"}
    text = "if 税收 / 亩 >= 15 then round half up(税收 * 0.35, 2) else if 税收 = null then null else 0"
    count = 2_500
    source = rows(
        types,
        税收=[None if at % 40 == 0 else Decimal(at * 37 % 90_001).scaleb(-2) for at in range(count)],
        亩=[Decimal(at % 9).scaleb(1) for at in range(count)],
    )
    path = tmp_path / "facts.parquet"
    pq.write_table(
        source.append_column("id", pa.array([f"E{at:05}" for at in range(count)])), path, row_group_size=1_000
    )
    facts, parts = flat_source(path, "id"), parts_of([path], 1_000)
    made = model(["税收", "亩"], {"结果": text})
    plan = columns.compile(made, "结果", types, good="> 100")
    summaries = [write_parts(DuckWorker(plan, facts, keys=("id",)), parts, tmp_path / "columns", "a")]
    worker = ScalarWorker(
        [ScalarJob(made.data, "结果", "结果", {}, inputs_of(types), "> 100")],
        facts,
        keys=("id",),
        processes=2,
    )
    try:
        summaries.append(write_parts(worker, parts, tmp_path / "scalar", "b"))
    finally:
        worker.close()
    ours, theirs = ({n: Decimal(t) for n, t in s["totals"].items()} for s in summaries)
    assert ours == theirs
    assert set(ours) == {"结果|known", "结果|sum", "结果#good|true"}
    assert ours["结果#good|true"] > 0
    for part in parts:
        written = pq.read_table(tmp_path / "columns" / part.file).sort_by("id").to_pydict()
        scalar = pq.read_table(tmp_path / "scalar" / part.file).to_pydict()
        assert scalar["id"] == written["id"]
        assert [None if t is None else Decimal(t) for t in scalar["结果"]] == written["结果"]
