"""The firms of the sample city: who they are, when they report, how large they are."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow.compute as pc
import pytest

from yuanqu.facts import Facts
from yuanqu.facts.codes import check_enterprise_code, check_industry_code
from yuanqu.values import Period

Firms = dict[str, dict[str, Any]]


def test_there_are_600_in_five_places(firms: Firms) -> None:
    assert Counter(firm["place"] for firm in firms.values()) == {
        "high_tech_zone": 182,
        "guixi_park": 178,
        "yujiang_park": 140,
        "logistics_park": 52,
        "yuehu_district": 48,
    }


def test_codes_are_valid_and_unique(city: Facts, firms: Firms) -> None:
    assert len(firms) == city.form_table("enterprise_register").num_rows
    assert [code for code in firms if check_enterprise_code(code)] == []
    lengths = Counter(len(code) for code in firms)
    assert set(lengths) == {18, 15}
    assert 15 <= lengths[15] <= 60
    for code in firms:
        area = code[2:8] if len(code) == 18 else code[:6]
        assert area in {"360600", "360602", "360622", "360681"}
        assert len(code) == 15 or code.startswith("9136")
    industry_codes = {firm["industry_code"] for firm in firms.values()} - {None}
    assert [code for code in industry_codes if check_industry_code(code)] == []


def test_no_sample_firm_is_a_named_one(firms: Firms, enterprises: Any) -> None:
    codes = {entry["code"] for entry in enterprises} - {None}
    assert codes.isdisjoint(firms)
    names = {firm["name"] for firm in firms.values()}
    assert len(names) == len(firms)
    for entry in enterprises:
        known = entry["name"]["zh"].split("（")[0]
        assert not [name for name in names if known in name], known


def test_firms_report_only_since_they_were_founded(city: Facts, firms: Firms) -> None:
    reported: Counter[str] = Counter()
    for row in city.form_table("enterprise_year").to_pylist():
        reported[row["period"]] += 1
        assert firms[row["code"]]["founded_on"] < Period.parse(row["period"]).end
    assert list(reported) == ["2009", "2010", "2011", "2012", "2013"]
    assert sorted(reported.values()) == list(reported.values())
    assert reported["2009"] < reported["2013"] < len(firms)
    assert {firm["founded_on"] for firm in firms.values() if firm["founded_on"] > date(2013, 12, 31)}


def test_january_and_february_are_one_period(city: Facts) -> None:
    assert [str(period) for period in city.periods("enterprise_month")] == [
        "2014-01/02",
        "2014-03",
        "2014-04",
        "2014-05",
        "2014-06",
        "2014-07",
        "2014-08",
        "2014-09",
    ]


def test_revenue_has_a_heavy_tail(city: Facts) -> None:
    table = city.form_table("enterprise_year")
    revenue = table.filter(pc.equal(table["period"], "2013"))["revenue"].to_pylist()
    over = {limit: sum(amount > Decimal(limit) * 10**8 for amount in revenue) for limit in (100, 50, 20, 1)}
    assert over == {100: 1, 50: 5, 20: 10, 1: 198}
    assert min(revenue) >= 20_000_000


@pytest.mark.parametrize("form", ["enterprise_year", "enterprise_month"])
def test_value_added_stays_within_revenue(city: Facts, form: str) -> None:
    for row in city.form_table(form).to_pylist():
        assert row["value_added"] is None or 0 < row["value_added"] < row["revenue"]
        assert row["electricity"] >= 0
