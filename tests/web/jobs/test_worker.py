"""The worker does what waits, stops when told, ends with the server that started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from instance import ROOT, Instance, instance

MAKE = """
from yuanqu_web.backups.upgrade import migrate
migrate()
from yuanqu_web.jobs.services import enqueue
print(enqueue(kind="forget_jobs", arguments={}).pk, enqueue(kind="no_such_work", arguments={}).pk)
"""
STATES = """
from yuanqu_web.jobs.models import Job
print(*sorted(f"{job.kind}:{job.state}" for job in Job.objects.all()))
"""


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """Made once: its migrations take longer than any work."""
    with instance(tmp_path_factory.mktemp("waiting") / "home") as made:
        made.python(MAKE)
        yield made


@pytest.fixture
def home(waiting: Instance, tmp_path: Path) -> Iterator[Instance]:
    with instance(tmp_path / "home", like=waiting) as made:
        yield made


def test_it_does_what_waits_and_says_why_one_failed(home: Instance) -> None:
    done = home.command("worker", "--until-empty")
    assert done.returncode == 0, done.stderr
    assert home.python(STATES) == "forget_jobs:done no_such_work:failed"


def test_told_to_stop_it_ends_in_order(home: Instance) -> None:
    running = subprocess.Popen([sys.executable, "-m", "yuanqu.cli", "worker"], env=home.environment, cwd=ROOT)
    for _ in range(200):
        if "queued" not in home.python(STATES):
            break
        time.sleep(0.1)
    running.send_signal(signal.SIGTERM)
    assert running.wait(20) == 0


def test_it_ends_with_the_process_that_started_it(home: Instance) -> None:
    code = (
        "import os, subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-m', 'yuanqu.cli', 'worker', '--parent', str(os.getpid())])\n"
        "print(child.pid, flush=True)\n"
        "import time; time.sleep(60)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code], env=home.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    while "queued" in home.python(STATES):
        time.sleep(0.1)
    parent.kill()
    parent.communicate()
    for _ in range(200):
        if not _alive(child):
            return
        time.sleep(0.1)
    os.kill(child, signal.SIGKILL)
    pytest.fail("the worker went on without its server")


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
