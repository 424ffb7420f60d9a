"""The engines as writers of parts: DuckDB and Spark through the plan's SQL, the scalar evaluator in processes of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from yuanqu.columns import duckdb_engine
from yuanqu.columns import typing as t
from yuanqu.columns.duckdb_engine import Unusable
from yuanqu.columns.forms import Source
from yuanqu.columns.parts import Part, Totals
from yuanqu.columns.plan import FACTS, Plan
from yuanqu.columns.sql import quoted, text_literal
from yuanqu.diagnostics import Where, diagnose


def totals_of(plan: Plan, dialect: Any) -> list[tuple[str, str]]:
    """(name, SQL) of the totals of a part: sums of numbers, counts of values, of what is good and of violations."""
    found: list[tuple[str, str]] = []
    for output in plan.outputs:
        name = quoted(output.name, dialect)
        if output.role == "value":
            found.append((f"{output.name}|known", f"COUNT({name})"))
            if isinstance(output.kind, t.Number):
                found.append((f"{output.name}|sum", f"SUM({name})"))
        elif output.role in ("violation", "good"):
            found.append((f"{output.name}|true", f"COUNT(CASE WHEN {name} THEN 1 END)"))
    return found


def told(plan: Plan, asked: Sequence[tuple[str, str]], values: Sequence[object]) -> Totals:
    """Totals as text. A sum that is null over values that are there has overflowed: Spark says so in no other way."""
    found = dict(zip((name for name, _ in asked), values, strict=True))
    for output in plan.outputs:
        if f"{output.name}|sum" in found and found[f"{output.name}|sum"] is None:
            if found[f"{output.name}|known"]:
                raise Unusable((diagnose("COL-040", None, name=output.name),))
            found[f"{output.name}|sum"] = 0
    return {name: str(value) for name, value in found.items()}


class DuckWorker:
    """One connection for all parts. Machine words first; the first part that does not fit makes the rest wide."""

    def __init__(
        self, plan: Plan, source: Source, *, keys: Sequence[str] = (), threads: int | None = None
    ) -> None:
        self.plan, self.source, self.keys = plan, source, tuple(keys)
        self.connection = duckdb_engine.connect(threads=threads)
        duckdb_engine.make_lookups(self.connection, plan)
        self.texts = [plan.sql("duckdb", keys=keys, narrow=True), plan.sql("duckdb", keys=keys)]

    def write(self, part: Part, path: Path) -> tuple[int, Totals]:
        try:
            return self._write(part, path)
        except duckdb.IOException as error:
            raise OSError(_first_line(error)) from None
        except duckdb.Error as error:
            raise Unusable((diagnose("COL-039", Where(part.source), reason=_first_line(error)),)) from error

    def _write(self, part: Part, path: Path) -> tuple[int, Totals]:
        relation = self.source.relation(part, "duckdb")
        duckdb_engine.make_view(self.connection, self.plan, relation, keys=self.keys)
        while True:
            try:
                self._copy(self.texts[0], path)
                break
            except (duckdb.OutOfRangeException, duckdb.ConversionException):
                if len(self.texts) == 1:
                    raise
                self.texts.pop(0)
        asked = totals_of(self.plan, "duckdb")
        selected = ", ".join(["COUNT(*)", *(sql for _, sql in asked)])
        written = f"read_parquet({text_literal(str(path), 'duckdb')})"
        rows, *values = self.connection.execute(f"SELECT {selected} FROM {written}").fetchall()[0]  # noqa: S608 - names are quoted
        return rows, told(self.plan, asked, values)

    def _copy(self, text: str, path: Path) -> None:
        target = text_literal(str(path), "duckdb")
        self.connection.execute(f"COPY ({text}) TO {target} (FORMAT parquet, COMPRESSION snappy)")


class SparkWorker:
    """Parts through a Spark session, each written as one file."""

    def __init__(self, plan: Plan, source: Source, *, keys: Sequence[str] = (), session: Any = None) -> None:
        from yuanqu.columns import spark_engine

        self.plan, self.source, self.keys = plan, source, tuple(keys)
        self.session = session or spark_engine.local_session()
        spark_engine.prepare_session(self.session, plan)

    def write(self, part: Part, path: Path) -> tuple[int, Totals]:
        from pyspark.errors import PySparkException

        try:
            return self._write(part, path)
        except PySparkException as error:
            raise Unusable((diagnose("COL-039", Where(part.source), reason=_first_line(error)),)) from error

    def _write(self, part: Part, path: Path) -> tuple[int, Totals]:
        import shutil

        select = self.plan.source_select("spark", self.source.relation(part, "spark"), self.keys)
        self.session.sql(select).createOrReplaceTempView(FACTS)
        folder = path.with_name(
            f"writing-{part.number}.spark"
        )  # a name with a leading dot would be hidden from Spark
        frame = self.session.sql(self.plan.sql("spark", keys=self.keys))
        frame.coalesce(1).write.mode("overwrite").parquet(str(folder.resolve()))
        asked = totals_of(self.plan, "spark")
        selected = ", ".join(["COUNT(*)", *(sql for _, sql in asked)])
        written = f"parquet.{quoted(str(folder.resolve()), 'spark')}"
        found = self.session.sql(f"SELECT {selected} FROM {written}")  # noqa: S608 - names are quoted
        rows, *values = found.collect()[0]
        (file,) = folder.glob("*.parquet")
        file.replace(path)
        shutil.rmtree(folder)
        return int(rows), told(self.plan, asked, values)


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:300]
