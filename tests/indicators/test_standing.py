from datetime import date
from decimal import Decimal

import pytest

from yuanqu.indicators import Indicator, Observation, Ratio, Source, Target, published_series
from yuanqu.indicators.standing import stand
from yuanqu.values import Period, Text

NAME = Text("甲", "A")
SOURCE = Source(Text("某报", "A paper"))
AS_OF = date(2014, 9, 30)


def indicator(kind="flow", unit="亿元", **more):
    values = {"scope": None, "needs": None, "needs_table": None, "aggregate": None, "ratio": None} | more
    return Indicator(id="x", name=NAME, unit=unit, kind=kind, **values)


def target(comparison=">", value="100", unit="亿元", due=date(2016, 12, 31), tolerance=None):
    return Target("t", "x", NAME, "r1.3", "s1.1", comparison, Decimal(value), tolerance, unit, due, None)


def seen(period, value, growth=None, preferred=True, id="x", unit="亿元"):
    return Observation(id, Period.parse(period), Decimal(value), unit, "press", SOURCE,
                       None if growth is None else Decimal(growth), preferred)  # fmt: skip


def judge(observations, *, aim=None, kind="flow", unit="亿元"):
    measured = indicator(kind, unit)
    series = published_series(measured, observations, AS_OF, {"x": measured})
    return stand(aim or target(), measured, series, "published")


def test_no_observation_is_no_data_and_never_zero():
    found = judge([])
    assert (found.state, found.level, found.gap) == ("no_data", None, None)


def test_nine_months_rest_on_the_pace_needed_against_the_growth_seen():
    found = judge([seen("2014-01/09", "16", "0.13")])
    assert found.state == "off_track"
    assert found.rests_on == "pace"
    assert found.annualised
    assert found.level == Decimal(16) * 12 / 9
    assert found.pace_needed == Decimal("1.1651")
    assert "116.5 %" in found.reason.zh
    assert "13.0 %" in found.reason.zh


@pytest.mark.parametrize(
    ("value", "growth", "state"),
    [
        ("100.01", None, "met"),
        ("90", "0.10", "on_track"),
        ("90", "0.02", "at_risk"),
        ("90", "0.01", "off_track"),
        ("90", None, "no_data"),
    ],
)
def test_states_from_two_points_or_fewer(value, growth, state):
    assert judge([seen("2013", value, growth)]).state == state


@pytest.mark.parametrize(
    ("aim", "state"), [("100", "met"), ("160", "at_risk"), ("145", "on_track"), ("300", "off_track")]
)
def test_three_full_years_or_more_rest_on_the_forecast(aim, state):
    years = [
        seen(str(year), value)
        for year, value in zip(range(2009, 2014), ("100", "112", "118", "131", "140"), strict=True)
    ]
    found = judge(years, aim=target(">=", aim))
    assert found.state == state
    assert found.rests_on == ("value" if state == "met" else "forecast")


def test_a_year_missing_in_between_breaks_the_run():
    found = judge([seen("2010", "50"), seen("2011", "60"), seen("2013", "80", "0.2")])
    assert found.forecast is None
    assert found.rests_on == "pace"


def test_less_is_better_reverses_the_sign():
    found = judge(
        [seen("2013", "0.60", "-0.05", unit="tce/万元")],
        aim=target("<=", "0.543", "tce/万元"),
        kind="stock",
        unit="tce/万元",
    )
    assert found.pace_needed == Decimal("-0.0327")
    assert found.state == "on_track"


def test_several_values_of_one_period_are_kept_and_the_preferred_one_is_used():
    found = judge([seen("2010", "1240"), seen("2010", "1327", preferred=False)], aim=target(">", "5000"))
    assert [o.value for o in found.series.used] == [1240]
    assert [o.value for o in found.series.others] == [1327]


def test_periods_after_the_date_are_not_seen():
    assert judge([seen("2015", "91")]).state == "no_data"


def test_a_share_is_the_quotient_of_its_indicators():
    share = indicator("share", "%", ratio=Ratio("a", "b"))
    a, b = (Indicator(id, NAME, "亿元", "flow", None, None, None, None, None) for id in "ab")
    observed = [seen("2013", "2598", id="a"), seen("2013", "2855.19", id="b"), seen("2012", "1", id="a")]
    series = published_series(share, observed, AS_OF, {"x": share, "a": a, "b": b})
    assert [(str(o.period), round(o.value, 1), o.basis) for o in series.used] == [
        ("2013", Decimal("91.0"), "implied")
    ]


def test_an_intensity_is_a_level_not_a_share():
    years = [
        seen(str(year), value, unit="tce/万元")
        for year, value in ((2011, "0.70"), (2012, "0.66"), (2013, "0.62"))
    ]
    found = judge(years, aim=target("<=", "0.543", "tce/万元"), kind="share", unit="tce/万元")
    assert found.rests_on == "forecast"
