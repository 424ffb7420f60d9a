"""The policy reader: each sentence with what carries it out, and its live state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanqu.assessment.model import DecisionTotal
from yuanqu.indicators import Indicator
from yuanqu.packs import DutyTrace, SentenceTrace
from yuanqu.packs.model import Article, Pack, Parameter, Reference, Sentence
from yuanqu_web.board.articles import DecisionLine, decision_line
from yuanqu_web.board.lines import TargetLine, line
from yuanqu_web.board.selectors import Standings
from yuanqu_web.policies.printed import Printed, printed
from yuanqu_web.ui.language import said
from yuanqu_web.ui.navigation import Label

PAGES: dict[str, tuple[Label, str]] = {
    "board": (_("看板"), "board:board"),
    "policy": (_("政策读本"), "policies:policy"),
    "parks": (_("园区"), "places:parks"),
    "firms": (_("企业"), "registry:firms"),
    "firm": (_("企业页"), "registry:firms"),
    "directory": (_("产业导向目录"), "policies:directory"),
}
TABLES: dict[str, tuple[Label, str]] = {
    "industries": (_("产业表"), "policies:directory"),
    "clusters": (_("集群表"), "policies:directory"),
    "places": (_("园区与片区表"), "places:parks"),
}
KINDS: dict[str, Label] = {
    "target": _("目标"),
    "benefit": _("惠企"),
    "selection": _("评选"),
    "register": pgettext_lazy("任务类型", "台账"),
    "service": _("服务"),
    "monitoring": _("监测"),
    "duty": _("任务"),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A decision with its totals and its print."""

    line: DecisionLine
    printed: Printed


@dataclass(frozen=True, slots=True)
class Number:
    """A parameter at the date; `value` None: its home is a cell or a target."""

    parameter: Parameter
    value: Decimal | None
    start: date | None


@dataclass(frozen=True, slots=True)
class Link:
    label: Label
    href: str


@dataclass(frozen=True, slots=True)
class Carriers:
    """What carries one duty out, by kind."""

    targets: tuple[TargetLine, ...]
    rules: tuple[Rule, ...]
    numbers: tuple[Number, ...]
    indicators: tuple[Indicator, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class DutyView:
    trace: DutyTrace
    kind: Label
    carriers: Carriers


@dataclass(frozen=True, slots=True)
class SentenceView:
    sentence: Sentence
    carried_out: bool
    duties: tuple[DutyView, ...]


@dataclass(frozen=True, slots=True)
class ArticleView:
    """`done`, `total`: sentences of the whole article, whatever the filter leaves."""

    article: Article
    sentences: tuple[SentenceView, ...]
    done: int
    total: int


class Reader:
    """Makes the views of one page: pack, standings, totals and day are the same for all."""

    def __init__(
        self, pack: Pack, standings: Standings, totals: Mapping[str, DecisionTotal], money: str
    ) -> None:
        self.pack, self.standings, self.totals, self.money = pack, standings, totals, money
        self.day = max(standings.as_of, pack.identity.issued)
        self._printed: dict[str, Rule] = {}

    def articles(self, traced: tuple[SentenceTrace, ...], *, only_undone: bool) -> list[ArticleView]:
        views = []
        for article in self.pack.articles:
            inside = [s for s in traced if s.sentence.article == article.number]
            kept = [s for s in inside if not (only_undone and s.carried_out)]
            views.append(
                ArticleView(
                    article=article,
                    sentences=tuple(self.sentence(s) for s in kept),
                    done=sum(s.carried_out for s in inside),
                    total=len(inside),
                )
            )
        return [view for view in views if view.sentences or not only_undone]

    def sentence(self, traced: SentenceTrace) -> SentenceView:
        duties = tuple(self.duty(duty) for duty in traced.duties)
        return SentenceView(traced.sentence, traced.carried_out, duties)

    def duty(self, traced: DutyTrace) -> DutyView:
        return DutyView(traced, KINDS[traced.duty.kind], self.carriers(traced))

    def carriers(self, traced: DutyTrace) -> Carriers:
        known = [r for r in traced.duty.carried_out_by if r not in traced.unknown]
        by_kind: dict[str, list[str]] = {}
        for reference in known:
            by_kind.setdefault(reference.kind, []).append(reference.id)
        pack = self.pack
        return Carriers(
            targets=tuple(
                line(pack, self.standings, pack.targets[id], self.money) for id in by_kind.get("target", ())
            ),
            rules=tuple(self.rule(id) for id in by_kind.get("decision", ())),
            numbers=tuple(self.number(id) for id in by_kind.get("parameter", ())),
            indicators=tuple(pack.indicators[id] for id in by_kind.get("indicator", ())),
            links=tuple(
                _link(pack, reference)
                for reference in known
                if reference.kind in ("table", "page", "register")
            ),
        )

    def rule(self, id: str) -> Rule:
        if id not in self._printed:
            decision = self.pack.decisions[id]
            found = decision_line(self.pack, decision, self.totals)
            self._printed[id] = Rule(found, printed(self.pack, decision, self.day))
        return self._printed[id]

    def number(self, id: str) -> Number:
        parameter = self.pack.parameters[id]
        held = [dated for dated in parameter.values if dated.start <= self.day]
        return Number(parameter, held[-1].value if held else None, held[-1].start if held else None)


def _link(pack: Pack, reference: Reference) -> Link:
    if reference.kind == "register":
        form = pack.schema.form(reference.id)
        return Link(said(form.name), reverse("registers:entries", args=[form.id]))
    label, name = (PAGES if reference.kind == "page" else TABLES)[reference.id]
    return Link(label, reverse(name))
