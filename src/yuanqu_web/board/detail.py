"""The page of one target: its chart and the table of every figure known of it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import pgettext_lazy

from yuanqu.indicators.model import Observation, Standing
from yuanqu.indicators.series import in_unit
from yuanqu.packs.model import Pack
from yuanqu.values import Period
from yuanqu_web.board.lines import TargetLine
from yuanqu_web.ui.aims import due
from yuanqu_web.ui.charts import Band, Figure, Line
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


def target_figure(line: TargetLine) -> Figure | None:
    """Years on the axis, from the first value to the due year; a year without a value is a gap."""
    target = line.target
    drawn = [
        (standing, look, name)
        for standing, look, name in (
            (line.published, "published", _("公布数")),
            (line.sample, "sample", _("示例城市")),
        )
        if standing is not None and standing.series.used
    ]
    if not drawn:
        return None
    kinds = {id(standing): _by_period(of_one_kind(standing.series.used), target.unit) for standing, _l, _n in drawn}
    whole = [period for points in kinds.values() for period in points]
    axis = _axis(whole, target.due.year if target.due and all(p.is_year for p in whole) else None)
    lines = tuple(
        Line(name, tuple(kinds[id(standing)].get(period) for period in axis), "sample" if look == "sample" else "published")
        for standing, look, name in drawn
    )
    return Figure(
        id=f"target-{target.id}",
        title=said(line.indicator.name),
        axis=tuple(period.label(language()) for period in axis),
        lines=lines,
        unit=target.unit,
        target=target.value,
        target_label=_("目标 %(aim)s（%(due)s）") % {"aim": line.aim, "due": due(target.due)},
        band=_band(line.published, axis),
    )


def observations_table(pack: Pack, line: TargetLine) -> Table:
    """Every observation, those used and those not, newest first; sample figures come last and are marked."""
    rows = [
        _row(observation, used=used, sample=sample)
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


def _row(observation: Observation, *, used: bool, sample: bool) -> Row:
    growth = observation.growth
    bound = str(BOUNDS.get(observation.bound, ""))
    note = " ".join(part for part in (bound, said(observation.note)) if part)
    return Row(
        (
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


def _by_period(used: Iterable[Observation], unit: str) -> dict[Period, Decimal]:
    return {o.period: in_unit(o, unit).value for o in used}


def _axis(periods: list[Period], last: int | None) -> list[Period]:
    """All periods of the same months between the first and the last year, so that a missing one is a gap."""
    first = min(period.start.year for period in periods)
    final = max([period.start.year for period in periods] + ([last] if last else []))
    shape = periods[0]
    months = (shape.start.month, shape.last_day.month)
    if any((p.start.month, p.last_day.month) != months for p in periods):
        return sorted(set(periods))
    return [Period.months(year, *months) for year in range(first, final + 1)]


def _band(standing: Standing | None, axis: list[Period]) -> Band | None:
    forecast = standing.forecast if standing else None
    if forecast is None or forecast.period not in axis:
        return None
    return Band(_("预测（80% 区间）"), axis.index(forecast.period), forecast.low, forecast.median, forecast.high)
