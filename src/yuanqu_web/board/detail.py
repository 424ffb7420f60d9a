"""The page of one target: its chart and the table of every figure known of it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from yuanqu.indicators.model import Observation, Standing
from yuanqu.indicators.series import in_unit
from yuanqu.packs.model import Pack
from yuanqu.values import Period
from yuanqu_web.board.lines import TargetLine
from yuanqu_web.ui.aims import due
from yuanqu_web.ui.charts import Band, Figure, Line, Look
from yuanqu_web.ui.language import language, said
from yuanqu_web.ui.navigation import Label
from yuanqu_web.ui.numbers import unit_label
from yuanqu_web.ui.tables import Cell, Column, Row, Table
from yuanqu_web.ui.trend import of_one_kind

BASES: dict[str, Label] = {
    "flash": gettext_lazy("快报"),
    "annual": gettext_lazy("年报"),
    "yearbook": gettext_lazy("年鉴"),
    "press": gettext_lazy("公开报道"),
    "implied": gettext_lazy("推算"),
    "sample": gettext_lazy("示例"),
}
BOUNDS: dict[str, Label] = {
    "exact": "",
    "above": gettext_lazy("超过"),
    "below": gettext_lazy("不足"),
    "about": pgettext_lazy("数值", "约"),
}
COLUMNS = (
    Column("period", gettext_lazy("期间")),
    Column("value", gettext_lazy("数值"), "number"),
    Column("unit", gettext_lazy("单位")),
    Column("growth", gettext_lazy("同比"), "number", unit="%", digits=1),
    Column("basis", gettext_lazy("口径")),
    Column("used", gettext_lazy("采用")),
    Column("source", gettext_lazy("来源")),
    Column("published", gettext_lazy("发布日期"), "date"),
)


def target_figures(line: TargetLine) -> list[Figure]:
    """Published and sample figures on one axis where their periods are of one kind, else each in a chart of its own:
    nine months are no point between years."""
    published, sample = _drawn(line.published), _drawn(line.sample)
    if not published and not sample:
        return []
    if not published or not sample or _shape(published) == _shape(sample):
        return [_figure(line, published, sample)]
    return [_figure(line, published, ()), _figure(line, (), sample)]


def _drawn(standing: Standing | None) -> tuple[Observation, ...]:
    return of_one_kind(standing.series.used) if standing else ()


def _shape(drawn: tuple[Observation, ...]) -> tuple[int, int]:
    return drawn[0].period.start.month, drawn[0].period.last_day.month


def _figure(line: TargetLine, published: tuple[Observation, ...], sample: tuple[Observation, ...]) -> Figure:
    """Years on the axis, from the first value to the due year; a year without a value is a gap."""
    target = line.target
    axis = _axis([o.period for o in (*published, *sample)], target.due.year if target.due else None)
    named: tuple[tuple[str, Look, tuple[Observation, ...]], ...] = (
        (_("公布数"), "published", published),
        (_("示例城市"), "sample", sample),
    )
    lines = []
    for name, look, drawn in named:
        if drawn:
            values = {o.period: in_unit(o, target.unit).value for o in drawn}
            lines.append(Line(name, tuple(values.get(period) for period in axis), look))
    title = said(line.indicator.name)
    return Figure(
        id=f"target-{target.id}" if published else f"target-{target.id}-sample",
        title=title if published else _("示例城市：%(name)s") % {"name": title},
        axis=tuple(period.label(language()) for period in axis),
        lines=tuple(lines),
        unit=target.unit,
        target=target.value,
        target_label=_("目标 %(aim)s（%(due)s）") % {"aim": line.aim, "due": due(target.due)},
        band=_band(line.published if published else line.sample, axis),
    )


def observations_table(pack: Pack, line: TargetLine) -> Table:
    """Every observation, those used and those not, newest first; sample figures come last and are marked."""
    rows = [
        observation_row(observation, used=used, sample=sample)
        for standing, sample in ((line.published, False), (line.sample, True))
        if standing is not None
        for used, observation in _ordered(standing)
    ]
    return Table(
        id=f"{line.target.id}-figures",
        caption=_("已知数据"),
        columns=COLUMNS,
        rows=tuple(rows),
        about=_("同一期间有几个数时都列出，注明采用哪一个。"),
        count=len(rows),
        empty_title=_("还没有任何数据"),
        empty_hint=said(line.indicator.needs),
    )


def _ordered(standing: Standing) -> Iterable[tuple[bool, Observation]]:
    found = [(True, o) for o in standing.series.used] + [(False, o) for o in standing.series.others]
    return sorted(found, key=lambda pair: (pair[1].period.end, pair[1].period.start, pair[0]), reverse=True)


def observation_row(
    observation: Observation, *, used: bool, sample: bool, before: tuple[Cell, ...] = ()
) -> Row:
    growth = observation.growth
    bound = str(BOUNDS.get(observation.bound, ""))
    note = " ".join(part for part in (bound, said(observation.note)) if part)
    return Row(
        (
            *before,
            Cell(observation.period.label(language())),
            Cell(observation.value, mark="sample" if sample else ""),
            Cell(unit_label(observation.unit, language())),
            Cell(None if growth is None else growth * 100),
            Cell(str(BASES[observation.basis])),
            Cell(_("采用") if used else _("未采用")),
            Cell(said(observation.source.title), href=observation.source.url, note=note),
            Cell(observation.source.published),
        )
    )


def _axis(periods: list[Period], last: int | None) -> list[Period]:
    """The same months of every year from the first to the last, to the due year for full years."""
    months = (periods[0].start.month, periods[0].last_day.month)
    years = [period.start.year for period in periods]
    final = max(*years, last or 0) if periods[0].is_year else max(years)
    return [Period.months(year, *months) for year in range(min(years), final + 1)]


def _band(standing: Standing | None, axis: list[Period]) -> Band | None:
    forecast = standing.forecast if standing else None
    if forecast is None or forecast.period not in axis:
        return None
    return Band(
        _("预测（80% 区间）"), axis.index(forecast.period), forecast.low, forecast.median, forecast.high
    )
