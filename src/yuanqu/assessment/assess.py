"""Runs every decision of a pack over the facts: one outcome per decision and subject."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from yuanqu.assessment.model import Assessment, Outcome, State
from yuanqu.assessment.payers import payments_of
from yuanqu.assessment.programs import Prepared, Programs, compile_pack
from yuanqu.assessment.ways import Way, ways_of
from yuanqu.diagnostics import Diagnostic, diagnose, has_errors
from yuanqu.dmn import DecisionTrace, Result
from yuanqu.facts import Facts, Row
from yuanqu.packs import Decision, Pack
from yuanqu.values import Period, to_fen

Progress = Callable[[int, int], None]


def assess(
    pack: Pack, facts: Facts, as_of: date, *, trace: bool = True, progress: Progress | None = None
) -> Assessment:
    """Every decision for every subject. `progress` is told (done, all) subjects.

    `trace`: with the trace and the nearest way to a better outcome, which take most of the time.
    """
    programs = compile_pack(pack, as_of)
    owners = {row.key: row for row in facts.rows("enterprise")}
    work = [(prepared, *_rows(prepared.decision, facts, as_of)) for prepared in programs.prepared]
    total, done = sum(len(rows) for _, rows, _ in work), 0
    outcomes: list[Outcome] = []
    for prepared, rows, period in work:
        for row in rows:
            outcomes.append(decide(programs, prepared, row, period, owners, trace=trace))
            done += 1
            if progress and done % 500 == 0:
                progress(done, total)
    if progress:
        progress(total, total)
    return Assessment(pack.identity.ref, facts.digest(), as_of, tuple(outcomes), programs.diagnostics)


def assess_one(
    programs: Programs, facts: Facts, decision: str, subject: str
) -> tuple[Outcome | None, tuple[Diagnostic, ...]]:
    """One decision for one subject key, with every way to a better outcome; a diagnostic when either is unknown."""
    pack = programs.pack
    owners = {row.key: row for row in facts.rows("enterprise")}
    for prepared in programs.prepared:
        if prepared.decision.id != decision:
            continue
        rows, period = _rows(prepared.decision, facts, programs.day)
        for row in rows:
            if row.key == subject:
                return _with_ways(pack, prepared, row, decide(programs, prepared, row, period, owners)), ()
        kind = pack.schema.subject(prepared.decision.subject).name
        found = diagnose("ASM-002", None, subject=subject, kind=kind.zh, kind_en=kind.en)
        return None, (found,)
    return None, (diagnose("ASM-001", None, decision=decision, known=", ".join(pack.decisions)),)


def _with_ways(pack: Pack, prepared: Prepared, row: Row, outcome: Outcome) -> Outcome:
    if outcome.state not in ("favoured", "not_yet"):
        return outcome
    context = {name: row.get(name) for name in prepared.inputs}
    return replace(outcome, ways=ways_of(pack, prepared, context, outcome.trace))


def _rows(decision: Decision, facts: Facts, as_of: date) -> tuple[list[Row], Period | None]:
    """The flat rows a decision sees: the register, joined with the last complete year where it asks for one."""
    if decision.period == "none":
        return facts.rows(decision.subject), None
    last = as_of + timedelta(days=1)
    period = Period.year(last.year - 1)
    return facts.rows(decision.subject, period), period


def decide(
    programs: Programs,
    prepared: Prepared,
    row: Row,
    period: Period | None,
    owners: Mapping[str, Row],
    *,
    trace: bool = True,
) -> Outcome:
    """One decision on one row."""
    pack, decision = programs.pack, prepared.decision
    owner = _owner(pack, decision, row)
    home = owners.get(owner)
    place = str((home if home is not None else row).get(_place_name(pack, decision, home)) or "")
    context = {name: row.get(name) for name in prepared.inputs}
    refused = _refused(pack, decision, prepared)
    missing = tuple(name for name, value in context.items() if value is None)
    result = prepared.program.evaluate(decision.decision, context, trace=True)
    trail = _trail(prepared, result, row, context)
    shown = {step.name: step.value for step in trail if step.name in decision.shows}
    value = result.value
    state = _state(prepared, result, missing, bool(refused))
    fen = _fen(decision, value)
    return Outcome(
        decision=decision.id,
        subject_kind=decision.subject,
        subject=row.key,
        owner=owner,
        name=_name(pack, decision, row, home),
        place=place,
        period=period,
        state=state,
        value=value,
        shown=shown,
        missing=missing if value is None else (),
        fen=fen,
        payments=() if fen is None else payments_of(fen, place, programs.day, pack.shares),
        nearest=_nearest(pack, prepared, context, trail, state) if trace else None,
        trace=trail if trace else (),
        diagnostics=(*refused, *result.diagnostics),
    )


def _trail(
    prepared: Prepared, result: Result, row: Row, context: Mapping[str, object]
) -> tuple[DecisionTrace, ...]:
    """The trace of the answer, followed by that of the decisions shown beside it which it does not need."""
    trail = list(result.trace)
    beside = dict(context) | {name: row.get(name) for name in prepared.beside}
    for name in prepared.decision.shows:
        known = {step.id for step in trail}
        if not any(step.name == name for step in trail):
            found = prepared.program.evaluate(name, beside, trace=True)
            trail.extend(step for step in found.trace if step.id not in known)
    return tuple(trail)


def _state(prepared: Prepared, result: Result, missing: tuple[str, ...], refused: bool) -> State:
    if refused or (result.value is None and not missing and has_errors(result.diagnostics)):
        return "refused"
    if result.value is None:
        return "no_data"
    return "favoured" if prepared.good.evaluate({"?": result.value}).value is True else "not_yet"


def _fen(decision: Decision, value: object) -> int | None:
    return to_fen(value) if decision.kind == "money" and isinstance(value, Decimal) else None


def _nearest(
    pack: Pack,
    prepared: Prepared,
    context: Mapping[str, object],
    trace: tuple[DecisionTrace, ...],
    state: State,
) -> Way | None:
    """The nearest change of the one fact that can be changed; of several, in units of their own, none is nearest."""
    asked = prepared.decision.distance
    if asked is None or len(asked.changes) != 1 or state not in ("favoured", "not_yet"):
        return None
    found = ways_of(pack, prepared, context, trace)
    return found.ways[0] if found is not None and found.ways else None


def _owner(pack: Pack, decision: Decision, row: Row) -> str:
    """The enterprise a subject belongs to, by its field of type ref(enterprise); itself when it is one."""
    if decision.subject == "enterprise":
        return row.key
    for field in pack.schema.subject(decision.subject).fields:
        if field.type.kind == "ref":
            return str(row.get(field.name.zh) or "")
    return ""


def _place_name(pack: Pack, decision: Decision, home: Row | None) -> str:
    """FEEL name of the field that says where: the enterprise's, else the subject's own choice of places."""
    kind = "enterprise" if home is not None else decision.subject
    for field in pack.schema.subject(kind).fields:
        if field.type.target == "places":
            return field.name.zh
    return ""


def _name(pack: Pack, decision: Decision, row: Row, home: Row | None) -> str:
    for field in pack.schema.subject(decision.subject).fields:
        if field.type.kind == "text" and field.id.endswith("name"):
            return str(row.get(field.name.zh) or row.key)
    return row.key


def _refused(pack: Pack, decision: Decision, prepared: Prepared) -> tuple[Diagnostic, ...]:
    """Statistical facts may be added up, but never decide on the one who stated them."""
    found: Iterator[Diagnostic] = (
        diagnose("ASM-003", None, name=name, decision=decision.name.zh, decision_en=decision.name.en)
        for name in prepared.inputs
        if _use(pack, decision, name) == "statistical"
    )
    return tuple(found)


def _use(pack: Pack, decision: Decision, name: str) -> str:
    for field in pack.schema.subject(decision.subject).fields:
        if field.name.zh == name:
            return field.use
    return "public"
