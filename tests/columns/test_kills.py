"""Real processes killed with -9 at random moments, two at once, a folder that can't be written: what is whole stays whole."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from models import plan_of

from yuanqu.cli import main
from yuanqu.columns.duckdb_engine import Unusable
from yuanqu.columns.forms import flat_source
from yuanqu.columns.parts import LOCK, locked, parts_of, write_parts
from yuanqu.columns.workers import DuckWorker
from yuanqu.commands.assess_engine import assess_in_bulk
from yuanqu.commands.session import OK, UNUSABLE, Session
from yuanqu.packs import load

LONG = os.environ.get("YUANQU_LONG") == "1"
HERE = Path(__file__).resolve().parent
ROWS, GROUP = (240_000 if LONG else 48_000), 4_000
ENGINES = ["duckdb", "scalar", *(["spark"] if LONG else [])]
ROUNDS = {"duckdb": 25 if LONG else 3, "scalar": 8 if LONG else 1, "spark": 3}
TYPES = {"id": "text", "甲": "decimal(12,2)", "乙": "decimal(9,4)"}
PROGRAM = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from models import model, plan_of
from yuanqu.columns.forms import flat_source
from yuanqu.columns.parts import job_digest, parts_of, write_parts
from yuanqu.columns.schema import inputs_of
from yuanqu.columns.scalar_worker import ScalarJob, ScalarWorker
from yuanqu.columns.workers import DuckWorker, SparkWorker

if __name__ == "__main__":
    _, _, engine, facts, out = sys.argv
    types = {"id": "text", "甲": "decimal(12,2)", "乙": "decimal(9,4)"}
    text = "if 甲 / 乙 >= 15 then round half up(甲 * 0.35, 2) else 0"
    source = flat_source(Path(facts), "id")
    plan = plan_of(text, types)
    if engine == "scalar":
        job = ScalarJob(model(["甲", "乙"], {"结果": text}).data, "结果", "结果", {}, inputs_of(types))
        worker = ScalarWorker([job], source, keys=("id",), processes=2)
    else:
        worker = (SparkWorker if engine == "spark" else DuckWorker)(plan, source, keys=("id",))
    parts = parts_of(source.files, 40_000 if engine == "spark" else 4_000)
    print("ready", flush=True)
    write_parts(worker, parts, Path(out), job_digest(plan, source.files, engine))
    if engine == "scalar":
        worker.close()
"""


@pytest.fixture(scope="module")
def facts(tmp_path_factory):
    path = tmp_path_factory.mktemp("facts") / "facts.parquet"
    tax = [None if at % 50 == 0 else Decimal(at * 7 % 900_000).scaleb(-2) for at in range(ROWS)]
    land = [Decimal(at % 40).scaleb(1) for at in range(ROWS)]
    data = {
        "id": [f"E{at:06}" for at in range(ROWS)],
        "甲": pa.array(tax, pa.decimal128(12, 2)),
        "乙": pa.array(land, pa.decimal128(9, 4)),
    }
    pq.write_table(pa.table(data), path, row_group_size=GROUP)
    return path


def start(engine: str, facts: Path, out: Path) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-c", PROGRAM, str(HERE), engine, str(facts), str(out)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    return subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )


def stamps(out: Path) -> dict[str, tuple[int, int]]:
    """The finished parts that the manifest names, and which file each is."""
    manifest = out / "manifest.json"
    if not manifest.exists():
        return {}
    listed = json.loads(manifest.read_text())["parts"]
    found = {part["file"]: (out / part["file"]).stat() for part in listed}
    assert all(found[part["file"]].st_size == part["size"] for part in listed)
    return {name: (stat.st_ino, stat.st_mtime_ns) for name, stat in found.items()}


