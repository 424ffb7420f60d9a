"""The decisions of a pack over columns: one plan and one source for each kind of subject."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from yuanqu.assessment.programs import Prepared, compile_pack
from yuanqu.columns.bindings import Bindings
from yuanqu.columns.compiling import assemble, variant
from yuanqu.columns.decisions import Compiled
from yuanqu.columns.duckdb_engine import Unusable
from yuanqu.columns.forms import Source, flat_source, form_files, form_source, known_columns
from yuanqu.columns.plan import Output, Plan
from yuanqu.columns.schema import InputColumn, check_columns, subject_inputs
from yuanqu.diagnostics import Diagnostic, Where, diagnose
from yuanqu.packs import Pack

Group = tuple[str, bool]
"""Kind of subject; whether its decisions see a year."""


@dataclass(frozen=True)
class Work:
    """The decisions of one kind of subject: those in the plan, and those left to the scalar evaluator."""

    group: Group
    plan: Plan
    compiled: tuple[Prepared, ...]
    refused: tuple[Prepared, ...]
    diagnostics: tuple[Diagnostic, ...]


def plan_pack(pack: Pack, as_of: date) -> tuple[Work, ...]:
    """One plan for each kind of subject and period: all its decisions that compile."""
    programs = compile_pack(pack, as_of)
    groups: dict[Group, list[Prepared]] = {}
    for prepared in programs.prepared:
        decision = prepared.decision
        groups.setdefault((decision.subject, decision.period != "none"), []).append(prepared)
    return tuple(_plan(pack, group, members, as_of) for group, members in groups.items())


def _plan(pack: Pack, group: Group, members: Sequence[Prepared], as_of: date) -> Work:
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
        found = [*statistical(pack, prepared), *found]
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


def statistical(pack: Pack, prepared: Prepared) -> list[Diagnostic]:
    """Statistical facts never decide on the one who stated them."""
    decision = prepared.decision
    fields = {f.name.zh: f for f in pack.schema.subject(decision.subject).fields}
    return [
        diagnose("ASM-003", None, name=name, decision=decision.name.zh, decision_en=decision.name.en)
        for name in prepared.inputs
        if name in fields and fields[name].use == "statistical"
    ]


def source_of(pack: Pack, facts: Path, group: Group, as_of: date) -> Source | None:
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


def check_files(inputs: Mapping[str, InputColumn], source: Source) -> tuple[Diagnostic, ...]:
    """Types of the columns that are there; a column that no file has is null for every subject: no data."""
    import pyarrow.parquet as pq

    found: list[Diagnostic] = []
    for path in source.all_files:
        schema = pq.read_schema(path)
        wanted = {name: column for name, column in inputs.items() if column.name in schema.names}
        found += check_columns(schema, wanted, path.name)
    return tuple(found)


def with_columns(plan: Plan, source: Source) -> Plan:
    """The plan, told which of its columns no file has."""
    import pyarrow.parquet as pq

    present = {name for path in source.all_files for name in pq.read_schema(path).names}
    return replace(plan, absent=tuple(c.name for c in plan.inputs.values() if c.name not in present))
