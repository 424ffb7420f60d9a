"""Sums of an assessment: per decision, per treasury, and the largest single amount."""

from __future__ import annotations

from collections import Counter, defaultdict

from yuanqu.assessment.model import Assessment, DecisionTotal, Outcome
from yuanqu.packs import Pack


def totals(pack: Pack, assessment: Assessment) -> tuple[DecisionTotal, ...]:
    """One total per decision of the pack, in its order."""
    by_decision: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in assessment.outcomes:
        by_decision[outcome.decision].append(outcome)
    return tuple(
        _total(id, decision.kind == "money", by_decision[id]) for id, decision in pack.decisions.items()
    )


def _total(decision: str, money: bool, outcomes: list[Outcome]) -> DecisionTotal:
    states = Counter(outcome.state for outcome in outcomes)
    payers: Counter[str | None] = Counter()
    for outcome in outcomes:
        for payment in outcome.payments:
            payers[payment.treasury] += payment.fen
    known = money and any(outcome.fen is not None for outcome in outcomes)  # no data is not zero
    paid = [(outcome.subject, outcome.fen) for outcome in outcomes if outcome.fen]
    return DecisionTotal(
        decision=decision,
        favoured=states["favoured"],
        not_yet=states["not_yet"],
        no_data=states["no_data"],
        refused=states["refused"],
        fen=sum(fen for _, fen in paid) if known else None,
        payers=dict(payers),
        largest=max(paid, key=lambda item: item[1], default=None) if money else None,
    )