def alive(group: int) -> bool:
    """Whether any process of a session is there."""
    return any(
        Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[3] == str(group)
        for pid in os.listdir("/proc")
        if pid.isdigit() and Path(f"/proc/{pid}/stat").exists()
    )


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_killed_at_random_moments_only_unfinished_parts_are_redone(engine, facts, tmp_path, record_property):
    r = random.Random(engine)
    whole, out = tmp_path / "whole", tmp_path / "out"
    process = start(engine, facts, whole)
    errors = process.communicate()[1].strip()
    assert (process.returncode, errors if engine != "spark" else "") == (0, "")
    count = len(stamps(whole))
    kills = rounds = 0
    while True:
        rounds += 1
        assert rounds < 200
        before = stamps(out)
        process = start(engine, facts, out)
        assert process.stdout is not None
        process.stdout.readline()
        if kills < ROUNDS[engine] and len(before) < count - 1:
            wanted = min(len(before) + r.randint(0, 2 * count // ROUNDS[engine]), count - 1)
            while len(list(out.glob("part-*.parquet"))) < wanted and process.poll() is None:
                time.sleep(0.001)
            time.sleep(r.uniform(0, 0.03))  # in the middle of anything
            process.kill()
        process.communicate()
        kills += process.returncode == -signal.SIGKILL
        after = stamps(out)
        assert {name: after.get(name) for name in before} == before  # never written again
        if process.returncode == 0:
            break
        assert process.returncode == -signal.SIGKILL
    assert json.loads((out / "manifest.json").read_text())["complete"] is True
    assert json.loads((out / "summary.json").read_text()) == json.loads((whole / "summary.json").read_text())
    names = sorted(path.name for path in whole.glob("part-*.parquet"))
    assert names == sorted(path.name for path in out.glob("part-*.parquet"))
    for name in names:
        tables = [pq.read_table(folder / name).sort_by("id") for folder in (out, whole)]
        assert tables[0].equals(tables[1])
    assert not [p.name for p in out.iterdir() if "writing" in p.name]
    record_property("told", f"kill -9 ({engine}): {kills} kills over {len(names)} parts, {rounds} runs")
    assert kills > 0


def test_processes_of_the_scalar_evaluator_end_with_a_killed_parent(facts, tmp_path):
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    arguments = [sys.executable, "-c", PROGRAM, str(HERE), "scalar", str(facts), str(tmp_path / "out")]
    process = subprocess.Popen(
        arguments, stdout=subprocess.PIPE, text=True, env=environment, start_new_session=True
    )
    while not (tmp_path / "out" / "manifest.json").exists():
        assert process.poll() is None
        time.sleep(0.02)
    process.kill()
    process.communicate()
    for _ in range(600):
        if not alive(process.pid):
            break
        time.sleep(0.05)
    assert not alive(process.pid)


def test_two_runs_into_one_folder_are_refused(facts, tmp_path):
    plan = plan_of("甲 + 1", TYPES)
    source = flat_source(facts, "id")
    worker = DuckWorker(plan, source, keys=("id",), threads=1)
    holder = subprocess.Popen(
        [sys.executable, "-c", "import fcntl, sys, time\nfile = open(sys.argv[1], 'a')\nfcntl.flock(file, fcntl.LOCK_EX)\n"
         "print('held', flush=True)\ntime.sleep(600)", str(tmp_path / LOCK)],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout is not None
    holder.stdout.readline()
    try:
        with pytest.raises(Unusable, match="Another process is writing"):
            write_parts(worker, parts_of([facts]), tmp_path, "job")
        assert not list(tmp_path.glob("part-*"))
    finally:
        holder.kill()
        holder.communicate()
    assert (
        write_parts(worker, parts_of([facts]), tmp_path, "job")["rows"] == ROWS
    )  # a lock dies with its holder


def test_the_command_refuses_a_folder_in_use_and_one_it_cannot_write(pack_folder, tmp_path, capsys):
    pack = load(pack_folder).pack
    assert pack is not None
    assert main(["sample", str(pack_folder), "-o", str(tmp_path / "city"), "--enterprises", "150"]) == OK
    capsys.readouterr()
    with locked(tmp_path / "out"):
        code = assess_in_bulk(
            Session("en", True), pack, tmp_path / "city", pack.identity.as_of, tmp_path / "out"
        )
    assert code == UNUSABLE
    assert json.loads(capsys.readouterr().out)["diagnostics"][0]["code"] == "COL-037"
    (tmp_path / "file").write_text("in the way")
    code = assess_in_bulk(
        Session("en", True), pack, tmp_path / "city", pack.identity.as_of, tmp_path / "file" / "out"
    )
    found = json.loads(capsys.readouterr().out)["diagnostics"][0]
    assert (code, found["code"]) == (UNUSABLE, "COL-038")


class Full:
    """A disk that is full after one part."""

    def __init__(self, worker: DuckWorker) -> None:
        self.worker, self.left = worker, 1

    def write(self, part, path):
        if not self.left:
            raise OSError(28, "No space left on device")
        self.left -= 1
        return self.worker.write(part, path)


def test_a_full_disk_is_told_and_the_same_command_goes_on(facts, tmp_path):
    plan = plan_of("甲 + 1", TYPES)
    worker = DuckWorker(plan, flat_source(facts, "id"), keys=("id",), threads=1)
    parts = parts_of([facts], 20_000)
    with pytest.raises(Unusable, match="No space left on device"):
        write_parts(Full(worker), parts, tmp_path, "job")
    first = stamps(tmp_path)
    assert list(first) == ["part-00001.parquet"]
    assert write_parts(worker, parts, tmp_path, "job")["rows"] == ROWS
    assert stamps(tmp_path)["part-00001.parquet"] == first["part-00001.parquet"]


def test_what_duckdb_cannot_write_is_a_diagnostic(facts):
    plan = plan_of("甲 + 1", TYPES)
    worker = DuckWorker(plan, flat_source(facts, "id"), keys=("id",), threads=1)
    with pytest.raises(OSError, match="/dev/full"):
        worker.write(parts_of([facts])[0], Path("/dev/full/part.parquet"))


def test_a_value_beyond_its_declaration_stops_the_engine_with_a_diagnostic(tmp_path):
    path = tmp_path / "facts.parquet"
    given = pa.array([Decimal(10) ** 20], pa.decimal128(30, 2))
    pq.write_table(pa.table({"id": ["a"], "甲": given}), path)
    worker = DuckWorker(plan_of("甲 + 1", TYPES), flat_source(path, "id"), keys=("id",), threads=1)
    with pytest.raises(Unusable) as stopped:
        write_parts(worker, parts_of([path]), tmp_path / "out", "job")
    assert [d.code for d in stopped.value.diagnostics] == ["COL-039"]


@pytest.mark.spark
def test_a_total_beyond_38_digits_is_not_called_zero(spark, tmp_path):
    """Spark's SUM is null then, and says nothing."""
    from yuanqu.columns.workers import SparkWorker

    path = tmp_path / "facts.parquet"
    most = Decimal(10**34 - 1)
    ids = [str(at) for at in range(20_000)]
    pq.write_table(pa.table({"id": ids, "甲": pa.array([most] * 20_000, pa.decimal128(34, 0))}), path)
    plan = plan_of("甲", {"甲": "decimal(34,0)"})
    worker = SparkWorker(plan, flat_source(path, "id"), keys=("id",), session=spark)
    with pytest.raises(Unusable) as stopped:
        write_parts(worker, parts_of([path]), tmp_path / "out", "job")
    assert [d.code for d in stopped.value.diagnostics] == ["COL-040"]
