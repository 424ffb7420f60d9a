"""One answer explained: the library decides again on the firm's own facts; the stored answer stands beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yuanqu.assessment import Outcome, Programs, assess_one, compile_pack
from yuanqu.assessment.way_words import Spoken
from yuanqu.packs.model import Decision, Pack, Reading
from yuanqu_web.assessments.chain import Fixed, Given, Link, fixed, givens, links, readings
from yuanqu_web.assessments.plain import plain
from yuanqu_web.assessments.selectors import current_run, outcome
from yuanqu_web.assessments.wording import decision_value, missing_text, payer_text, way_words
from yuanqu_web.assessments.words import STATUS, label, state_words, value_text
from yuanqu_web.registry.models import Enterprise
from yuanqu_web.returns.selectors import facts_of_enterprise
from yuanqu_web.ui.language import language, said


@dataclass(frozen=True, slots=True)
class Explanation:
    """`same`: the answer found now equals the stored one; None when none is stored. `shown`: values beside it. `better`: every single
    change that brings a better outcome; None where there is no outcome yet.
    `chains`: the steps to the answer, and apart from them the steps to the values shown beside it."""

    decision: Decision
    name: str
    status: str
    subject: str
    state: str
    state_words: str
    result: str
    as_of: date
    period: str
    missing: str
    better: Spoken | None
    payer: str
    note: str
    shown: tuple[tuple[str, str], ...]
    givens: tuple[Given, ...]
    fixed: tuple[Fixed, ...]
    chains: tuple[tuple[Link, ...], ...]
    readings: tuple[Reading, ...]
    problems: tuple[str, ...]
    same: bool | None
    origin: str


def _programs(pack: Pack, day: date) -> Programs:
    """The decisions of a pack, compiled once for a day."""
    known = _compiled.get((pack.digest, day))
    if known is None:
        if len(_compiled) >= MOST_COMPILED:
            _compiled.clear()
        known = _compiled[pack.digest, day] = compile_pack(pack, day)
    return known


MOST_COMPILED = 4
_compiled: dict[tuple[str, date], Programs] = {}


def explain(
    pack: Pack, enterprise: Enterprise, decision: Decision, subject: str, money: str
) -> Explanation | None:
    """None when the firm has no such subject."""
    run = current_run(enterprise.origin)
    day = run.as_of if run else pack.identity.as_of
    facts = facts_of_enterprise(enterprise, schema=pack.schema)
    key = subject or (enterprise.key if decision.subject == "enterprise" else "")
    found, _problems = assess_one(_programs(pack, day), facts, decision.id, key)
    if found is None:
        return None
    stored = outcome(enterprise, decision.id, found.subject)
    rows = {row.key: row for row in facts.rows(decision.subject, found.period)}
    period = found.period.label(language()) if found.period else ""
    decided = found.state in ("favoured", "not_yet")
    dataset = enterprise.dataset
    return Explanation(
        decision=decision,
        name=said(decision.name),
        status=said(STATUS[decision.status]),
        subject="" if found.subject_kind == "enterprise" else found.name,
        state=found.state,
        state_words=state_words(decision, found.state),
        result=decision_value(pack, decision, found, money),
        as_of=day,
        period=period,
        missing=missing_text(pack, decision, found),
        better=way_words(pack, decision, money).all(found.ways) if decided else None,
        payer=payer_text(pack, [{"treasury": p.treasury, "fen": p.fen} for p in found.payments], money),
        note=said(decision.note),
        shown=tuple(
            (label(pack, decision, name), value_text(pack, decision, name, value, money))
            for name, value in found.shown.items()
        ),
        givens=givens(pack, decision, rows[found.subject], period, money),
        fixed=fixed(pack, decision, found, day, money),
        chains=_chains(links(pack, decision, found, money)),
        readings=readings(pack, decision),
        problems=tuple(one.text(language()) for one in found.diagnostics),
        same=None if stored is None else _same(found, stored.state, stored.value, stored.fen),
        origin=dataset.title_en if language() == "en" else dataset.title_zh,
    )


def _same(found: Outcome, state: str, value: object, fen: int | None) -> bool:
    return found.state == state and plain(found.value) == value and found.fen == fen


def _chains(steps: tuple[Link, ...]) -> tuple[tuple[Link, ...], ...]:
    """The steps up to the answer, then the others if there are any."""
    end = next((i for i, step in enumerate(steps, 1) if step.last), len(steps))
    return tuple(part for part in (steps[:end], steps[end:]) if part)
