""" "What this policy gives you": one line per decision of the pack, whatever the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from yuanqu.packs.model import Decision, Pack
from yuanqu_web.assessments.models import OutcomeRow
from yuanqu_web.assessments.wording import (
    decision_value,
    missing_text,
    money_text,
    nearest_text,
    payer_text,
)
from yuanqu_web.assessments.words import STATUS, state_words
from yuanqu_web.registry.models import Enterprise
from yuanqu_web.ui.language import language, said
from yuanqu_web.ui.states import LOOKS


@dataclass(frozen=True, slots=True)
class Answer:
    """One subject's answer. `label`: which building, line or person; empty for the firm itself.
    `words`: the nearest way to a better outcome, what is missing, or why it can't be decided. `more`: leads to all
    ways there are, in words; empty where the pack names nothing that can be changed."""

    label: str
    state: str
    state_words: str
    result: str
    words: str
    more: str
    payer: str
    why: str


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """One decision. `fen`: sum over its subjects, None when it isn't money or nothing is known.
    `absent`: why there is no answer: the firm has no such subject, or the decision isn't about firms."""

    decision: Decision
    name: str
    status: str
    state: str
    state_words: str
    result: str
    fen: int | None
    answers: tuple[Answer, ...]
    absent: str

    @property
    def one(self) -> Answer | None:
        return self.answers[0] if len(self.answers) == 1 else None


def policy_lines(
    pack: Pack, enterprise: Enterprise, outcomes: Sequence[OutcomeRow], money: str
) -> tuple[tuple[PolicyLine, ...], tuple[PolicyLine, ...]]:
    """Lines settled by the text or a reading, and apart from them the samples."""
    by_decision: dict[str, list[OutcomeRow]] = {}
    for row in outcomes:
        by_decision.setdefault(row.decision, []).append(row)
    lines = [
        _line(pack, enterprise, decision, by_decision.get(decision.id, []), money)
        for decision in pack.decisions.values()
    ]
    lines.sort(key=_rank)
    settled = tuple(line for line in lines if line.decision.status != "sample")
    return settled, tuple(line for line in lines if line.decision.status == "sample")


def _rank(line: PolicyLine) -> tuple[int, int]:
    """Money first, then what holds, what is not yet so, what lacks data; what isn't about the firm last."""
    order = ("favoured", "not_yet", "no_data", "refused", "")
    return order.index(line.state), -(line.fen or 0)


def total_fen(lines: Sequence[PolicyLine]) -> int | None:
    """What the settled lines add up to; None when no amount is known."""
    known = [line.fen for line in lines if line.fen is not None]
    return sum(known) if known else None


def _line(
    pack: Pack, enterprise: Enterprise, decision: Decision, rows: Sequence[OutcomeRow], money: str
) -> PolicyLine:
    answers = tuple(_answer(pack, enterprise, decision, row, money) for row in rows)
    known = [row.fen for row in rows if row.fen is not None]
    fen = sum(known) if known else None
    return PolicyLine(
        decision=decision,
        name=said(decision.name),
        status=said(STATUS[decision.status]),
        state=(state := _state([row.state for row in rows])),
        state_words=state_words(decision, state),
        result=_result(decision, rows, answers, fen, money),
        fen=fen,
        answers=answers,
        absent="" if rows else _absent(pack, decision),
    )


def _answer(pack: Pack, enterprise: Enterprise, decision: Decision, row: OutcomeRow, money: str) -> Answer:
    own = row.subject_kind == "enterprise"
    address = reverse("assessments:why", args=[enterprise.pk, decision.id])
    words = [
        missing_text(pack, decision, row),
        nearest_text(pack, decision, row.nearest, row, money) if row.state in ("favoured", "not_yet") else "",
        *(str(one[language()]) for one in row.diagnostics if row.state == "refused"),
    ]
    return Answer(
        label="" if own else row.name or row.subject_key,
        state=row.state,
        state_words=state_words(decision, row.state),
        result=decision_value(pack, decision, row, money),
        words=" ".join(word for word in words if word),
        more=_more(decision, row),
        payer=payer_text(pack, row.payments, money) if row.fen else "",
        why=address if own else f"{address}?{urlencode({'subject': row.subject_key})}",
    )


def _more(decision: Decision, row: OutcomeRow) -> str:
    """The link to every way; who has what is best, or lacks facts, is led nowhere."""
    asked = decision.distance
    if asked is None or row.state not in ("favoured", "not_yet"):
        return ""
    if len(asked.changes) == 1 and row.nearest is None:
        return ""
    return _("所有途径") if row.nearest is not None else _("怎样改善")


def _state(states: Sequence[str]) -> str:
    """The state of a line: good news first, then what is missing."""
    for state in ("favoured", "refused", "no_data", "not_yet"):
        if state in states:
            return state
    return ""


def _result(
    decision: Decision, rows: Sequence[OutcomeRow], answers: Sequence[Answer], fen: int | None, money: str
) -> str:
    if len(answers) == 1:
        return answers[0].result
    if decision.kind == "money":
        if fen is None:
            return ""
        return money_text(fen, money)
    favoured = sum(row.state == "favoured" for row in rows)
    if not rows:
        return ""
    word = state_words(decision, "favoured") or str(LOOKS["favoured"].label)
    word = word[:1].lower() + word[1:] if language() == "en" else word
    return f"{favoured} / {len(rows)} {word}"


def _absent(pack: Pack, decision: Decision) -> str:
    kind = said(pack.schema.subject(decision.subject).name)
    kind = kind.lower() if language() == "en" else kind
    if decision.subject in ("building", "line", "person"):
        return _("不适用：没有登记的%(kind)s") % {"kind": kind}
    if decision.subject == "enterprise":
        return _("无数据：没有本企业的测算")
    return _("不适用：对象是%(kind)s，不是企业") % {"kind": kind}
