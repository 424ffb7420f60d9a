"""DuckDB in process: reads Parquet or Arrow, streams results; nothing but the result of a batch is held in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from yuanqu.columns.plan import FACTS, Plan
from yuanqu.columns.schema import check_columns
from yuanqu.columns.sql import text_literal
from yuanqu.diagnostics import Diagnostic

Source = (
    str | Path | Sequence[str | Path] | Any
)  # the last: an Arrow table or reader, which have no types of their own
MEMORY = "400MB"
ROW = "row_of_source"
Result = TypeVar("Result")


class Unusable(Exception):  # noqa: N818 - carries diagnostics to the caller
    """A plan or a source can't be used; `diagnostics` say why."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__("; ".join(d.text("en") for d in diagnostics))
        self.diagnostics = diagnostics


def connect(*, threads: int | None = None, memory: str = MEMORY) -> duckdb.DuckDBPyConnection:
    """A private database in memory that may not touch the network; results keep no order."""
    connection = duckdb.connect(":memory:")
    connection.execute("SET autoinstall_known_extensions = false")
    connection.execute("SET autoload_known_extensions = false")
    connection.execute("SET preserve_insertion_order = false")
    connection.execute(f"SET memory_limit = '{memory}'")
    # Joins stand as a plan writes them, lookups on the side that is hashed. DuckDB 2.0 would turn them round where facts are
    # few, and then fails on some chains of joins ("dict-surviving join: … build pipeline is not single-source").
    connection.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
    if threads is not None:
        connection.execute(f"SET threads = {int(threads)}")
    return connection


def files_of(source: Source) -> list[Path]:
    """The Parquet files of a path, a folder or a list of them; none for Arrow data."""
    if isinstance(source, (pa.Table, pa.RecordBatchReader)):
        return []
    if isinstance(source, (str, Path)):
        path = Path(source)
        return sorted(path.glob("*.parquet")) if path.is_dir() else [path]
    return [Path(item) for item in source]


def check_source(plan: Plan, source: Source) -> tuple[Diagnostic, ...]:
    """Whether the plan's columns are there, in exact types. Floating point, and NaN with it, is refused."""
    if isinstance(source, (pa.Table, pa.RecordBatchReader)):
        return check_columns(source.schema, plan.inputs, "arrow")
    found: list[Diagnostic] = []
    for path in files_of(source):
        found += check_columns(pq.read_schema(path), plan.inputs, path.name)
    return tuple(found)


def prepare(
    connection: duckdb.DuckDBPyConnection,
    plan: Plan,
    source: Source,
    *,
    keys: Sequence[str] = (),
    numbered: bool = False,
) -> None:
    """Make the view `facts` and the plan's lookups. Raises Unusable for a plan or source that can't be used."""
    problems = plan.diagnostics if not plan.ok else check_source(plan, source)
    if problems:
        raise Unusable(problems)
    if isinstance(source, (pa.Table, pa.RecordBatchReader)):
        connection.register("given_facts", source)
        origin = "given_facts"
    else:
        origin = parquet_relation(files_of(source))
    if numbered:
        origin = f"(SELECT *, ROW_NUMBER() OVER () AS {ROW} FROM {origin})"  # noqa: S608 - names are our own
    make_view(connection, plan, origin, keys=keys)
    make_lookups(connection, plan)


def parquet_relation(files: Sequence[Path]) -> str:
    """The text of a relation over Parquet files."""
    return f"read_parquet([{', '.join(text_literal(str(path), 'duckdb') for path in files)}])"


def make_view(
    connection: duckdb.DuckDBPyConnection,
    plan: Plan,
    origin: str,
    *,
    keys: Sequence[str] = (),
    where: str = "",
) -> None:
    """The view `facts` over a relation."""
    select = plan.source_select("duckdb", origin, keys, where)
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {FACTS} AS {select}")


def make_lookups(connection: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """The plan's lookups as tables."""
    for lookup in plan.lookups:
        connection.register("given_lookup", lookup.table)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {lookup.name} AS SELECT * FROM given_lookup")  # noqa: S608 - names are quoted
        connection.unregister("given_lookup")


def run(plan: Plan, source: Source, *, keys: Sequence[str] = (), threads: int | None = None) -> pa.Table:
    """The outputs of a plan as a table, for sources that fit in memory. Order of rows is kept."""
    if isinstance(source, pa.RecordBatchReader):
        source = source.read_all()
    with connect(threads=threads, memory="80%") as connection:
        connection.execute("SET preserve_insertion_order = true")
        joined = bool(plan.lookups)  # joins do not keep the order
        every = (*keys, ROW) if joined else tuple(keys)
        prepare(connection, plan, source, keys=every, numbered=joined)
        texts = (plan.sql("duckdb", keys=every, narrow=True), plan.sql("duckdb", keys=every))
        made = first_that_fits(texts, lambda text: connection.sql(text).to_arrow_table())
        return made.sort_by(ROW).drop_columns([ROW]) if joined else made


def first_that_fits(texts: Sequence[str], use: Callable[[str], Result]) -> Result:
    """Run the narrow text; where DuckDB says that a value does not fit in it, the wide one."""
    for text in texts[:-1]:
        try:
            return use(text)
        except (duckdb.OutOfRangeException, duckdb.ConversionException):
            continue
    return use(texts[-1])
