"""Millions of firms: our plan, exact SQL by hand on the same engine, OpenFisca-Core; time, memory, growth."""

from __future__ import annotations

import itertools
from decimal import Decimal
from pathlib import Path

import numpy as np

from benchmarks import peers
from benchmarks.report import Agreement, Goal, Report, Row
from benchmarks.rounds import Taken, Worker, interleaved, ratio
from benchmarks.rules import data
from benchmarks.rules.workers import bulk as side
from yuanqu.columns import duckdb_engine

WORKER = "benchmarks.rules.workers.bulk"
COMPARED = 1_000_000
"""Most firms that are compared with OpenFisca one by one."""


def cpu(what: str, taken: list[Taken]) -> Row:
    return Row(what, tuple(t.cpu for t in taken), "CPU-s")


def measure(report: Report, rows: int, runs: int, *, with_peers: bool) -> None:
    """Ours beside SQL by hand, then beside OpenFisca: pairs in turn."""
    source = data.firms(rows)
    out, agreed = [], []
    with Worker(WORKER, "plan", source) as plan, Worker(WORKER, "hand", source) as hand:
        taken = interleaved({"plan": (plan, "whole"), "hand": (hand, "whole")}, runs)
        out += [cpu("Yuanqu, exact", taken["plan"]), cpu("SQL by hand, exact", taken["hand"])]
        out.append(Row("Yuanqu, firms per CPU-second", tuple(rows / t.cpu for t in taken["plan"]), "1/s"))
        times = tuple(ratio(taken["hand"], taken["plan"]))
        out.append(Row("rows per CPU-second, of SQL by hand", times, "×", Goal("≥", 0.95)))
        same = taken["plan"][-1].found == taken["hand"][-1].found
        agreed.append(Agreement(f"Yuanqu and SQL by hand, totals of {rows:,} firms", same))
        if with_peers:
            _openfisca(out, agreed, rows, runs, plan)
        peak = taken["plan"][-1].peak
        out += [
            Row("peak memory, Yuanqu", (peak,), "MB", Goal("<", 500)),
            Row("peak memory, SQL by hand", (taken["hand"][-1].peak,), "MB"),
        ]
    report.section(f"Bulk: {rows:,} firms, Parquet → all outputs → totals; DuckDB, 2 threads", out, agreed)


def _openfisca(out: list[Row], agreed: list[Agreement], rows: int, runs: int, plan: Worker) -> None:
    python = peers.environment("openfisca")
    few, answers = min(rows, COMPARED), data.FOLDER / "openfisca.npz"
    name = f"OpenFisca-Core {peers.version('openfisca', 'openfisca-core')}"
    arguments = (data.doubles(rows), data.doubles(few), answers)
    with Worker("benchmarks.rules.workers.openfisca", *arguments, python=python) as other:
        taken = interleaved(
            {"plan": (plan, "whole"), "whole": (other, "whole"), "parts": (other, "parts")}, runs
        )
        labels = {"whole": "one simulation", "parts": f"{COMPARED:,} firms at a time"}
        for job, label in labels.items():
            alone = tuple(float(t.found["without_reading"]) for t in taken[job])  # type: ignore[index]
            kept = tuple(a / t.cpu for a, t in zip(alone, taken["plan"], strict=True))
            times = tuple(ratio(taken[job], taken["plan"]))
            out += [
                cpu(f"{name}, float32, {label}", taken[job]),
                Row(
                    f"rows per CPU-second, of OpenFisca, {label}",
                    times,
                    "×",
                    Goal("≥", 4) if job == "whole" else None,
                ),
                Row("the same, its reading of Parquet not counted, ours counted", kept, "×"),
            ]
        out.append(Row("peak memory, OpenFisca", (taken["whole"][-1].peak,), "MB"))
        other.ask("rows")
    agreed.append(_compared(answers, few, name))
    answers.unlink()


def _compared(answers: Path, rows: int, name: str) -> Agreement:
    """Firm by firm: who falls in another tier, whose cents differ, and by how much in all."""
    ours = duckdb_engine.run(side.plan(), data.firms(rows), threads=2)
    with np.load(answers) as theirs:
        relief = np.array([-1.0 if v is None else float(v) for v in ours.column("减免比例").to_pylist()])
        known = relief >= 0
        other = int((np.abs(theirs["relief"] - relief) > 1e-6)[known].sum())
        yuan = [v if v is not None else Decimal(0) for v in ours.column("减免额").to_pylist()]
        cents = np.array([int(v * 100) for v in yuan])
        found = np.rint(theirs["relief_yuan"].astype(np.float64) * 100).astype(np.int64)
        off = int((cents != found)[known].sum())
        total = int((found - cents)[known].sum()) / 100
        tiers = np.array([side.TIERS.index(v) for v in ours.column("收入档次").to_pylist()])
        wrong = int((tiers != theirs["tier"]).sum())
    note = (
        f"Of {int(known.sum()):,} firms with tax and land OpenFisca puts {other:,} into another band of relief "
        f"and {off:,} at other cents ({total:+,.2f} yuan in all); of {rows:,} firms {wrong:,} into another tier"
    )
    return Agreement(f"Yuanqu and {name}, firm by firm", not (other or off or wrong), note, exact=False)


def growth(report: Report, sizes: list[int], runs: int) -> None:
    """CPU per row and peak memory over sizes, ten times larger each; a worker per size."""
    sources = {size: data.firms(size) for size in sizes}
    out = []
    workers = {size: Worker(WORKER, "plan", source) for size, source in sources.items()}
    try:
        taken = interleaved({str(size): (worker, "whole") for size, worker in workers.items()}, runs)
    finally:
        for worker in workers.values():
            worker.__exit__()
    for size in sizes:
        spent = tuple(t.cpu / size * 1e6 for t in taken[str(size)])
        out.append(Row(f"CPU per million firms, of {size:,}", spent, "CPU-s"))
        peak = taken[str(size)][-1].peak
        out.append(Row(f"peak memory at {size:,}", (peak,), "MB", Goal("<", 500)))
    for small, large in itertools.pairwise(sizes):
        factor = large / small
        per_row = tuple(r / factor for r in ratio(taken[str(large)], taken[str(small)]))
        out.append(Row(f"CPU per firm, {large:,} against {small:,}", per_row, "×", Goal("≤", 1.1)))
        memory = taken[str(large)][-1].peak / taken[str(small)][-1].peak
        goal = Goal("≤", 1.1) if small >= 10_000_000 else None  # a small file fills no buffers
        out.append(Row(f"peak memory, {large:,} against {small:,}", (memory,), "×", goal))
    report.section("Growth", out)
