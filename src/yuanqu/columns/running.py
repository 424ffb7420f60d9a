"""One way to run a plan, whichever engine computes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import pyarrow as pa

from yuanqu.columns import duckdb_engine
from yuanqu.columns.duckdb_engine import Source
from yuanqu.columns.plan import Plan

Engine = Literal["duckdb", "spark"]


def run(plan: Plan, source: Source, engine: Engine = "duckdb", *, keys: Sequence[str] = ()) -> pa.Table:
    """The outputs of a plan over a source, with `keys` passed through. Raises Unusable with its diagnostics."""
    if engine == "spark":
        from yuanqu.columns.spark_engine import run as run_spark

        return run_spark(plan, source, keys=keys)
    return duckdb_engine.run(plan, source, keys=keys)
