"""yuanqu assess --engine duckdb|spark: every decision of a pack over Parquet facts of any size, as numbered parts.

For each kind of subject one plan and one folder: part-00001.parquet …, manifest.json, summary.json. Memory does not
grow with the facts. After a kill the same command redoes only what is unfinished.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from yuanqu.assessment.bulk import (
    Group,
    Work,
    check_files,
    constants_of,
    plan_pack,
    source_of,
    statistical,
    with_columns,
)
from yuanqu.columns.duckdb_engine import Unusable
from yuanqu.columns.forms import Source
from yuanqu.columns.parts import (
    PART_ROWS,
    SUMMARY,
    Worker,
    job_digest,
    locked,
    parts_of,
    unwritable,
    write_parts,
)
from yuanqu.columns.plan import Plan
from yuanqu.columns.scalar_worker import ScalarJob, ScalarWorker, job_text
from yuanqu.columns.schema import subject_inputs
from yuanqu.columns.workers import DuckWorker, SparkWorker
from yuanqu.commands.session import FOUND, OK, UNUSABLE, Session, money
from yuanqu.diagnostics import Where, diagnose
from yuanqu.packs import Pack

Engine = Literal["duckdb", "spark"]


def assess_in_bulk(
    session: Session,
    pack: Pack,
    facts: Path,
    as_of: date,
    output: Path,
    engine: Engine = "duckdb",
    *,
    scalar: bool = False,
    part_rows: int = PART_ROWS,
    processes: int | None = None,
    spark: str = "local[2]",
) -> int:
    """Run the command; the exit code. `scalar`: what can't be compiled is computed row by row in processes."""
    works = plan_pack(pack, as_of)
    session.diagnostics(tuple(d for work in works for d in work.diagnostics), to_out=False)

    def write() -> dict[str, Any]:
        summaries: dict[str, Any] = {}
        for work in works:
            source = source_of(pack, facts, work.group, as_of)
            if source is None:
                continue
            if work.compiled:
                summaries[_label(work.group)] = _run(session, work, source, output, engine, part_rows, spark)
            if scalar and work.refused:
                summaries[f"{_label(work.group)}-scalar"] = _run_scalar(
                    session, pack, work, source, output, as_of, part_rows, processes or os.cpu_count() or 1
                )
        if not summaries:
            raise Unusable(
                (diagnose("COL-032", Where(str(facts)), subject=", ".join({w.group[0] for w in works})),)
            )
        text = json.dumps(summaries, ensure_ascii=False, indent=1)
        (output / SUMMARY).write_text(text + "\n", encoding="utf-8")
        return summaries

    try:
        with locked(output):
            summaries = write()
    except Unusable as problem:
        return session.fail(UNUSABLE, problem.diagnostics)
    except OSError as error:
        return session.fail(UNUSABLE, (unwritable(output, error),))
    _print(session, pack, summaries)
    refused = any(work.refused for work in works) and not scalar
    return session.finish(FOUND if refused else OK, pack=pack.identity.ref, as_of=as_of, summaries=summaries)


def _run(
    session: Session, work: Work, source: Source, output: Path, engine: Engine, part_rows: int, spark: str
) -> dict[str, Any]:
    plan, folder = work.plan, output / _label(work.group)
    problems = check_files(plan.inputs, source)
    if problems:
        raise Unusable(problems)
    plan = with_columns(plan, source)
    job = job_digest(plan, source.all_files, f"{engine}/{part_rows}/{source.key}")
    worker = _worker(plan, source, engine, spark)
    return _write(session, worker, source, folder, job, part_rows, _label(work.group))


def _worker(plan: Plan, source: Source, engine: Engine, spark: str) -> Worker:
    if engine == "duckdb":
        return DuckWorker(plan, source, keys=(source.key,))
    try:
        from yuanqu.columns.spark_engine import local_session

        return SparkWorker(plan, source, keys=(source.key,), session=local_session(spark))
    except ImportError as error:
        raise Unusable((diagnose("COL-035", None, engine="pyspark", reason=error),)) from None


def _run_scalar(
    session: Session,
    pack: Pack,
    work: Work,
    source: Source,
    output: Path,
    as_of: date,
    part_rows: int,
    processes: int,
) -> dict[str, Any]:
    inputs = subject_inputs(pack.schema, work.group[0])
    allowed = [p for p in work.refused if not statistical(pack, p)]
    jobs = tuple(
        ScalarJob(
            p.program.model.data, p.decision.decision, f"{p.decision.id}.{p.decision.decision}",
            constants_of(p, as_of), {n: inputs[n] for n in p.inputs if n in inputs}, p.decision.good,
        )
        for p in allowed
    )  # fmt: skip
    worker = ScalarWorker(jobs, source, keys=(source.key,), processes=processes)
    try:
        folder = output / f"{_label(work.group)}-scalar"
        job = job_digest(job_text(jobs), source.all_files, str(part_rows))
        return _write(session, worker, source, folder, job, part_rows, f"{_label(work.group)} (scalar)")
    finally:
        worker.close()


def _write(
    session: Session, worker: Worker, source: Source, folder: Path, job: str, part_rows: int, label: str
) -> dict[str, Any]:
    parts = parts_of(source.files, part_rows)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(
        *columns, console=session.err, transient=True, disable=not session.err.is_terminal
    ) as shown:
        task = shown.add_task(label)
        return write_parts(
            worker,
            parts,
            folder,
            job,
            progress=lambda done, all_: shown.update(task, completed=done, total=all_),
        )


def _label(group: Group) -> str:
    return f"{group[0]}-year" if group[1] else group[0]


def _print(session: Session, pack: Pack, summaries: Mapping[str, Any]) -> None:
    rows: list[tuple[str, ...]] = []
    for label, summary in summaries.items():
        for decision in pack.decisions.values():
            main = f"{decision.id}.{decision.decision}"
            known = summary["totals"].get(f"{main}|known")
            if known is None:
                continue
            good = summary["totals"].get(f"{main}#good|true", "")
            total = summary["totals"].get(f"{main}|sum") if decision.kind == "money" else None
            amount = "" if total is None else money(_fen(total))
            rows.append(
                (
                    decision.name.get(session.lang),
                    label,
                    str(summary["rows"]),
                    good,
                    str(int(summary["rows"]) - int(known)),
                    amount,
                )
            )
    heads = ("决策", "对象", "行数", "符合", "无数据", "金额（元）") if session.lang == "zh" else (
        "Decision", "Subjects", "Rows", "Qualify", "No data", "Amount (yuan)")  # fmt: skip
    session.table(heads, rows, right=(2, 3, 4, 5))


def _fen(text: str) -> int:
    from decimal import Decimal

    return int(Decimal(text) * 100)
