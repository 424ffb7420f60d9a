"""The reference rule set over millions of rows: our plan against hand-written exact SQL on DuckDB, pair by pair.

    .venv/bin/python -m benchmarks.rules_bulk --rows 10000000 --runs 5

Prints CPU-seconds of the process (all threads), rows per CPU-second, the median of the pairs' ratios, peak memory.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.reference import population
from yuanqu import columns
from yuanqu.columns import duckdb_engine
from yuanqu.dmn import read_model

ROOT = Path(__file__).resolve().parents[1]


def aggregates(names: tuple[str, ...]) -> str:
    """One figure per output, in the order of the outputs."""
    numbers = ", ".join(f'SUM("{name}")' for name in names[:4])
    tiers = ", ".join(
        f"COUNT(CASE WHEN \"{names[4]}\" = '{tier}' THEN 1 END)"
        for tier in ("over_100", "over_50", "over_20", "none")
    )
    return f'{numbers}, {tiers}, COUNT(CASE WHEN "{names[5]}" THEN 1 END)'


def cpu(work: Callable[[], object]) -> tuple[float, object]:
    start = time.process_time()
    found = work()
    return time.process_time() - start, found


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only", choices=("plan", "hand"))
    parser.add_argument("--data", type=Path, default=ROOT / ".cache" / "benchmarks")
    options = parser.parse_args()
    source = population.write(options.data / f"firms_{options.rows}.parquet", options.rows)
    read = read_model(population.model(), source="rules.dmn")
    assert read.model is not None
    plan = columns.compile(read.model, population.OUTPUTS, population.SCHEMA)
    for diagnostic in plan.diagnostics:
        sys.stderr.write(diagnostic.text("en") + "\n")
    connection = duckdb_engine.connect(threads=options.threads)
    duckdb_engine.prepare(connection, plan, source)
    connection.execute(f"CREATE TEMP VIEW hand_facts AS SELECT * FROM read_parquet('{source}')")
    hand = population.HAND_WRITTEN.replace("FROM facts", "FROM hand_facts")
    texts = {
        "plan": f"SELECT {aggregates(population.OUTPUTS)} FROM ({plan.sql('duckdb', narrow=True)})",
        "hand": f"SELECT {aggregates(population.HAND_NAMES)} FROM ({hand})",
    }
    chosen = [options.only] if options.only else ["plan", "hand"]
    times: dict[str, list[float]] = {name: [] for name in chosen}
    answers: dict[str, object] = {}
    for run in range(options.runs + 1):
        for name in chosen if run % 2 else chosen[::-1]:
            spent, answers[name] = cpu(lambda text=texts[name]: connection.execute(text).fetchall())  # type: ignore[misc]
            if run:
                times[name].append(spent)
    report: dict[str, object] = {"rows": options.rows, "runs": options.runs, "threads": options.threads}
    for name, spent in times.items():
        report[name] = {"cpu_s": [round(min(spent), 3), round(statistics.median(spent), 3), round(max(spent), 3)],
                        "rows_per_cpu_s": round(options.rows / statistics.median(spent))}  # fmt: skip
    if len(chosen) == 2:
        ratios = [h / p for p, h in zip(times["plan"], times["hand"], strict=True)]
        report["rows_per_cpu_s_of_hand_written"] = round(statistics.median(ratios), 3)
        report["same_answer"] = answers["plan"] == answers["hand"]
    report["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
