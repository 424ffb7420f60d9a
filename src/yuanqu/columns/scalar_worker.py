"""What can't be compiled, row by row by the scalar evaluator, in parallel processes; only when the user asks for it.

Numbers are written as text, exactly as FEEL shows them, because their digits are not known beforehand.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from yuanqu.columns import duckdb_engine
from yuanqu.columns.forms import Source
from yuanqu.columns.parts import Part, Totals
from yuanqu.columns.schema import InputColumn
from yuanqu.columns.sql import quoted
from yuanqu.dmn import Program, compile_model, read_model
from yuanqu.feel import compile_expression, text_of

BATCH = 20_000
_Waiting = tuple[Any, list[Future[list[str | None]]]]  # a record batch and the values to come


@dataclass(frozen=True)
class ScalarJob:
    """One decision of one model, as plain data that a process can be given."""

    model: bytes
    decision: str
    name: str
    constants: Mapping[str, object]
    inputs: Mapping[str, InputColumn]


_PROGRAMS: dict[bytes, Program] = {}


def _evaluate(job: ScalarJob, columns: Mapping[str, list[object]], rows: int) -> list[str | None]:
    """The values of one batch, in a process of its own."""
    program = _PROGRAMS.get(job.model)
    if program is None:
        read = read_model(job.model, source=job.name)
        assert read.model is not None
        program = _PROGRAMS[job.model] = compile_model(read.model, constants=job.constants)
    names = tuple(job.inputs)
    derived = {n: compile_expression(c.derived, names) for n, c in job.inputs.items() if c.derived}
    found: list[str | None] = []
    for at in range(rows):
        row = {
            name: columns[c.name][at] for name, c in job.inputs.items() if not c.derived and c.name in columns
        }
        for name, compiled in derived.items():
            row[name] = compiled.evaluate(row).value
        value = program.evaluate(job.decision, row, trace=False).value
        found.append(None if value is None else value if isinstance(value, str) else text_of(value))
    return found


class ScalarWorker:
    """Reads a part through DuckDB in batches and evaluates them in processes."""

    def __init__(
        self, jobs: Sequence[ScalarJob], source: Source, *, keys: Sequence[str], processes: int = 2
    ) -> None:
        self.jobs, self.source, self.keys = tuple(jobs), source, tuple(keys)
        self.connection = duckdb_engine.connect()
        self.pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"))
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
        rows, known = 0, dict.fromkeys((job.name for job in self.jobs), 0)
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
        return rows, {f"{name}|known": str(count) for name, count in known.items()}

    def _put(self, writer: Any, schema: pa.Schema, entry: _Waiting, known: dict[str, int]) -> int:
        batch, futures = entry
        arrays = [batch.column(key) for key in self.keys]
        for job, future in zip(self.jobs, futures, strict=True):
            values = future.result()
            known[job.name] += sum(value is not None for value in values)
            arrays.append(pa.array(values, pa.string()))
        writer.write_batch(pa.record_batch(arrays, schema=schema))
        return int(batch.num_rows)

    def close(self) -> None:
        self.pool.shutdown(cancel_futures=True)


def job_text(jobs: Sequence[ScalarJob]) -> str:
    """What the jobs are, for the stamp of their parts."""
    return json.dumps(
        [[job.name, job.decision, str(job.constants), job.model.decode(errors="replace")] for job in jobs]
    )
