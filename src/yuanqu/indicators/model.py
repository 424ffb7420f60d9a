"""Observations of indicators, and how a target stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from yuanqu.values import Period, Text

Basis = Literal["flash", "annual", "yearbook", "press", "implied", "sample"]
RestsOn = Literal["forecast", "pace", "value", "nothing"]
TargetState = Literal["met", "on_track", "at_risk", "off_track", "no_data"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure was stated. `mirror`: the address only republishes it; `published` None: no date stated."""

    title: Text
    url: str = ""
    published: date | None = None
    mirror: bool = False


@dataclass(frozen=True, slots=True)
class Observation:
    """One published or computed value. `value` in `unit`; `growth` is the published year-on-year rate, 0.16 for 16 %.
    Several observations may stand for one period: `preferred` marks the one used. `scope`: place id, None for the city.
    `bound`: what the source gives; `formula`: how an implied value was computed."""

    indicator: str
    period: Period
    value: Decimal
    unit: str
    basis: Basis
    source: Source
    growth: Decimal | None = None
    preferred: bool = False
    note: Text | None = None
    scope: str | None = None
    bound: Literal["exact", "above", "below", "about"] = "exact"
    formula: str | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """All observations of one indicator of one origin, and those used: one per period, by date."""

    indicator: str
    used: tuple[Observation, ...]
    others: tuple[Observation, ...]


@dataclass(frozen=True, slots=True)
class Forecast:
    """Predictive distribution at the due year: median and the 80 % band, in the target's unit,
    and the probability that the target holds."""

    period: Period
    median: Decimal
    low: Decimal
    high: Decimal
    probability: Decimal


@dataclass(frozen=True, slots=True)
class Standing:
    """How a target stands. `pace_needed`: growth a year needed from the latest full-year level, 0.12 for 12 %;
    `pace_seen`: growth last seen. `level`: the latest value brought to a year (`annualised`: extrapolated from part of it).
    `rests_on`: forecast | pace | value | nothing. `reason`: the cause in one sentence."""

    target: str
    origin: Literal["published", "sample"]
    state: TargetState
    rests_on: RestsOn
    latest: Observation | None
    level: Decimal | None
    annualised: bool
    gap: Decimal | None
    pace_needed: Decimal | None
    pace_seen: Decimal | None
    forecast: Forecast | None
    series: Series
    reason: Text
