"""How each target stands: met, on track, at risk, off track or no data, with the gap, the pace and the reason.

Met if it holds. Else, with three full years or more, by the probability that it will hold at its due date:
0.7 and above on track, 0.3 to 0.7 at risk, below 0.3 off track. With fewer points the state rests on the growth
needed against the growth last seen: needed ≤ seen on track, needed ≤ twice the growth seen at risk, else off track.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from yuanqu.facts import Facts
from yuanqu.indicators.aggregation import aggregate_series
from yuanqu.indicators.definition import Indicator, Target
from yuanqu.indicators.forecast import (
    MAX_HORIZON,
    Predictive,
    forecast_count,
    forecast_level,
    forecast_share,
)
from yuanqu.indicators.model import Forecast, Observation, RestsOn, Series, Standing, TargetState
from yuanqu.indicators.reasons import reason
from yuanqu.indicators.series import in_unit, published_series
from yuanqu.values import Period, convert, unit

ON_TRACK, AT_RISK = Decimal("0.7"), Decimal("0.3")
_FOUR = Decimal("0.0001")


class Goals(Protocol):
    """What is needed of a pack."""

    @property
    def indicators(self) -> Mapping[str, Indicator]: ...
    @property
    def targets(self) -> Mapping[str, Target]: ...
    @property
    def memberships(self) -> Sequence[object]: ...


def standings(
    goals: Goals, observations: Sequence[Observation], facts: Facts | None, as_of: date
) -> tuple[Standing, ...]:
    """Every target by published figures and, when facts are given, apart from that by those facts."""
    found = []
    for target in goals.targets.values():
        indicator = goals.indicators[target.indicator]
        if indicator.needs_table == "clusters" and not goals.memberships:
            # without a recognised list no figure stands for clusters, neither a published share of industries nor a sample
            found.append(stand(target, indicator, Series(indicator.id, (), ()), "published"))
            continue
        published = published_series(indicator, observations, as_of, goals.indicators)
        found.append(stand(target, indicator, published, "published"))
        if facts is not None:
            computed = aggregate_series(indicator, facts, as_of, goals.indicators)
            if computed.used:
                found.append(stand(target, indicator, computed, "sample"))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Level:
    """The latest value brought to a year. `year`: the year it stands for."""

    value: Decimal
    year: int
    annualised: bool


def stand(target: Target, indicator: Indicator, series: Series, origin: str) -> Standing:
    """Judge one target by one series, all in the target's unit."""
    aim = target.value
    used = [in_unit(o, target.unit) for o in series.used]
    latest = used[-1] if used else None
    state: TargetState
    rests: RestsOn
    if latest is None:
        state, rests, level, needed, seen, forecast = "no_data", "nothing", None, None, None, None
    else:
        level = _level(latest, indicator)
        years = [o for o in used if o.period.is_year]
        horizon = None if target.due is None else target.due.year - level.year
        needed = None if holds(latest.value, target) else _needed(level, aim, horizon)
        seen = _seen(used)
        forecast = _forecast(target, indicator, years)
        state, rests = _state(target, latest, forecast, needed, seen)
    gap = None if latest is None or level is None else aim - level.value
    return Standing(
        target=target.id,
        origin="sample" if origin == "sample" else "published",
        state=state,
        rests_on=rests,
        latest=latest,
        level=None if level is None else level.value,
        annualised=level is not None and level.annualised,
        gap=gap,
        pace_needed=needed,
        pace_seen=seen,
        forecast=forecast,
        series=series,
        reason=reason(target, indicator, state, rests, latest, level, needed, seen, forecast),
    )


def holds(value: Decimal, target: Target) -> bool:
    """Whether a value satisfies the target's comparison."""
    aim = target.value
    match target.comparison:
        case ">=":
            return value >= aim
        case ">":
            return value > aim
        case "<=":
            return value <= aim
        case "<":
            return value < aim
    return abs(value - aim) <= (target.tolerance or Decimal(0))


