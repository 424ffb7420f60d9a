"""Spark: the same plan through its SQL. The only part of columns that starts a server and opens sockets."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from yuanqu.columns.duckdb_engine import ROW, Source, Unusable, check_source, files_of
from yuanqu.columns.plan import FACTS, Plan
from yuanqu.columns.typing import to_arrow

if TYPE_CHECKING:
    from yuanqu.columns.bindings import Lookup

SETTINGS = {
    "spark.sql.ansi.enabled": "false",  # x / 0 is null, as in FEEL
    "spark.sql.decimalOperations.allowPrecisionLoss": "true",  # casts keep every result far below the limit
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.session.timeZone": "UTC",
}
_LOCAL = {
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "2g",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.codegen.maxFields": "1000",
}


def session_settings(url: str) -> dict[str, str]:
    """Settings of a new session for a connection. A cluster keeps its own; only this machine's are ours to choose."""
    if url.startswith("local"):
        return _LOCAL | {"spark.master": url}
    return {"spark.remote": url} if url.startswith("sc://") else {"spark.master": url}


def local_session(url: str = "local[2]") -> Any:
    """The session that runs, or a new one for a connection: local[2], spark://host:7077, yarn, k8s://… or, through
    Spark Connect, sc://host. ImportError without pyspark."""
    from pyspark.sql import SparkSession

    logging.getLogger("py4j").setLevel(logging.WARNING)
    builder = SparkSession.builder.appName("yuanqu")
    for name, value in session_settings(url).items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def prepare(
    session: Any, plan: Plan, source: Source, *, keys: Sequence[str] = (), numbered: bool = False
) -> None:
    """Make the view `facts` and the plan's lookups in a session. Raises Unusable."""
    problems = plan.diagnostics if not plan.ok else check_source(plan, source)
    if problems:
        raise Unusable(problems)
    prepare_session(session, plan)
    if isinstance(source, pa.RecordBatchReader):
        source = source.read_all()
    if isinstance(source, pa.Table):
        frame = session.createDataFrame(source)
    else:
        frame = session.read.parquet(*(str(Path(path).resolve()) for path in files_of(source)))
    if numbered:
        from pyspark.sql.functions import monotonically_increasing_id

        frame = frame.withColumn(ROW, monotonically_increasing_id())
    frame.createOrReplaceTempView("given_facts")
    session.sql(plan.source_select("spark", "given_facts", keys)).createOrReplaceTempView(FACTS)


def prepare_session(session: Any, plan: Plan) -> None:
    """Set what exactness rests on, and make the plan's lookups."""
    for name, value in SETTINGS.items():
        session.conf.set(name, value)
    for lookup in plan.lookups:
        session.createDataFrame(_with_ends(lookup)).createOrReplaceTempView(lookup.name)


def frame_of(session: Any, plan: Plan, *, keys: Sequence[str] = ()) -> Any:
    """The plan's result as a data frame, after `prepare`."""
    return session.sql(plan.sql("spark", keys=keys))


def run(plan: Plan, source: Source, *, keys: Sequence[str] = (), session: Any = None) -> pa.Table:
    """The outputs of a plan as a table, for results that fit in memory."""
    active = session or local_session()
    joined = bool(plan.lookups)  # joins do not keep the order
    every = (*keys, ROW) if joined else tuple(keys)
    prepare(active, plan, source, keys=every, numbered=joined)
    made = frame_of(active, plan, keys=every).toArrow()
    if joined:
        made = made.sort_by(ROW).drop_columns([ROW])
    wanted = pa.schema(
        [*(made.schema.field(key) for key in keys), *((o.name, to_arrow(o.kind)) for o in plan.outputs)]
    )
    return made.cast(wanted)


def _with_ends(lookup: Lookup) -> pa.Table:
    """Spark has no join to the step below: each step gets the beginning of the next."""
    if not lookup.ordered:
        return lookup.table
    keys = lookup.keys[:-1]
    table = lookup.table.sort_by([(key, "ascending") for key in lookup.keys])
    groups = list(zip(*(table[key].to_pylist() for key in keys), strict=True)) or [()] * table.num_rows
    lows = table["low"].to_pylist()
    ends = [
        lows[at + 1] if at + 1 < len(lows) and groups[at + 1] == groups[at] else None
        for at in range(len(lows))
    ]
    return table.append_column("next", pa.array(ends, table["low"].type))
