"""The worker that the server keeps: it does what waits, comes again when it dies, and is gone with its server."""

from __future__ import annotations

import http.client
import os
import signal
import time
from pathlib import Path

import pytest
from instance import Instance, instance
from running import PATIENCE, Running, running

MAKE = """
from yuanqu_web.backups.upgrade import migrate
migrate()
from yuanqu_web.accounts.services import first_administrator
first_administrator(username="root", name="root", password="correct horse battery 2014")
"""
ENQUEUE = """
from yuanqu_web.jobs.services import enqueue
enqueue(kind="forget_jobs", arguments={})
"""


@pytest.mark.slow
def test_the_server_has_its_jobs_done(tmp_path: Path) -> None:
    with instance(tmp_path / "home") as home, (tmp_path / "log").open("w") as log:
        home.python(MAKE + ENQUEUE)
        with running(home, log) as server:
            _wait_until_done(server, 1)
            first = server.worker
            os.kill(first, signal.SIGKILL)
            home.python(ENQUEUE)
            _wait_until_done(server, 2)
            second = server.worker
            assert second not in (0, first)
        assert server.master.returncode == 0
        assert not _left(home)


def _wait_until_done(server: Running, count: int) -> None:
    """As the machine that watches sees it."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        connection.request("GET", "/metrics")
        lines = connection.getresponse().read().decode().splitlines()
        connection.close()
        if f'yuanqu_jobs{{state="done"}} {count}' in lines:
            return
        time.sleep(0.1)
    pytest.fail(f"the worker did not do job {count}: {lines}")


def _left(home: Instance) -> list[str]:
    """Processes still at work on the home, after a moment to end in order."""
    until = time.monotonic() + PATIENCE
    while found := [pid for pid in os.listdir("/proc") if pid.isdigit() and _works_on(pid, home)]:
        if time.monotonic() > until:
            return found
        time.sleep(0.1)
    return []


def _works_on(pid: str, home: Instance) -> bool:
    try:
        given = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z" and f"YUANQU_HOME={home.home}".encode() in given
