"""The sample city sums to the published figures, to the 分."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from yuanqu.facts import Facts
from yuanqu.sampling import Settings

ONE_PLUS_SIX = {
    "copper",
    "water_supply",
    "lighting",
    "machinery",
    "health",
    "new_energy_materials",
    "creative",
}
PARKS = {"high_tech_zone", "guixi_park", "yujiang_park"}
Firms = dict[str, dict[str, Any]]


def total(
    city: Facts, form: str, period: str, field: str, keep: Callable[[Any], bool], firms: Firms
) -> Decimal:
    rows = city.form_table(form).to_pylist()
    chosen = [row for row in rows if row["period"].startswith(period) and keep(firms[row["code"]])]
    return sum((row[field] for row in chosen if row[field] is not None), Decimal(0))


def everyone(firm: Any) -> bool:
    return firm["place"] in PARKS


def copper(firm: Any) -> bool:
    return bool(firm["industry"] == "copper")


def one_plus_six(firm: Any) -> bool:
    return firm["industry"] in ONE_PLUS_SIX


def water_cluster(firm: Any) -> bool:
    return bool(firm["cluster"] == "water_supply")


@pytest.mark.parametrize(
    ("form", "period", "field", "keep", "published"),
    [
        ("enterprise_year", "2013", "revenue", everyone, "2855.19"),
        ("enterprise_year", "2013", "revenue", one_plus_six, "2757.38"),
        ("enterprise_year", "2013", "revenue", copper, "2598"),
        ("enterprise_year", "2013", "value_added", everyone, "321.96"),
        ("enterprise_year", "2012", "revenue", everyone, "2473.1"),
        ("enterprise_year", "2012", "revenue", one_plus_six, "2377.1"),
        ("enterprise_year", "2012", "revenue", copper, "2239.7"),
        ("enterprise_year", "2011", "revenue", copper, "1818.2"),
        ("enterprise_year", "2011", "value_added", copper, "203.96"),
        ("enterprise_year", "2010", "revenue", copper, "1240"),
        ("enterprise_year", "2009", "revenue", copper, "859.9"),
        ("enterprise_month", "2014", "revenue", water_cluster, "16"),
    ],
)
def test_totals_equal_the_published_ones(
    city: Facts,
    firms: Firms,
    form: str,
    period: str,
    field: str,
    keep: Callable[[Any], bool],
    published: str,
) -> None:
    assert total(city, form, period, field, keep, firms) == Decimal(published) * 10**8


def test_every_total_of_the_settings_is_met(city: Facts, firms: Firms, settings: Settings) -> None:
    for wanted in settings.totals:
        for period, fen in wanted.values.items():
            form = "enterprise_month" if "-" in period else "enterprise_year"

            def keep(firm: Any, wanted: Any = wanted) -> bool:
                return (
                    (wanted.industries is None or firm["industry"] in wanted.industries)
                    and (wanted.clusters is None or firm["cluster"] in wanted.clusters)
                    and (wanted.places is None or firm["place"] in wanted.places)
                )

            summed = total(city, form, period[:4], wanted.measure, keep, firms)
            assert summed == Decimal(fen) / 100, (wanted.id, period)


def test_the_values_used_are_those_observed(settings: Settings, observations: Any) -> None:
    """Published and implied totals of the settings are the preferred observations."""
    used = {
        (o["indicator"], o["period"]): Decimal(o["value"])
        for o in observations["observations"]
        if o.get("preferred")
    }
    totals = {total.id: total.values for total in settings.totals}
    for total_id, indicator, periods in (
        ("copper", "copper_revenue", ("2009", "2010", "2011", "2012", "2013")),
        ("one_plus_six", "one_plus_six_revenue", ("2012", "2013")),
        ("industry", "industry_revenue", ("2012", "2013")),
        ("water_supply_cluster", "cluster_revenue_water_supply", ("2014-01/09",)),
        ("copper_value_added", "copper_value_added", ("2011",)),
        ("industry_value_added", "industry_value_added", ("2013",)),
    ):
        for period in periods:
            assert Decimal(totals[total_id][period]) == used[indicator, period] * 10**10, (indicator, period)


def test_services_of_district_and_logistics_park_stay_out(city: Facts, firms: Firms) -> None:
    services = {code for code, firm in firms.items() if firm["industry"] in {"logistics", "services"}}
    elsewhere = {code for code, firm in firms.items() if firm["place"] not in PARKS}
    assert services == elsewhere
    assert services
    for form in ("enterprise_year", "enterprise_month"):
        rows = [row for row in city.form_table(form).to_pylist() if row["code"] in services]
        assert rows
        assert all(row["value_added"] is None for row in rows)
        assert all(row["revenue"] > 0 for row in rows)
