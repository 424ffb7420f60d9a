"""Oracles: worked numbers of the method, computed apart from this code."""

import math

import pytest

from yuanqu.indicators.forecast import forecast_count, forecast_level, forecast_share, log_drift

YEARS = (100, 112, 118, 131, 140)


@pytest.mark.parametrize(
    ("horizon", "median", "scale"),
    [(1, 148.9676, 0.035023), (2, 156.5535, 0.051278), (3, 162.8994, 0.064027)],
)
def test_medians_and_scales(horizon, median, scale):
    ahead = log_drift([math.log(y) for y in YEARS], horizon, widen=False)
    assert math.exp(ahead.centre) == pytest.approx(median, abs=1e-4)
    assert ahead.scale == pytest.approx(scale, abs=1e-6)
    assert ahead.df == pytest.approx(4.952492, abs=1e-6)


@pytest.mark.parametrize(
    ("horizon", "low", "high"), [(1, 141.4525, 156.8819), (2, 144.5780, 169.5209), (3, 144.0427, 184.2246)]
)
def test_widened_80_percent_bands(horizon, low, high):
    found = forecast_level(YEARS, horizon, 160)
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


@pytest.mark.parametrize(("widen", "chance"), [(False, 0.60478), (True, 0.58111)])
def test_probability_of_reaching_160_in_three_years(widen, chance):
    assert forecast_level(YEARS, 3, 160, widen=widen).at_least == pytest.approx(chance, abs=1e-5)


def test_copper_2016_is_a_wide_band():
    found = forecast_level((1222.96, 1818.2, 2239.66, 2598), 3, 5000)
    assert found.median == pytest.approx(3876, abs=1)
    assert (found.low, found.high) == (pytest.approx(2338, abs=1), pytest.approx(6424, abs=1))
    assert found.at_least == pytest.approx(0.24, abs=0.005)


def test_shares_stay_between_nothing_and_all():
    found = forecast_share((0.90, 0.93, 0.95), 3, 0.5)
    assert 0 < found.low < found.median < found.high < 1
    assert found.at_least > 0.9


@pytest.mark.parametrize(("aim", "likely"), [(6, 0.9), (60, 0.0)])
def test_counts_grow_by_their_increments(aim, likely):
    found = forecast_count((2, 3, 5, 6), 2, aim)
    assert found.at_least >= likely if likely else found.at_least < 0.01
