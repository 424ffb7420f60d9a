"""The board, article by article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from yuanqu.assessment.model import DecisionTotal
from yuanqu.packs import SentenceTrace
from yuanqu.packs.model import Article, Decision, Pack
from yuanqu.values import Text
from yuanqu_web.board.lines import TargetLine, lines, state_of
from yuanqu_web.board.selectors import Standings

SHOWN = 2
ORDER = ("off_track", "at_risk", "on_track", "met", "open", "no_data")


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision of the article with its totals over the sample firms; `payers`: name (None: to be fixed) and 分."""

    decision: Decision
    total: DecisionTotal | None
    payers: tuple[tuple[Text | None, int], ...]


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """`state` "none": the article sets no target. `done`, `duties`: duties carried out, and all."""

    article: Article
    state: str
    targets: tuple[TargetLine, ...]
    decisions: tuple[DecisionLine, ...]
    done: int
    duties: int

    @property
    def highlights(self) -> tuple[TargetLine, ...]:
        """The targets that say most: the worst known first, then those without data."""
        ranked = sorted(self.targets, key=lambda line: ORDER.index(line.state))
        return tuple(ranked[:SHOWN])

    @property
    def more(self) -> int:
        return max(len(self.targets) - SHOWN, 0)


@dataclass(frozen=True, slots=True)
class Count:
    state: str
    number: int


def article_rows(
    pack: Pack,
    standings: Standings,
    totals: Mapping[str, DecisionTotal],
    traced: tuple[SentenceTrace, ...],
    money: str,
) -> list[ArticleRow]:
    """One row per article, in order."""
    everything = lines(pack, standings, money)
    rows = []
    for article in pack.articles:
        targets = tuple(line for line in everything if line.target.article == article.number)
        duties = [duty for s in traced if s.sentence.article == article.number for duty in s.duties]
        rows.append(
            ArticleRow(
                article=article,
                state=state_of(targets),
                targets=targets,
                decisions=tuple(
                    decision_line(pack, decision, totals)
                    for decision in pack.decisions.values()
                    if decision.article == article.number
                ),
                done=sum(duty.carried_out for duty in duties),
                duties=len(duties),
            )
        )
    return rows


def decision_line(pack: Pack, decision: Decision, totals: Mapping[str, DecisionTotal]) -> DecisionLine:
    total = totals.get(decision.id)
    payers = total.payers.items() if total else ()
    return DecisionLine(
        decision=decision,
        total=total,
        payers=tuple((pack.treasuries.get(id) if id else None, fen) for id, fen in payers if fen),
    )


def counts(states: list[str]) -> list[Count]:
    """How many of each state, in fixed order; states that don't occur are left out."""
    found = Counter(states)
    order = ("met", "on_track", "at_risk", "off_track", "open", "no_data", "none")
    return [Count(state, found[state]) for state in order if found[state]]
