"""A table of many rows over one number, and one over a quotient, on DuckDB: one connection per size."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.reference import population
from benchmarks.rounds import serve
from yuanqu import columns
from yuanqu.columns import duckdb_engine
from yuanqu.dmn import read_model

SIZES = (10, 100, 3000)
KINDS = {"number": ("用地面积", 200_000), "quotient": ("税收 / 用地亩数", 300_000)}
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


def by_hand(rows: int, expression: str, most: int) -> str:
    """SQL for the total that the table must give: the cuts joined as ranges, a quotient multiplied out."""
    above, _, below = expression.partition(" / ")
    column = population.SCHEMA[above].name
    over = population.SCHEMA[below].name if below else "1"
    cuts = [most * at // rows for at in range(rows + 1)]
    values = ", ".join(f"({low}, {high}, {at})" for at, (low, high) in enumerate(itertools.pairwise(cuts)))
    return (
        f"SELECT SUM(step) FROM firms JOIN (VALUES {values}) AS cut(low, high, step) "
        f"ON {over} > 0 AND {column} >= low * {over} AND {column} < high * {over}"
    )


def main() -> None:
    source = Path(sys.argv[1])
    jobs: dict[str, Callable[[], object]] = {}
    for kind, (expression, most) in KINDS.items():
        for size in SIZES:
            read = read_model(table(size, expression, most), source="table")
            assert read.model is not None
            plan = columns.compile(read.model, "档次", population.SCHEMA)
            assert plan.ok, plan.diagnostics
            connection = duckdb_engine.connect(threads=2)
            duckdb_engine.prepare(connection, plan, source)
            jobs[f"{kind} {size}"] = _total(connection, plan.totals(narrow=True))
            connection.execute(f"CREATE TEMP VIEW firms AS SELECT * FROM read_parquet('{source}')")
            jobs[f"{kind} {size} by hand"] = _total(connection, by_hand(size, expression, most))
    serve(jobs)


def _total(connection: object, text: str) -> Callable[[], object]:
    return lambda: str(connection.execute(text).fetchall()[0][-1])  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
