"""Killed in the middle of loading and started again: each row is there once, and no job is stuck."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
COMMAND = [sys.executable, "-m", "yuanqu.cli", "demo", "--once", "--lang", "en"]
ONCE = (
    "SELECT count(*), count(DISTINCT enterprise_id || form || period) FROM returns_return",
    "SELECT count(*), count(DISTINCT form || key || period) FROM returns_subjectrecord",
    "SELECT count(*), count(DISTINCT dataset_id || key) FROM registry_enterprise",
    "SELECT count(*), count(DISTINCT decision || subject_kind || subject_key) FROM assessments_outcomerow",
)


@pytest.mark.parametrize("kind", ["load_sample", "assess"])
def test_kill_and_start_again(tmp_path: Path, kind: str) -> None:
    environment = {**os.environ, "YUANQU_HOME": str(tmp_path), "YUANQU_DATABASE": "", "PYTHONPATH": "src"}
    running = subprocess.Popen(COMMAND, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _wait_for(tmp_path / "yuanqu.sqlite3", kind, running)
    time.sleep(0.3)
    running.send_signal(signal.SIGKILL)
    running.wait()
    again = subprocess.run(COMMAND, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert again.returncode == 0, again.stderr
    with sqlite3.connect(tmp_path / "yuanqu.sqlite3") as database:
        for query in ONCE:
            rows, distinct = database.execute(query).fetchone()
            assert rows == distinct > 0, query
        states = dict(database.execute("SELECT state, count(*) FROM jobs_job GROUP BY state").fetchall())
    database.close()
    assert set(states) == {"done"}


def _wait_for(file: Path, kind: str, running: subprocess.Popen[bytes]) -> None:
    """Until the job of a kind is seen running."""
    for _ in range(6000):
        assert running.poll() is None, "it ended before it could be killed"
        if file.exists() and _is_running(file, kind):
            return
        time.sleep(0.02)
    raise AssertionError(f"{kind} never ran")


def _is_running(file: Path, kind: str) -> bool:
    database = sqlite3.connect(file, timeout=5)
    try:
        query = "SELECT count(*) FROM jobs_job WHERE kind = ? AND state = 'running'"
        return bool(database.execute(query, [kind]).fetchone()[0])
    except sqlite3.OperationalError:
        return False
    finally:
        database.close()
