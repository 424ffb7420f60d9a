"""On what and with what was measured: the printed head of every report."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.rounds import ROOT

SHARED = (
    "CPU-seconds of all threads of a side's own process; sides in turn (A B A B), ratios pair by pair, median of the pairs.",
    "Other programs may run on this machine: trust CPU-seconds and ratios, not wall time, which isn't shown.",
)


def processor() -> str:
    for line in _lines(Path("/proc/cpuinfo")):
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def head(command: str, packages: Sequence[str]) -> list[str]:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False, cwd=ROOT
    )
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return [
        f"{command}, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, commit {commit.stdout.strip() or 'unknown'}",
        f"{processor()}, {os.cpu_count()} cores, {memory_gb():.0f} GB; load before: {load}",
        f"Python {platform.python_version()}, {versions}",
        *SHARED,
    ]


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
