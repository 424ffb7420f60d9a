"""Indicators and targets: series from published figures or from facts, and how each target stands."""

from yuanqu.indicators.aggregation import aggregate_series
from yuanqu.indicators.definition import Aggregate, Indicator, Ratio, Target
from yuanqu.indicators.forecast import forecast_count, forecast_level, forecast_share
from yuanqu.indicators.model import Basis, Forecast, Observation, Series, Source, Standing, TargetState
from yuanqu.indicators.observations import read_observations
from yuanqu.indicators.series import published_series
from yuanqu.indicators.standing import Goals, standings

__all__ = [
    "Aggregate",
    "Basis",
    "Forecast",
    "Goals",
    "Indicator",
    "Observation",
    "Ratio",
    "Series",
    "Source",
    "Standing",
    "Target",
    "TargetState",
    "aggregate_series",
    "forecast_count",
    "forecast_level",
    "forecast_share",
    "published_series",
    "read_observations",
    "standings",
]
