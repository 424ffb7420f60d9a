"""What starting costs: processes of their own above a bare interpreter."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from benchmarks.peers import CACHE
from benchmarks.reference.single import dmn
from benchmarks.report import Goal, Report, Row
from benchmarks.rounds import ROOT, Taken
from benchmarks.rules import data

PACK = ROOT / "packs" / "yingtan-2014-19"
IMPORT = "import yuanqu.dmn"
USE = (
    "from pathlib import Path; from yuanqu.dmn import read_model, compile_model; "
    "assert not compile_model(read_model(Path({path!r}).read_bytes(), source='r').model).diagnostics"
)
LOAD = "from pathlib import Path; from yuanqu.packs import load; assert load(Path({path!r})).pack is not None"


def process(code: str) -> Taken:
    """CPU-seconds of a whole interpreter that runs `code`; compiled modules are kept, as in an installed library."""
    kept = {"PYTHONPATH": str(ROOT / "src"), "PYTHONPYCACHEPREFIX": str(CACHE / "pycache")}
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | kept
    started = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=environment)
    _, status, used = os.wait4(started.pid, 0)
    started.returncode = os.waitstatus_to_exitcode(status)
    assert started.returncode == 0, code
    return Taken(used.ru_utime + used.ru_stime, 0.0, used.ru_maxrss / 1024, None)


def measure(report: Report, runs: int) -> None:
    model: Path = data.FOLDER / "reference.dmn"
    model.parent.mkdir(parents=True, exist_ok=True)
    model.write_bytes(dmn())
    codes = {
        "bare": "pass",
        "import": IMPORT,
        "use": USE.format(path=str(model)),
        "pack": LOAD.format(path=str(PACK)),
    }
    taken: dict[str, list[Taken]] = {name: [] for name in codes}
    for run in range(runs + 1):
        for name, code in codes.items():
            once = process(code)
            if run:  # the first writes compiled modules
                taken[name].append(once)
    bare = [t.cpu for t in taken["bare"]]

    def above(name: str) -> tuple[float, ...]:
        return tuple(t.cpu - b for t, b in zip(taken[name], bare, strict=True))

    report.section(
        "Starting: processes of their own",
        [
            Row("bare interpreter", tuple(bare), "CPU-s"),
            Row("import yuanqu.dmn, above it", above("import"), "CPU-s", Goal("<", 0.15)),
            Row("import, read_model, compile_model of seven decisions, above it", above("use"), "CPU-s", Goal("<", 0.15)),
            Row("the pack of Yingtan loaded, imports included, above it", above("pack"), "CPU-s", Goal("<", 1)),
        ],
    )  # fmt: skip
