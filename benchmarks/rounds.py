"""Workers: each side of a comparison in its own process, asked in turn (A B A B), so that a busy machine disturbs both alike.

A worker's process runs `serve(jobs)`; the measuring process holds a `Worker` and asks it for a job by name. Only the
standard library is used here: peers' environments import this module too.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
Jobs = Mapping[str, Callable[[], object]]


def peak_mb() -> float:
    """The most memory this process held, in MB: of this program, not of the one that started it."""
    try:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1024 / (1024 if sys.platform == "darwin" else 1)


def serve(jobs: Jobs) -> None:
    """In a worker: announce that all is ready, then answer one job per line of standard input."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever a library prints goes to standard error
    print(json.dumps({"ready": list(jobs)}), file=answers, flush=True)
    for line in sys.stdin:
        job = jobs[line.strip()]
        wall, cpu = time.perf_counter(), time.process_time()
        found = job()
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        print(
            json.dumps({"cpu": cpu, "wall": wall, "peak": peak_mb(), "found": found}),
            file=answers,
            flush=True,
        )


@dataclass(frozen=True, slots=True)
class Taken:
    """What a job took: CPU-seconds of all threads, wall seconds, peak memory of its process in MB; what it found."""

    cpu: float
    wall: float
    peak: float
    found: object


class Worker:
    """A worker's process. Raises RuntimeError when it ends before it has answered."""

    def __init__(self, module: str, *arguments: object, python: str | Path | None = None) -> None:
        """`python`: of a peer's environment, which sees nothing of the project but the benchmarks."""
        places = str(ROOT) if python else os.pathsep.join([str(ROOT / "src"), str(ROOT)])
        self._process = subprocess.Popen(
            [str(python or sys.executable), "-W", "ignore", "-m", module, *map(str, arguments)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
            env={**os.environ, "PYTHONPATH": places},
        )  # fmt: skip
        self.name = module.rpartition(".")[2]
        self._read()

    def _read(self) -> dict[str, object]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"worker {self.name} ended with status {self._process.wait()}")
        answer: dict[str, object] = json.loads(line)
        return answer

    def ask(self, job: str) -> Taken:
        assert self._process.stdin is not None
        self._process.stdin.write(job + "\n")
        self._process.stdin.flush()
        return Taken(**self._read())  # type: ignore[arg-type]

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


Side = tuple[Worker, str]
"""A worker and the job asked of it."""


def interleaved(sides: Mapping[str, Side], runs: int) -> dict[str, list[Taken]]:
    """Each side once per run, in turn, every other run backwards; the first run warms up and is dropped."""
    taken: dict[str, list[Taken]] = {name: [] for name in sides}
    for run in range(runs + 1):
        for name in list(sides) if run % 2 else list(sides)[::-1]:
            worker, job = sides[name]
            once = worker.ask(job)
            if run:
                taken[name].append(once)
    return taken


def ratio(above: Sequence[Taken], below: Sequence[Taken]) -> list[float]:
    """CPU of one side by that of the other, pair by pair."""
    return [a.cpu / b.cpu for a, b in zip(above, below, strict=True)]


def spread(values: Sequence[float]) -> tuple[float, float, float]:
    """Median, least, most."""
    return median(values), min(values), max(values)
