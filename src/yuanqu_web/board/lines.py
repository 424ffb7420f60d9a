"""What the board shows of one target: published and sample figures side by side, never joined."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from yuanqu.indicators import Indicator, Target
from yuanqu.indicators.model import Observation, Standing
from yuanqu.indicators.series import in_unit
from yuanqu.packs.model import Pack
from yuanqu_web.board.selectors import Standings
from yuanqu_web.ui import aims
from yuanqu_web.ui.sparkline import Sparkline
from yuanqu_web.ui.states import worst
from yuanqu_web.ui.trend import of_one_kind


@dataclass(frozen=True, slots=True)
class TargetLine:
    """`aim`: what is asked for; `sample_firms`: where to see the firms behind the sample figure."""

    target: Target
    indicator: Indicator
    published: Standing | None
    sample: Standing | None
    aim: str
    due: str

    @property
    def state(self) -> str:
        return shown_state(self.published)

    @property
    def sample_state(self) -> str:
        return shown_state(self.sample)

    @property
    def latest(self) -> Observation | None:
        return self.published.latest if self.published else None

    @property
    def gap(self) -> Decimal | None:
        """What is missing by published figures; None when nothing is, or nothing is known."""
        return self.published.gap if self.published and self.state != "met" else None

    @property
    def spark(self) -> Sparkline | None:
        return _spark(self.published, self.target, sample=False)

    @property
    def sample_firms(self) -> str:
        if self.sample is None or self.sample.latest is None or not _from_firms(self.indicator):
            return ""
        return f"{reverse('registry:firms')}?indicator={self.indicator.id}"


def lines(pack: Pack, standings: Standings, money: str) -> list[TargetLine]:
    """Every target in the order of the pack."""
    return [line(pack, standings, target, money) for target in pack.targets.values()]


def line(pack: Pack, standings: Standings, target: Target, money: str) -> TargetLine:
    return TargetLine(
        target=target,
        indicator=pack.indicators[target.indicator],
        published=standings.published.get(target.id),
        sample=standings.sample.get(target.id),
        aim=aims.aim(target, money),
        due=aims.due(target.due),
    )


def shown_state(standing: Standing | None) -> str:
    """A value that can't be judged yet is "open", not "no data"."""
    if standing is None:
        return "no_data"
    if standing.state == "no_data" and standing.latest is not None:
        return "open"
    return standing.state


def state_of(targets: Iterable[TargetLine]) -> str:
    """The worst of the targets by published figures; "none" for an article without targets."""
    states = [line.state for line in targets]
    if not states:
        return "none"
    judged = worst([state for state in states if state != "open"])
    return "open" if judged == "no_data" and "open" in states else judged


def _spark(standing: Standing | None, target: Target, *, sample: bool) -> Sparkline | None:
    used = of_one_kind(standing.series.used) if standing else ()
    if len(used) < 2:
        return None
    values: list[Decimal | None] = []
    for before, now in zip((None, *used), used, strict=False):
        if before is not None and now.period.start.year - before.period.start.year > 1:
            values.append(None)
        values.append(in_unit(now, target.unit).value)
    return Sparkline(tuple(values), target.value, sample)


def _from_firms(indicator: Indicator) -> bool:
    return indicator.aggregate is not None or indicator.ratio is not None
