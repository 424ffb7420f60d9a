"""Numbered parts: whole or not there, redone only where unfinished, never mixed with another run's."""

from __future__ import annotations

import json
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from models import plan_of

from yuanqu.columns.duckdb_engine import Unusable
from yuanqu.columns.forms import flat_source
from yuanqu.columns.parts import job_digest, parts_of, write_parts
from yuanqu.columns.workers import DuckWorker

TYPES = {"id": "text", "甲": "decimal(9,2)"}
ROWS = 25_000


@pytest.fixture
def facts(tmp_path):
    path = tmp_path / "facts.parquet"
    data = pa.table(
        {
            "id": [f"E{at:06}" for at in range(ROWS)],
            "甲": pa.array(
                [None if at % 50 == 0 else Decimal(at).scaleb(-2) for at in range(ROWS)], pa.decimal128(9, 2)
            ),
        }
    )
    pq.write_table(data, path, row_group_size=1_000)
    return path


class Dying:
    """A worker that is killed after some parts, in the middle of one."""

    def __init__(self, worker, lives):
        self.worker, self.lives, self.written = worker, lives, []

    def write(self, part, path):
        if self.lives == 0:
            path.write_bytes(b"half a part")
            raise KeyboardInterrupt
        self.lives -= 1
        self.written.append(part.number)
        return self.worker.write(part, path)


def worker(facts, expression="round half up(甲 * 0.5, 2)"):
    plan = plan_of(expression, TYPES)
    source = flat_source(facts, "id")
    return DuckWorker(plan, source, keys=("id",), threads=1), job_digest(plan, source.files)


def test_after_a_kill_only_unfinished_parts_are_redone(facts, tmp_path):
    parts = parts_of([facts], 4_000)
    assert [(p.first, p.last) for p in parts] == [(at, min(at + 4_000, ROWS)) for at in range(0, ROWS, 4_000)]
    engine, job = worker(facts)
    first = Dying(engine, 3)
    with pytest.raises(KeyboardInterrupt):
        write_parts(first, parts, tmp_path / "out", job)
    (tmp_path / "out" / "part-00002.parquet").unlink()
    told = []
    second = Dying(engine, 99)
    summary = write_parts(
        second, parts, tmp_path / "out", job, progress=lambda done, all_: told.append((done, all_))
    )
    assert second.written == [2, 4, 5, 6, 7]
    assert told[-1] == (ROWS, ROWS)
    assert summary["rows"] == ROWS
    assert summary["totals"]["结果|known"] == str(ROWS - ROWS // 50)
    wanted = sum(
        (Decimal(at).scaleb(-2) / 2).quantize(Decimal("0.01"), "ROUND_HALF_UP")
        for at in range(ROWS)
        if at % 50
    )
    assert Decimal(summary["totals"]["结果|sum"]) == wanted
    files = sorted((tmp_path / "out").glob("part-*.parquet"))
    assert [f.name for f in files] == [f"part-{n:05}.parquet" for n in range(1, 8)]
    assert pa.concat_tables([pq.read_table(f) for f in files])["id"].to_pylist() == [
        f"E{at:06}" for at in range(ROWS)
    ]
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["complete"] is True


def test_a_folder_of_other_rules_or_facts_is_refused(facts, tmp_path):
    parts = parts_of([facts], 20_000)
    engine, job = worker(facts)
    write_parts(engine, parts, tmp_path / "out", job)
    other, other_job = worker(facts, "round half up(甲 * 0.6, 2)")
    with pytest.raises(Unusable, match="COL-030"):
        write_parts(other, parts, tmp_path / "out", other_job)
    (tmp_path / "out" / "manifest.json").write_text("{")
    with pytest.raises(Unusable, match="COL-031"):
        write_parts(engine, parts, tmp_path / "out", job)


def test_a_part_that_does_not_fit_a_machine_word_is_written_wide(tmp_path):
    path = tmp_path / "facts.parquet"
    types = {"甲": "decimal(18,2)", "乙": "decimal(8,2)"}
    given = {"id": ["a", "b"], "甲": pa.array([Decimal("9999999999999999.99"), Decimal("1.00")], pa.decimal128(18, 2)),
             "乙": pa.array([Decimal("999999.99"), Decimal("2.00")], pa.decimal128(8, 2))}  # fmt: skip
    pq.write_table(pa.table(given), path)
    plan = plan_of("甲 * 乙", types)
    engine = DuckWorker(plan, flat_source(path, "id"), keys=("id",), threads=1)
    write_parts(engine, parts_of([path]), tmp_path / "out", "job")
    made = pq.read_table(tmp_path / "out" / "part-00001.parquet")["结果"].to_pylist()
    assert made == [Decimal("9999999899999999990000.0001"), Decimal("2.0000")]


def test_spark_goes_where_its_connection_says():
    """What binds a driver to this machine is set for this machine alone."""
    from yuanqu.columns.spark_engine import session_settings

    local = session_settings("local[4]")
    assert (local["spark.master"], local["spark.driver.host"]) == ("local[4]", "127.0.0.1")
    assert session_settings("spark://head:7077") == {"spark.master": "spark://head:7077"}
    assert session_settings("sc://head:15002") == {"spark.remote": "sc://head:15002"}
