"""`yuanqu serve` with its worker, as people run it; who is who among its processes; killing them; starting again."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from instance import ROOT, Instance
from writing import answers_at

PATIENCE = 300.0  # seconds for anything to come up or to go: only a hang is to be noticed
WHAT = ("everything", "server and worker", "server", "web process", "worker")


class Hang(Exception):  # noqa: N818 - what is wrong
    """Something did not come up, or did not go."""


class Running:
    """`master`: what `yuanqu serve` is; it keeps a web process (gunicorn's) and a worker."""

    def __init__(self, home: Instance, log: TextIO) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.home, self.log = home, log
        self.start()

    def start(self) -> None:
        self.master = subprocess.Popen(
            [sys.executable, "-m", "yuanqu.cli", "serve", "--port", str(self.port)],
            env=self.home.environment, cwd=ROOT, stdout=self.log, stderr=self.log, start_new_session=True,
        )  # fmt: skip
        self.wait_until_up()

    def wait_until_up(self) -> None:
        """A server that answers, and a worker beside it."""
        _wait(lambda: self.master.poll() is not None or answers_at(self.port), "no answer")
        if self.master.poll() is not None:
            raise Hang(f"yuanqu serve ended with {self.master.returncode}")
        _wait(lambda: bool(self.worker and self.web), "no worker beside the server")

    @property
    def worker(self) -> int:
        return next((pid for pid in _children(self.master.pid) if "worker" in _words(pid)), 0)

    @property
    def web(self) -> int:
        return next((pid for pid in _children(self.master.pid) if "serve" in _words(pid)), 0)

    def kill(self, what: str, dice: random.Random) -> None:
        """kill -9. Returns when what hung on the killed is gone too."""
        master, web, worker = self.master.pid, self.web, self.worker
        chosen = {
            "everything": [master, web, worker],
            "server and worker": [master, worker],
            "server": [master],
            "web process": [web],
            "worker": [worker],
        }[what]
        dice.shuffle(chosen)
        for pid in chosen:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            time.sleep(dice.uniform(0, 0.02))
        if master in chosen:
            self.master.wait(PATIENCE)
            _wait(lambda: not _alive(web), "the web process outlives its server")
            _wait(lambda: not _alive(worker), "the worker outlives its server")
        else:
            for pid in chosen:
                _wait(lambda pid=pid: not _alive(pid), "a killed process stays")  # type: ignore[misc]

    def start_again(self) -> None:
        if self.master.poll() is None:
            self.wait_until_up()
        else:
            self.start()

    def stop(self) -> None:
        if self.master.poll() is None:
            self.master.terminate()
            try:
                self.master.wait(60)
            except subprocess.TimeoutExpired:
                os.killpg(self.master.pid, signal.SIGKILL)


@contextmanager
def running(home: Instance, log: TextIO) -> Iterator[Running]:
    server = Running(home, log)
    try:
        yield server
    finally:
        server.stop()


def _wait(until: object, otherwise: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if until():  # type: ignore[operator]
            return
        time.sleep(0.05)
    raise Hang(otherwise)


def _children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += [int(one) for one in task.read_text().split()]
    return [pid for pid in found if _alive(pid)]


def _words(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except OSError:
        return []


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
