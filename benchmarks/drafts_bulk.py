"""Twenty drafts of the relief table against one: all outputs of every row, and city totals alone; CPU-seconds, pair by pair.

.venv/bin/python -m benchmarks.drafts_bulk --rows 1000000
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from pathlib import Path

from benchmarks.reference import population
from benchmarks.rules_bulk import ROOT, cpu
from yuanqu.columns import duckdb_engine
from yuanqu.columns.drafts import Draft, compile_drafts
from yuanqu.columns.plan import Plan
from yuanqu.columns.typing import Number
from yuanqu.dmn import read_model


def drafts(count: int) -> list[Draft]:
    """Drafts that change only numbers of the table: its edges and its ratios."""
    made = []
    for at in range(count):
        text = population.model().decode()
        if at:
            for edge in (200000, 150000, 100000):
                text = text.replace(str(edge), str(edge + at * 2500))
            text = text.replace("<text>0.5</text>", f"<text>0.{50 + at}</text>").replace(
                "<text>0.3</text>", f"<text>0.{30 + at}</text>"
            )
        model = read_model(text.encode(), source=f"draft {at}").model
        assert model is not None
        made.append(Draft(str(at), model))
    return made


def every_row(plan: Plan) -> str:
    """All outputs computed for each row and consumed in the engine."""
    counted = ", ".join(
        f'{"SUM" if isinstance(o.kind, Number) else "COUNT"}("{o.name}")' for o in plan.outputs
    )
    return f"SELECT {counted} FROM ({plan.sql('duckdb', narrow=True)})"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--drafts", type=int, default=20)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--data", type=Path, default=ROOT / ".cache" / "benchmarks")
    options = parser.parse_args()
    source = population.write(options.data / f"firms_{options.rows}.parquet", options.rows)
    report: dict[str, object] = {"rows": options.rows, "drafts": options.drafts}
    shapes = {
        "every_row": (population.OUTPUTS, every_row),
        "totals": (("减免额",), lambda plan: plan.totals(narrow=True)),
    }
    for name, (outputs, shape) in shapes.items():
        texts, connections = [], []
        for count in (1, options.drafts):
            plan = compile_drafts(drafts(count), outputs, population.SCHEMA)
            assert plan.ok, plan.diagnostics
            connection = duckdb_engine.connect(threads=2)
            duckdb_engine.prepare(connection, plan, source)
            connections.append(connection)
            texts.append(shape(plan))
        ratios, spent = [], []
        for run in range(options.runs + 1):
            one, many = (
                cpu(lambda c=c, t=t: c.execute(t).fetchall())[0]
                for c, t in zip(connections, texts, strict=True)
            )  # type: ignore[misc]
            if run:
                ratios.append(many / one)
                spent.append((one, many))
        middle = [round(statistics.median(x), 3) for x in zip(*spent, strict=True)]
        report[name] = {
            "cpu_s_one": middle[0],
            "cpu_s_all": middle[1],
            "ratio": round(statistics.median(ratios), 2),
        }
    sys.stdout.write(json.dumps(report, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
