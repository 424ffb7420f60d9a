"""The ways to a better outcome: for one subject, every single fact it can change and the smallest change that reaches
each better outcome, found from the rule itself and verified by evaluating it anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from yuanqu.assessment.programs import Prepared
from yuanqu.dmn import DecisionTrace
from yuanqu.packs import Pack
from yuanqu.packs.checks.proofs import domains_of
from yuanqu.proofs import Domain, Step, all_changes, all_steps, distance
from yuanqu.proofs.reader import computed

Better = Callable[[object, object], bool]


@dataclass(frozen=True, slots=True)
class Way:
    """One fact changed, all else held. `input`: its FEEL name; `values`: what it would be: the nearest number or
    day, or each of the choices that will do; `change`: how far that is, in the fact's unit or in days, None for
    choices. `band`: the same change in the number that the table bands, where the pack names one.
    `verified`: evaluated anew at the value, and for numbers just before it, too.
    """

    input: str
    current: object
    values: tuple[object, ...]
    change: Decimal | None
    outcome: object
    band: Step | None
    verified: bool


@dataclass(frozen=True, slots=True)
class Ways:
    """`decision`: the DMN decision whose outcomes these are; `now`: its outcome. `ways`: nearest outcome first.
    `closed`: outcomes better than all of these that no single change reaches. `changes`: the facts that can change.
    `best`: no outcome is better."""

    decision: str
    now: object
    ways: tuple[Way, ...]
    closed: tuple[object, ...]
    changes: tuple[str, ...]
    best: bool


def ways_of(
    pack: Pack, prepared: Prepared, context: Mapping[str, object], trace: tuple[DecisionTrace, ...]
) -> Ways | None:
    """None when the pack names nothing that the subject can change. `trace`: of the decision as it stands."""
    decision, asked = prepared.decision, prepared.decision.distance
    if asked is None:
        return None
    better, domains = better_of(prepared), domains_of(pack, decision.subject)
    now = next((step.value for step in trace if step.name == asked.decision), None)
    found = [
        way
        for name in asked.changes
        for way in _ways(prepared, context, name, domains.get(name, Domain()), better)
        if not asked.reach or way.outcome in asked.reach
    ]
    known = _possible(prepared, trace)
    possible = [value for value in known if better(value, now)]
    reached = {_key(way.outcome) for way in found}
    outcomes = {_key(value): value for value in [*(way.outcome for way in found), *possible]}
    # one better than fewer others is nearer to what is
    order = {key: sum(better(value, other) for other in outcomes.values()) for key, value in outcomes.items()}
    found.sort(key=lambda way: order[_key(way.outcome)])
    farther = [value for key, value in outcomes.items() if key not in reached and _worth(prepared, value)]
    closed = [value for value in farther if all(better(value, way.outcome) for way in found)]
    closed.sort(key=lambda value: order[_key(value)])
    best = not outcomes and (bool(known) or _good(prepared, now))
    return Ways(asked.decision, now, tuple(found), tuple(closed), asked.changes, best)


def _worth(prepared: Prepared, value: object) -> bool:
    """Whether an outcome that can't be reached is worth naming: what the decision calls good; any band of a number."""
    asked = prepared.decision.distance
    return asked is not None and (asked.decision != prepared.decision.decision or _good(prepared, value))


def better_of(prepared: Prepared) -> Better:
    """Numbers: more is better. Named values: in the order of the pack, best first. Else what is good."""
    ranks = {name: rank for rank, name in enumerate(prepared.decision.names)}

    def better(left: object, right: object) -> bool:
        if isinstance(left, Decimal):
            return not isinstance(right, Decimal) or left > right
        if ranks:
            return ranks.get(str(left), len(ranks)) < ranks.get(str(right), len(ranks))
        return _good(prepared, left) and not _good(prepared, right)

    return better


def _good(prepared: Prepared, value: object) -> bool:
    return prepared.good.evaluate({"?": value}).value is True


def _key(value: object) -> str:
    return str(value.normalize()) if isinstance(value, Decimal) else str(value)


def _ways(
    prepared: Prepared, context: Mapping[str, object], name: str, domain: Domain, better: Better
) -> list[Way]:
    asked, program = prepared.decision.distance, prepared.program
    assert asked is not None
    if domain.kind != "number":
        values = domain.values or ((True, False) if domain.kind == "boolean" else ())
        return [
            Way(name, c.current, c.values, None if c.days is None else Decimal(c.days), c.outcome, None, True)
            for c in all_changes(program, asked.decision, context, {name: values}, better)
        ]
    steps = all_steps(
        program, asked.decision, context, {name: domain.scale or 0}, better, domains={name: domain}
    )
    bands: dict[str, Step] = {}
    if asked.input and steps:
        table = distance(program, asked.decision, asked.decision, context, (name,), better=better)
        bands = {_key(step.outcome): step for step in table.steps if step.verified}
    return [
        Way(name, s.current, (s.threshold,), s.change, s.outcome, bands.get(_key(s.outcome)), s.verified)
        for s in steps
        if s.verified
    ]


def _possible(prepared: Prepared, trace: tuple[DecisionTrace, ...]) -> list[object]:
    """The outcomes there are: those worth reaching, else those that the rows of the table give now."""
    asked = prepared.decision.distance
    assert asked is not None
    if asked.reach:
        return list(asked.reach)
    found = prepared.program.model.decision(asked.decision)
    known = next((dict(step.inputs) for step in trace if step.name == asked.decision), {})
    cells = [rule.outputs[0].node for rule in found.table.rules] if found is not None and found.table else []
    values = [computed(cell, known) for cell in cells]
    return [one.value for one in values if one is not None and one.value is not None]
