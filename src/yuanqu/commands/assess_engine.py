"""yuanqu assess --engine duckdb|spark: every decision of a pack over Parquet facts of any size, as numbered parts.

For each kind of subject one plan and one folder: part-00001.parquet …, manifest.json, summary.json. Memory does not
grow with the facts. After a kill the same command redoes only what is unfinished.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from yuanqu.assessment.programs import Prepared, compile_pack
from yuanqu.columns.bindings import Bindings
from yuanqu.columns.compiling import assemble, variant
from yuanqu.columns.decisions import Compiled
from yuanqu.columns.duckdb_engine import Unusable
from yuanqu.columns.forms import Source, flat_source, form_files, form_source, known_columns
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
from yuanqu.columns.plan import Output, Plan
from yuanqu.columns.scalar_worker import ScalarJob, ScalarWorker, job_text
from yuanqu.columns.schema import InputColumn, check_columns, subject_inputs
from yuanqu.columns.workers import DuckWorker, SparkWorker
from yuanqu.commands.session import FOUND, OK, UNUSABLE, Session, money
from yuanqu.diagnostics import Diagnostic, Where, diagnose
from yuanqu.packs import Pack

Engine = Literal["duckdb", "spark"]
_Group = tuple[str, bool]  # kind of subject; whether its decisions see a year


@dataclass(frozen=True)
class Work:
    """The decisions of one kind of subject: those in the plan, and those left to the scalar evaluator."""

    group: _Group
    plan: Plan
    compiled: tuple[Prepared, ...]
    refused: tuple[Prepared, ...]
    diagnostics: tuple[Diagnostic, ...]


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
) -> int:
    """Run the command; the exit code. `scalar`: what can't be compiled is computed row by row in processes."""
    works = plan_pack(pack, as_of)
    session.diagnostics(tuple(d for work in works for d in work.diagnostics), to_out=False)

    def write() -> dict[str, Any]:
        summaries: dict[str, Any] = {}
        for work in works:
            source = _source(pack, facts, work.group, as_of)
            if source is None:
                continue
            if work.compiled:
                summaries[_label(work.group)] = _run(session, work, source, output, engine, part_rows)
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


def plan_pack(pack: Pack, as_of: date) -> tuple[Work, ...]:
    """One plan for each kind of subject and period: all its decisions that compile."""
    programs = compile_pack(pack, as_of)
    groups: dict[_Group, list[Prepared]] = {}
    for prepared in programs.prepared:
        decision = prepared.decision
        groups.setdefault((decision.subject, decision.period != "none"), []).append(prepared)
    return tuple(_plan(pack, group, members, as_of) for group, members in groups.items())


def _plan(pack: Pack, group: _Group, members: Sequence[Prepared], as_of: date) -> Work:
    inputs = subject_inputs(pack.schema, group[0])
    bindings, compiled = Bindings(), Compiled()
    outputs: list[Output] = []
    taken: list[Prepared] = []
    refused: list[Prepared] = []
    problems: list[Diagnostic] = []
    for prepared in members:
        decision = prepared.decision
        names = (decision.decision, *(name for name in decision.shows if _is_shown(prepared, name)))
        own = Compiled(used=dict(compiled.used))
        made, found = variant(
            prepared.program.model, names[:1], inputs, constants_of(prepared, as_of), bindings, own,
            matched=True, good=decision.good,
        )  # fmt: skip
        found = [*_statistical(pack, prepared), *found]
        if found:
            refused.append(prepared)
            problems += [*found, diagnose("COL-036", Where(decision.file), decision=decision.name.get("zh"))]
            continue
        for name in names[1:]:  # what is shown beside the answer may be a quotient: then it is left out
            more, unfit = variant(
                prepared.program.model, (name,), inputs, constants_of(prepared, as_of), bindings, own
            )
            made += [] if unfit else [o for o in more if o.role == "value"]
        compiled.used.update(own.used)
        taken.append(prepared)
        outputs += [replace(o, name=f"{decision.id}.{o.name}") for o in made]
    names = tuple(p.decision.id for p in taken)
    return Work(
        group, assemble(names, bindings, compiled, outputs, ()), tuple(taken), tuple(refused), tuple(problems)
    )


def _is_shown(prepared: Prepared, name: str) -> bool:
    return prepared.program.model.decision(name) is not None


def constants_of(prepared: Prepared, as_of: date) -> dict[str, object]:
    """The parameters that a decision needs, as they stand on a day."""
    return {parameter.name.zh: parameter.at(as_of) for parameter in prepared.parameters}


def _statistical(pack: Pack, prepared: Prepared) -> list[Diagnostic]:
    """Statistical facts never decide on the one who stated them."""
    decision = prepared.decision
    fields = {f.name.zh: f for f in pack.schema.subject(decision.subject).fields}
    return [
        diagnose("ASM-003", None, name=name, decision=decision.name.zh, decision_en=decision.name.en)
        for name in prepared.inputs
        if name in fields and fields[name].use == "statistical"
    ]


def _source(pack: Pack, facts: Path, group: _Group, as_of: date) -> Source | None:
    """The relation of a kind of subject: a flat Parquet file of it, or its forms in a folder. None when it has no rows."""
    subject, yearly = group
    key = pack.schema.key_field(subject)
    if key is None:
        return None
    if facts.is_file():
        if facts.suffix != ".parquet":
            raise Unusable((diagnose("COL-033", Where(str(facts)), path=facts.name),))
        return flat_source(facts, key.id)
    if form_files(facts, pack.schema):
        period = str((as_of + timedelta(days=1)).year - 1) if yearly else None
        return form_source(facts, pack.schema, subject, period, known_columns(facts, pack.schema))
    if any(facts.glob("*.parquet")):
        return flat_source(facts, key.id)
    raise Unusable((diagnose("COL-033", Where(str(facts)), path=facts.name),))


def _run(
    session: Session, work: Work, source: Source, output: Path, engine: Engine, part_rows: int
) -> dict[str, Any]:
    plan, folder = work.plan, output / _label(work.group)
    problems = check_files(plan.inputs, source)
    if problems:
        raise Unusable(problems)
    plan = _with_columns(plan, source)
    job = job_digest(plan, source.all_files, f"{engine}/{part_rows}/{source.key}")
    worker = _worker(plan, source, engine)
    return _write(session, worker, source, folder, job, part_rows, _label(work.group))


def _worker(plan: Plan, source: Source, engine: Engine) -> Worker:
    if engine == "duckdb":
        return DuckWorker(plan, source, keys=(source.key,))
    try:
        return SparkWorker(plan, source, keys=(source.key,))
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
    allowed = [p for p in work.refused if not _statistical(pack, p)]
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


def check_files(inputs: Mapping[str, InputColumn], source: Source) -> tuple[Diagnostic, ...]:
    """Types of the columns that are there; a column that no file has is null for every subject: no data."""
    import pyarrow.parquet as pq

    found: list[Diagnostic] = []
    for path in source.all_files:
        schema = pq.read_schema(path)
        wanted = {name: column for name, column in inputs.items() if column.name in schema.names}
        found += check_columns(schema, wanted, path.name)
    return tuple(found)


def _with_columns(plan: Plan, source: Source) -> Plan:
    """The plan, told which of its columns no file has."""
    import pyarrow.parquet as pq

    present = {name for path in source.all_files for name in pq.read_schema(path).names}
    return replace(plan, absent=tuple(c.name for c in plan.inputs.values() if c.name not in present))


def _label(group: _Group) -> str:
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
