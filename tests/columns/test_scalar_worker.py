"""What can't be compiled runs row by row in processes, when asked."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
from models import model

from yuanqu.columns.forms import flat_source
from yuanqu.columns.parts import parts_of, write_parts
from yuanqu.columns.scalar_worker import ScalarJob, ScalarWorker, job_text
from yuanqu.columns.schema import inputs_of


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
    assert summary["totals"] == {"亩均|known": "1"}