def _level(latest: Observation, indicator: Indicator) -> Level:
    """Flows of part of a year are brought to twelve months; stocks, shares and counts stand as they are."""
    months = latest.period.month_count
    year = latest.period.last_day.year
    if indicator.kind == "flow" and months < 12:
        return Level(latest.value * 12 / months, year, True)
    return Level(latest.value, year, False)


def _needed(level: Level, aim: Decimal, horizon: int | None) -> Decimal | None:
    """Yearly growth from the level to the aim; None without a due date, past it, or from nothing."""
    if horizon is None or horizon <= 0 or level.value <= 0 or aim <= 0:
        return None
    return ((aim / level.value) ** (Decimal(1) / horizon) - 1).quantize(_FOUR)


def _seen(used: Sequence[Observation]) -> Decimal | None:
    """Growth last seen: as published, else against the same months a year before."""
    latest = used[-1]
    if latest.growth is not None:
        return latest.growth
    before = Period(_year_before(latest.period.start), _year_before(latest.period.end))
    for other in used:
        if other.period == before and other.value > 0:
            return (latest.value / other.value - 1).quantize(_FOUR)
    return None


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1)


def _forecast(target: Target, indicator: Indicator, years: Sequence[Observation]) -> Forecast | None:
    """The predictive distribution at the due year from the last run of full years without a gap."""
    run = _unbroken(years)
    if len(run) < 3 or target.due is None:
        return None
    horizon = target.due.year - run[-1].period.start.year
    if not 1 <= horizon <= MAX_HORIZON:
        return None
    ahead = _predict(indicator, [o.value for o in run], horizon, target)
    if ahead is None:
        return None
    chance = ahead.at_least if target.comparison in (">=", ">") else 1 - ahead.at_least
    return Forecast(
        Period.year(target.due.year),
        _decimal(ahead.median),
        _decimal(ahead.low),
        _decimal(ahead.high),
        Decimal(repr(chance)).quantize(_FOUR),
    )


def _unbroken(years: Sequence[Observation]) -> list[Observation]:
    run: list[Observation] = []
    for observation in years:
        if run and observation.period.start != run[-1].period.end:
            run = []
        run.append(observation)
    return run[-10:]


def _predict(
    indicator: Indicator, values: Sequence[Decimal], horizon: int, target: Target
) -> Predictive | None:
    if target.comparison == "about":
        return None
    if indicator.kind == "count":
        counts = [int(value) for value in values]
        rising = all(after >= before for before, after in itertools.pairwise(counts))
        aim = int(target.value) + (1 if target.comparison == ">" else 0)
        return forecast_count(counts, horizon, aim) if rising else None
    if indicator.kind == "share" and unit(target.unit).dimension == "ratio":
        shares = [float(convert(value, target.unit, "1")) for value in values]
        if not all(0 < share < 1 for share in shares):
            return None
        ahead = forecast_share(shares, horizon, float(convert(target.value, target.unit, "1")))
        scale = float(convert(Decimal(1), "1", target.unit))
        return Predictive(ahead.median * scale, ahead.low * scale, ahead.high * scale, ahead.at_least)
    if not all(value > 0 for value in values):
        return None
    return forecast_level([float(value) for value in values], horizon, float(target.value))


def _decimal(number: float) -> Decimal:
    return Decimal(f"{number:.6g}")


def _state(
    target: Target,
    latest: Observation,
    forecast: Forecast | None,
    needed: Decimal | None,
    seen: Decimal | None,
) -> tuple[TargetState, RestsOn]:
    if holds(latest.value, target):
        return "met", "value"
    if forecast is not None:
        chance = forecast.probability
        return (
            "on_track" if chance >= ON_TRACK else "at_risk" if chance >= AT_RISK else "off_track"
        ), "forecast"
    if target.due is not None and latest.period.last_day >= target.due:
        return "off_track", "value"
    if needed is None or seen is None:
        return "no_data", "nothing"
    if target.comparison in ("<=", "<"):
        needed, seen = -needed, -seen
    if needed <= seen:
        return "on_track", "pace"
    return ("at_risk" if needed <= 2 * seen else "off_track"), "pace"
