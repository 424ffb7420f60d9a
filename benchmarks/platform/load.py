"""Writers and readers at once over HTTP against the real server; then whether anything was lost.

Each return is written by two people: both read a number, add one and save under the version they saw. Who comes second
is told and tries again with what he was shown. In the end the number must be the count of saves that were confirmed.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from benchmarks.platform.people import CELL
from benchmarks.rounds import ROOT

CSRF = "a" * 32
SERVE = """
from yuanqu_web.commands.console import start_django
start_django(demo=True)
from yuanqu_web.config.serve import serve
serve(bind={bind!r})
"""


@dataclass(slots=True)
class Seen:
    """`milliseconds` of answered requests; `faults`: anything a user should not have seen."""

    milliseconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    conflicts: int = 0
    saved: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    seconds: float
    reads: Seen
    writes: Seen
    lost: Mapping[str, tuple[int, int]]
    record_ok: bool
    entries: int


def environment(home: str, database: str) -> dict[str, str]:
    found = {
        **os.environ,
        "YUANQU_HOME": home,
        "YUANQU_DEMO": "true",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    return {**found, "YUANQU_DATABASE": database} if database else found


def ask(module: str, env: Mapping[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.platform.{module}", *arguments],
        env=dict(env), cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{module}: {done.stderr[-3000:]}")
    return done.stdout


@contextmanager
def server(env: Mapping[str, str]) -> Iterator[int]:
    """The server as `yuanqu serve` runs it, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    running = subprocess.Popen(
        [sys.executable, "-c", SERVE.format(bind=f"127.0.0.1:{port}")],
        env=dict(env), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(600):
            try:
                if _request(port, "GET", "/healthz", "")[0] == 200:
                    break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        running.terminate()
        running.wait(timeout=30)


def run(env: Mapping[str, str], *, seconds: float, writers: int, readers: int) -> Outcome:
    people = json.loads(ask("people", env, "--returns", str(max(1, writers // 2))))
    reads, writes = [Seen() for _ in range(readers)], [Seen() for _ in range(writers)]
    with server(env) as port:
        until = time.monotonic() + seconds
        pages = [
            "/",
            "/policy/",
            "/firms/",
            f"/firms/{people['firm']}/",
            "/returns/",
            "/figures/",
            *people["review"],
        ]
        threads = [_thread(_write, port, people["writers"], at, until, writes[at]) for at in range(writers)]
        for at in range(readers):
            shifted = pages[at % len(pages) :] + pages[: at % len(pages)]
            threads.append(_thread(_read, port, people["readers"], at, shifted, until, reads[at]))
        start = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.monotonic() - start
    read, written = _merged(reads), _merged(writes)
    found = json.loads(ask("people", env, "--check", *{one["filing"] for one in people["writers"]}))
    lost = {
        id: (written.saved.get(id, 0), cell)
        for id, cell in found["cells"].items()
        if cell != written.saved.get(id, 0)
    }
    return Outcome(took, read, written, lost, found["record"], found["entries"])


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))] if ordered else 0.0


def _thread(
    work: Callable[..., None], port: int, people: Sequence[object], at: int, *rest: object
) -> threading.Thread:
    return threading.Thread(target=work, args=(port, people[at % len(people)], *rest))


def _write(port: int, who: Mapping[str, object], until: float, seen: Seen) -> None:
    filing, version, value, turn = str(who["filing"]), int(str(who["version"])), 0, 0
    while time.monotonic() < until:
        turn += 1
        body = json.dumps({"version": version, "cells": {CELL: str(value + 1)}}).encode()
        status, text = _timed(
            seen, port, "POST", f"/returns/filings/{filing}/save/", str(who["session"]), body
        )
        if status == 200:
            version, value = json.loads(text)["version"], value + 1
            seen.saved[filing] = seen.saved.get(filing, 0) + 1
        elif status == 409 and '"conflict"' in text:
            theirs = json.loads(text)["theirs"]
            version, value = theirs["version"], int(theirs["cells"][CELL])
            seen.conflicts += 1
        else:
            seen.faults.append(f"save: {status} {text[:200]}")
        if turn % 10 == 0:  # something that stands in the record
            form = b"name=load&scope=search"
            status, text = _timed(seen, port, "POST", "/account/tokens/", str(who["session"]), form)
            if status != 200:
                seen.faults.append(f"token: {status} {text[:200]}")


def _read(port: int, session: str, pages: Sequence[str], until: float, seen: Seen) -> None:
    turn = 0
    while time.monotonic() < until:
        address = pages[turn % len(pages)]
        status, text = _timed(seen, port, "GET", address, session)
        if status not in (200, 403, 404) or "database is locked" in text:
            seen.faults.append(f"{address}: {status} {text[:200]}")
        turn += 1


def _timed(
    seen: Seen, port: int, method: str, address: str, session: str, body: bytes | None = None
) -> tuple[int, str]:
    start = time.perf_counter()
    try:
        status, text = _request(port, method, address, session, body)
    except OSError as error:
        return 0, repr(error)
    seen.milliseconds.append((time.perf_counter() - start) * 1000)
    return status, text


def _request(
    port: int, method: str, address: str, session: str, body: bytes | None = None
) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        headers = {"Cookie": f"sessionid={session}; csrftoken={CSRF}", "X-CSRFToken": CSRF}
        if body is not None:
            is_json = body.startswith(b"{")
            headers["Content-Type"] = "application/json" if is_json else "application/x-www-form-urlencoded"
        connection.request(method, address, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace")
    finally:
        connection.close()


def _merged(all_seen: Sequence[Seen]) -> Seen:
    whole = Seen()
    for one in all_seen:
        whole.milliseconds += one.milliseconds
        whole.faults += one.faults
        whole.conflicts += one.conflicts
        for id, count in one.saved.items():
            whole.saved[id] = whole.saved.get(id, 0) + count
    return whole
