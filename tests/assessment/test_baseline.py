"""The 2013 baseline from published figures."""

from __future__ import annotations

from decimal import Decimal

import pytest

from yuanqu.indicators import published_series, read_observations, standings


@pytest.fixture(scope="module")
def observations(pack, samples):
    read = read_observations(samples / "observations.yaml", pack.indicators)
    assert read.diagnostics == ()
    return read.observations


def value(pack, observations, indicator, period):
    series = published_series(pack.indicators[indicator], observations, pack.identity.as_of, pack.indicators)
    return {str(o.period): o.value for o in series.used}.get(period)


@pytest.mark.parametrize(
    ("indicator", "expected"),
    [("industry_revenue", "2855.19"), ("copper_revenue", "2598"), ("one_plus_six_revenue", "2757.38")],
)
def test_published_totals_of_2013(pack, observations, indicator, expected):
    assert value(pack, observations, indicator, "2013") == Decimal(expected)


@pytest.mark.parametrize(
    ("indicator", "expected"), [("copper_share", "91.0"), ("one_plus_six_share", "96.6")]
)
def test_industry_shares_of_2013(pack, observations, indicator, expected):
    assert round(value(pack, observations, indicator, "2013"), 1) == Decimal(expected)


def test_copper_2012_keeps_the_published_and_the_implied_value(pack, observations):
    series = published_series(
        pack.indicators["copper_revenue"], observations, pack.identity.as_of, pack.indicators
    )
    of_2012 = {(str(o.value), o.basis) for o in (*series.used, *series.others) if str(o.period) == "2012"}
    assert ("2186.78", "press") in of_2012
    assert ("2239.7", "implied") in of_2012


def test_the_cluster_share_has_no_data_and_says_why(pack, observations, city):
    found = [
        s for s in standings(pack, observations, city, pack.identity.as_of) if s.target == "cluster_share"
    ]
    assert [(s.origin, s.state, s.level) for s in found] == [("published", "no_data", None)]
    assert "名单" in found[0].reason.zh
    assert "list" in found[0].reason.en


def test_the_water_supply_cluster_is_off_track_and_says_why(pack, observations):
    found = next(
        s
        for s in standings(pack, observations, None, pack.identity.as_of)
        if s.target.startswith("water_supply")
    )
    assert found.state == "off_track"
    assert "116.5 %" in found.reason.en
    assert "13.0 %" in found.reason.en


def test_the_sample_city_equals_the_published_totals_but_is_never_added_to_them(pack, observations, city):
    for standing in standings(pack, observations, city, pack.identity.as_of):
        bases = {o.basis for o in standing.series.used}
        assert bases <= (
            {"sample"} if standing.origin == "sample" else {"flash", "annual", "yearbook", "press", "implied"}
        )
