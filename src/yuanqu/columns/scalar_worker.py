"""What can't be compiled, row by row by the scalar evaluator, in parallel processes; only when the user asks for it.

Numbers are written as text, exactly as FEEL shows them, because their digits are not known beforehand.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from yuanqu.columns import duckdb_engine
from yuanqu.columns.forms import Source
from yuanqu.columns.parts import Part, Totals
from yuanqu.columns.schema import InputColumn
from yuanqu.columns.sql import quoted
from yuanqu.columns.typing import EXACT
from yuanqu.dmn import Program, compile_model, read_model
from yuanqu.feel import compile_expression, compile_unary_tests, text_of

BATCH = 20_000
_Waiting = tuple[Any, list[Future["_Made"]]]  # a record batch and the values to come


@dataclass(frozen=True)
class ScalarJob:
    """One decision of one model, as plain data that a process can be given."""

    model: bytes
    decision: str
    name: str
    constants: Mapping[str, object]
    inputs: Mapping[str, InputColumn]
    good: str = ""
    """Unary tests of FEEL; how many values pass them is a total, as it is over columns."""


_Made = tuple[list[str | None], int, str | None]
"""The values as text, how many are good, and their sum where all are numbers."""

_PROGRAMS: dict[bytes, Program] = {}


def _end_with_parent() -> None:
    """A process of a pool waits forever for work from a parent that was killed; this one ends with it."""
    Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _evaluate(job: ScalarJob, columns: Mapping[str, list[object]], rows: int) -> _Made:
    """One batch, in a process of its own."""
    program = _PROGRAMS.get(job.model)
    if program is None:
        read = read_model(job.model, source=job.name)
        assert read.model is not None
        program = _PROGRAMS[job.model] = compile_model(read.model, constants=job.constants)
    names = tuple(job.inputs)
    derived = {n: compile_expression(c.derived, names) for n, c in job.inputs.items() if c.derived}
    good = compile_unary_tests(job.good, ()) if job.good else None
    found: list[str | None] = []
    passed = 0
    total: Decimal | None = Decimal(0)
    for at in range(rows):
        row = {
            name: columns[c.name][at] for name, c in job.inputs.items() if not c.derived and c.name in columns
        }
        for name, compiled in derived.items():
            row[name] = compiled.evaluate(row).value
        value = program.evaluate(job.decision, row, trace=False).value
        found.append(None if value is None else value if isinstance(value, str) else text_of(value))
        passed += good is not None and good.evaluate({"?": value}).value is True
        if value is not None and total is not None:
            total = EXACT.add(total, value) if isinstance(value, Decimal) else None
    return found, passed, None if total is None else f"{total:f}"


class ScalarWorker:
    """Reads a part through DuckDB in batches and evaluates them in processes."""

    def __init__(
        self, jobs: Sequence[ScalarJob], source: Source, *, keys: Sequence[str], processes: int = 2
    ) -> None:
        self.jobs, self.source, self.keys = tuple(jobs), source, tuple(keys)
        self.connection = duckdb_engine.connect()
        self.pool = ProcessPoolExecutor(
            processes, mp_context=get_context("spawn"), initializer=_end_with_parent
        )
        self.processes = processes

    def write(self, part: Part, path: Path) -> tuple[int, Totals]:
        columns = {c.name for job in self.jobs for c in job.inputs.values() if not c.derived}
        relation = self.source.relation(part, "duckdb")
        present = {row[0] for row in self.connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()}  # noqa: S608 - names are quoted
        chosen = [*self.keys, *sorted((columns & present) - set(self.keys))]
        select = f"SELECT {', '.join(quoted(name, 'duckdb') for name in chosen)} FROM {relation}"  # noqa: S608 - names are quoted
        reader = self.connection.sql(select).to_arrow_reader(BATCH)
        schema = pa.schema(
            [
                *((k, reader.schema.field(k).type) for k in self.keys),
                *((j.name, pa.string()) for j in self.jobs),
            ]
        )
        rows = 0
        known: dict[str, Decimal] = {}
        for job in self.jobs:
            known |= {f"{job.name}|known": Decimal(0), f"{job.name}|sum": Decimal(0)}
            known |= {f"{job.name}#good|true": Decimal(0)} if job.good else {}
        with pq.ParquetWriter(path, schema) as writer:
            waiting: list[_Waiting] = []
            for batch in reader:
                data = {name: batch.column(name).to_pylist() for name in chosen}
                waiting.append(
                    (batch, [self.pool.submit(_evaluate, job, data, batch.num_rows) for job in self.jobs])
                )
                if len(waiting) > self.processes:
                    rows += self._put(writer, schema, waiting.pop(0), known)
            for entry in waiting:
                rows += self._put(writer, schema, entry, known)
        return rows, {name: f"{total:f}" for name, total in known.items()}

    def _put(self, writer: Any, schema: pa.Schema, entry: _Waiting, known: dict[str, Decimal]) -> int:
        batch, futures = entry
        arrays = [batch.column(key) for key in self.keys]
        for job, future in zip(self.jobs, futures, strict=True):
            values, passed, total = future.result()
            known[f"{job.name}|known"] += sum(value is not None for value in values)
            if total is None:
                known.pop(f"{job.name}|sum", None)  # texts, dates and the like have none
            elif f"{job.name}|sum" in known:
                known[f"{job.name}|sum"] = EXACT.add(known[f"{job.name}|sum"], Decimal(total))
            if job.good:
                known[f"{job.name}#good|true"] += passed
            arrays.append(pa.array(values, pa.string()))
        writer.write_batch(pa.record_batch(arrays, schema=schema))
        return int(batch.num_rows)

    def close(self) -> None:
        self.pool.shutdown(cancel_futures=True)


def job_text(jobs: Sequence[ScalarJob]) -> str:
    """What the jobs are, for the stamp of their parts."""
    return json.dumps(
        [
            [job.name, job.decision, job.good, str(job.constants), job.model.decode(errors="replace")]
            for job in jobs
        ]
    )
