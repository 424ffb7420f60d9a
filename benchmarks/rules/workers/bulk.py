"""The reference rule set over a Parquet file on DuckDB, to totals of every output: our plan, or SQL written by hand."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.reference import population
from benchmarks.rounds import serve
from yuanqu import columns
from yuanqu.columns import duckdb_engine
from yuanqu.dmn import read_model

THREADS = 2
TIERS = ("over_100", "over_50", "over_20", "none")


def aggregates(names: tuple[str, ...]) -> str:
    """One figure per output, in the order of the outputs; one per tier."""
    numbers = ", ".join(f'SUM("{name}")' for name in names[:4])
    tiers = ", ".join(f"COUNT(CASE WHEN \"{names[4]}\" = '{tier}' THEN 1 END)" for tier in TIERS)
    return f'{numbers}, {tiers}, COUNT(CASE WHEN "{names[5]}" THEN 1 END)'


def plan() -> columns.Plan:
    read = read_model(population.model(), source="rules.dmn")
    assert read.model is not None
    made = columns.compile(read.model, population.OUTPUTS, population.SCHEMA)
    assert made.ok, made.diagnostics
    return made


def main() -> None:
    side, source = sys.argv[1], Path(sys.argv[2])
    connection = duckdb_engine.connect(threads=THREADS)
    if side == "plan":
        ours = plan()
        duckdb_engine.prepare(connection, ours, source)
        names, text = population.OUTPUTS, ours.sql("duckdb", narrow=True)
    else:
        connection.execute(f"CREATE TEMP VIEW facts AS SELECT * FROM read_parquet('{source}')")
        names, text = population.HAND_NAMES, population.HAND_WRITTEN
    query = f"SELECT {aggregates(names)} FROM ({text})"

    def whole() -> list[str]:
        (row,) = connection.execute(query).fetchall()
        return [str(value) for value in row]

    serve({"whole": whole})


if __name__ == "__main__":
    main()
