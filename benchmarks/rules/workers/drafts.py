"""Drafts of the relief table that change only its numbers, against one of them: every row's outputs, and totals alone."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.reference import population
from benchmarks.rounds import serve
from yuanqu import columns
from yuanqu.columns import duckdb_engine
from yuanqu.columns.drafts import Draft, compile_drafts
from yuanqu.columns.plan import Plan
from yuanqu.columns.totals import Totals, totals
from yuanqu.columns.typing import Number
from yuanqu.dmn import Model, read_model

SHAPES = {"rows": population.OUTPUTS, "totals": ("减免额",)}


def model(at: int) -> Model:
    """The rule set with other edges and ratios; the first is as it stands."""
    text = population.model().decode()
    if at:
        for edge in (200000, 150000, 100000):
            text, found = re.subn(rf"\b{edge}\b", str(edge + at * 2500), text)
            assert found == 2
        for ratio in (5, 3):
            text = text.replace(f"<text>0.{ratio}</text>", f"<text>0.{ratio * 10 + at}</text>")
    read = read_model(text.encode(), source=f"draft {at}")
    assert read.model is not None
    return read.model


def every_row(plan: Plan) -> str:
    """All outputs computed for each row and consumed in the engine."""
    counted = ", ".join(
        f'{"SUM" if isinstance(o.kind, Number) else "COUNT"}("{o.name}")' for o in plan.outputs
    )
    return f"SELECT {counted} FROM ({plan.sql('duckdb', narrow=True)})"


def main() -> None:
    source, count = Path(sys.argv[1]), int(sys.argv[2])
    jobs: dict[str, Callable[[], object]] = {}
    models = [model(at) for at in range(count)]
    for shape, outputs in SHAPES.items():
        for many in (1, count):
            plan = compile_drafts(
                [Draft(str(at), m) for at, m in enumerate(models[:many])], outputs, population.SCHEMA
            )
            jobs[f"{shape} {many}"] = _job(plan, source, shape)
    for at, one in enumerate(models):
        jobs[f"alone {at}"] = _job(
            columns.compile(one, SHAPES["totals"], population.SCHEMA), source, "totals"
        )
    serve(jobs)


def _job(plan: Plan, source: Path, shape: str) -> Callable[[], object]:
    assert plan.ok, plan.diagnostics
    connection = duckdb_engine.connect(threads=2)
    duckdb_engine.prepare(connection, plan, source)
    if shape == "totals":
        return lambda: _listed(totals(connection, plan))
    text = every_row(plan)
    return lambda: [str(value) for value in connection.execute(text).fetchall()[0]]


def _listed(found: Totals) -> list[str]:
    return [str(found.rows), *map(str, found.sums.values())]


if __name__ == "__main__":
    main()
