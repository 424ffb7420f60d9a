"""A table of many rows over one number, and one over a quotient: CPU-seconds for 10, 100, 3,000 rows.

.venv/bin/python -m benchmarks.tables_bulk --rows 1000000
"""

from __future__ import annotations

import argparse
import itertools
import json
import statistics
import sys
from pathlib import Path

from benchmarks.reference import population
from benchmarks.rules_bulk import ROOT, cpu
from yuanqu import columns
from yuanqu.columns import duckdb_engine
from yuanqu.dmn import read_model

SIZES = (10, 100, 3000)
_HEAD = '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="m" namespace="urn:m">'


def table(rows: int, expression: str, most: int) -> bytes:
    """A UNIQUE table whose rows cut 0 to `most` into equal steps."""
    cuts = [most * at // rows for at in range(rows + 1)]
    rules = "".join(
        f"<rule><inputEntry><text>[{low}..{high})</text></inputEntry><outputEntry><text>{at}</text></outputEntry></rule>"
        for at, (low, high) in enumerate(itertools.pairwise(cuts))
    )
    inputs = "".join(f'<inputData id="i{at}" name="{name}"/>' for at, name in enumerate(population.SCHEMA))
    needs = "".join(
        f'<informationRequirement><requiredInput href="#i{at}"/></informationRequirement>'
        for at in range(len(population.SCHEMA))
    )
    return (
        f'{_HEAD}{inputs}<decision id="t" name="档次"><variable name="档次"/>{needs}<decisionTable hitPolicy="UNIQUE">'
        f"<input><inputExpression><text>{expression}</text></inputExpression></input><output/>{rules}"
        "</decisionTable></decision></definitions>"
    ).encode()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--data", type=Path, default=ROOT / ".cache" / "benchmarks")
    options = parser.parse_args()
    source = population.write(options.data / f"firms_{options.rows}.parquet", options.rows)
    report: dict[str, object] = {"rows": options.rows}
    for label, expression, most in (
        ("number", "用地面积", 200_000),
        ("quotient", "税收 / 用地亩数", 300_000),
    ):
        times: dict[int, list[float]] = {size: [] for size in SIZES}
        runs = []
        for size in SIZES:
            read = read_model(table(size, expression, most), source="table")
            assert read.model is not None
            plan = columns.compile(read.model, "档次", population.SCHEMA)
            assert plan.ok, plan.diagnostics
            connection = duckdb_engine.connect(threads=2)
            duckdb_engine.prepare(connection, plan, source)
            runs.append((size, connection, plan.totals(narrow=True)))
        for run in range(options.runs + 1):
            for size, connection, text in runs:
                spent, _ = cpu(lambda c=connection, t=text: c.execute(t).fetchall())  # type: ignore[misc]
                if run:
                    times[size].append(spent)
        middle = {size: statistics.median(spent) for size, spent in times.items()}
        report[label] = {f"{size} rows, cpu_s": round(spent, 3) for size, spent in middle.items()} | {
            "3000 of 100": round(middle[3000] / middle[100], 2)
        }
    sys.stdout.write(json.dumps(report, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
