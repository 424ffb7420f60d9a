"""Results as numbered Parquet parts with a manifest and a summary; after a kill only unfinished parts are redone.

Each part is a range of rows of one source file. It appears whole or not at all, and the manifest names it after
it is there. A folder that holds the parts of other rules or other facts is refused, and so is one that another process
is writing into: it holds a lock, which the system takes back when the process dies.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

import pyarrow.parquet as pq

from yuanqu.columns.duckdb_engine import Unusable
from yuanqu.columns.plan import Plan
from yuanqu.columns.typing import EXACT
from yuanqu.diagnostics import Diagnostic, Where, diagnose

PART_ROWS = 1_000_000
MANIFEST, SUMMARY, LOCK = "manifest.json", "summary.json", ".lock"
FORMAT = 1

Progress = Callable[[int, int], None]
Totals = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """Rows [first, last) of a source file. `number` counts from 1."""

    number: int
    source: str
    first: int
    last: int

    @property
    def file(self) -> str:
        return f"part-{self.number:05}.parquet"


@dataclass(frozen=True, slots=True)
class Done:
    """A finished part: its rows, the bytes of its file, and its totals as text."""

    number: int
    file: str
    rows: int
    size: int
    totals: Totals


class Worker(Protocol):
    """What an engine does: write one part to a path, and give its rows and totals."""

    def write(self, part: Part, path: Path) -> tuple[int, Totals]: ...


def parts_of(files: Sequence[Path], part_rows: int = PART_ROWS) -> tuple[Part, ...]:
    """The parts of source files, cut where their row groups end."""
    found: list[Part] = []
    for path in files:
        meta = pq.read_metadata(path)
        first = stop = 0
        for group in range(meta.num_row_groups):
            stop += meta.row_group(group).num_rows
            if stop - first >= part_rows or group == meta.num_row_groups - 1:
                found.append(Part(len(found) + 1, str(path), first, stop))
                first = stop
    return tuple(found)


def job_digest(plan: Plan | str, files: Sequence[Path], more: str = "") -> str:
    """A stamp of the rules and of the source files as they stand (names, sizes, times)."""
    stats = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    rules = plan if isinstance(plan, str) else plan.digest
    return hashlib.sha256(repr((rules, stats, more)).encode()).hexdigest()


def write_parts(
    worker: Worker, parts: Sequence[Part], folder: Path, job: str, *, progress: Progress | None = None
) -> dict[str, Any]:
    """Write what is not there yet, then the summary, which is returned.

    Raises Unusable for a folder of another job, one that another process writes into, or one that can't be written.
    """
    try:
        with locked(folder):
            return _write_parts(worker, parts, folder, job, progress)
    except OSError as error:
        raise Unusable((unwritable(folder, error),)) from error


def unwritable(folder: Path, error: OSError) -> Diagnostic:
    """Disk full, no permission and the like."""
    return diagnose("COL-038", Where(str(folder)), reason=error.strerror or error)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Make a folder this process's own while it writes. Raises Unusable when another's, OSError when it can't be made."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Unusable((diagnose("COL-037", Where(str(folder))),)) from None
        yield


def _write_parts(
    worker: Worker, parts: Sequence[Part], folder: Path, job: str, progress: Progress | None
) -> dict[str, Any]:
    done = _finished(folder, job)
    total = sum(part.last - part.first for part in parts)
    reached = 0
    for part in parts:
        if part.number not in done:
            writing = folder / f".{part.file}.writing"
            rows, totals = worker.write(part, writing)
            if rows != part.last - part.first:
                writing.unlink()
                where = {"source": Path(part.source).name, "wanted": part.last - part.first, "found": rows}
                raise Unusable((diagnose("COL-034", Where(str(folder)), **where),))
            with writing.open("rb") as file:
                os.fsync(file.fileno())  # whole before it is named
                size = file.seek(0, os.SEEK_END)
            os.replace(writing, folder / part.file)
            done[part.number] = Done(part.number, part.file, rows, size, dict(totals))
            _save(folder, job, done, len(parts))
        reached += part.last - part.first
        if progress is not None:
            progress(reached, total)
    _save(folder, job, done, len(parts))
    summary = summed(done.values(), job)
    _replace(folder / SUMMARY, summary)
    return summary


def summed(done: Any, job: str) -> dict[str, Any]:
    """Totals of all parts, exactly."""
    totals: dict[str, Decimal] = {}
    rows = count = 0
    for part in done:
        rows += part.rows
        count += 1
        for name, text in part.totals.items():
            totals[name] = EXACT.add(totals.get(name, Decimal(0)), Decimal(text))
    return {
        "format": FORMAT,
        "job": job,
        "parts": count,
        "rows": rows,
        "totals": {name: f"{value:f}" for name, value in totals.items()},
    }


def _finished(folder: Path, job: str) -> dict[int, Done]:
    """Parts that the manifest names and that are there in full."""
    file = folder / MANIFEST
    if not file.exists():
        return {}
    try:
        known = json.loads(file.read_text(encoding="utf-8"))
        parts = [Done(**entry) for entry in known["parts"]]
    except (ValueError, TypeError, KeyError) as error:
        raise Unusable((diagnose("COL-031", Where(str(file)), reason=str(error)[:120]),)) from None
    if known.get("format") != FORMAT or known.get("job") != job:
        raise Unusable((diagnose("COL-030", Where(str(file))),))
    whole = (p for p in parts if (folder / p.file).is_file() and (folder / p.file).stat().st_size == p.size)
    return {part.number: part for part in whole}


def _save(folder: Path, job: str, done: Mapping[int, Done], count: int) -> None:
    listed = [asdict(done[number]) for number in sorted(done)]
    _replace(
        folder / MANIFEST, {"format": FORMAT, "job": job, "complete": len(done) == count, "parts": listed}
    )


def _replace(path: Path, content: Mapping[str, object]) -> None:
    temporary = path.with_name(f".{path.name}.writing")
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
