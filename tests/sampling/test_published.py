"""The published figures: each has a source, a unit and a basis, and what is implied can be recomputed."""

from __future__ import annotations

import ast
import operator
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from yuanqu.facts import Schema
from yuanqu.facts.codes import check_enterprise_code
from yuanqu.values import Period, unit

BASES = {"flash", "annual", "yearbook", "press", "implied"}
OPERATIONS: Mapping[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def arithmetic(text: str, names: Mapping[str, Decimal]) -> Decimal:
    """Only names, whole numbers and the four operations."""

    def value(node: ast.expr) -> Decimal:
        match node:
            case ast.BinOp(left, op, right):
                return OPERATIONS[type(op)](value(left), value(right))
            case ast.Name(id):
                return names[id]
            case ast.Constant(int() as number):
                return Decimal(number)
        raise AssertionError(ast.dump(node))

    return value(ast.parse(text, mode="eval").body)


def check_source(source: Mapping[str, Any]) -> None:
    assert set(source) <= {"title", "url", "published", "mirror"}
    assert source["title"]["zh"]
    assert source["title"]["en"]
    assert source["url"] is None or source["url"].startswith(("http://", "https://"))
    assert source["published"] is None or isinstance(source["published"], date)


def test_each_observation_is_complete(observations: Any, pack_indicators: set[str]) -> None:
    own = {entry["id"] for entry in observations["indicators"]}
    assert own.isdisjoint(pack_indicators), "the pack defines it"
    used = set()
    for item in observations["observations"]:
        used.add(item["indicator"])
        assert item["indicator"] in own | pack_indicators, item["indicator"]
        assert str(Period.parse(item["period"])) == item["period"]
        assert isinstance(item["value"], str)
        assert Decimal(item["value"]).is_finite()
        unit(item["unit"])
        assert item["basis"] in BASES
        assert item.get("bound") in {None, "above", "below", "about"}
        assert set(item.get("growth", {})) <= {"yoy", "real", "points", "since"}
        check_source(item["source"])
        if "note" in item:
            assert set(item["note"]) == {"zh", "en"}
    assert own <= used


def test_units_agree_within_an_indicator(observations: Any) -> None:
    units: dict[str, set[str]] = {}
    for item in observations["observations"]:
        units.setdefault(item["indicator"], set()).add(item["unit"])
    assert {indicator: found for indicator, found in units.items() if len(found) > 1} == {}
    for entry in observations["indicators"]:
        assert units[entry["id"]] == {entry["unit"]}


def test_one_value_is_preferred_and_conflicts_are_kept(observations: Any) -> None:
    preferred = Counter(
        (o["indicator"], o["period"]) for o in observations["observations"] if o.get("preferred")
    )
    every = Counter((o["indicator"], o["period"]) for o in observations["observations"])
    assert set(preferred.values()) == {1}
    assert set(preferred) == set(every)
    assert {key: n for key, n in every.items() if n > 1} == {
        ("copper_revenue", "2010"): 3,
        ("copper_revenue", "2012"): 3,
    }


def test_implied_values_can_be_recomputed(observations: Any) -> None:
    stated = {
        (o["indicator"], o["period"], o["value"]): o
        for o in observations["observations"]
        if o["basis"] != "implied"
    }
    implied = [o for o in observations["observations"] if o["basis"] == "implied"]
    assert len(implied) >= 15
    for item in implied:
        names = {}
        for name, given in item["derived_from"].items():
            names[name] = Decimal(given["value"])
            if growth := given.get("growth"):
                sources = [
                    o
                    for o in stated.values()
                    if (o["indicator"], o["period"]) == (given["indicator"], given["period"])
                    and o.get("growth", {}).get(growth) == given["value"]
                ]
                assert sources, given
                assert not any(o["growth"].get("real") for o in sources), "real growth can't be divided out"
            else:
                assert (given["indicator"], given["period"], given["value"]) in stated, given
        step = Decimal(1).scaleb(-item["decimals"])
        result = arithmetic(item["formula"], names).quantize(step, ROUND_HALF_UP)
        assert str(result) == item["value"], (item["indicator"], item["period"])
    others = [o for o in observations["observations"] if o["basis"] != "implied"]
    assert not [o for o in others if {"formula", "derived_from", "decimals"} & set(o)]


@pytest.mark.parametrize(
    ("indicator", "period", "values"),
    [
        ("industry_revenue", "2013", ["2855.19"]),
        ("industry_value_added", "2013", ["321.96"]),
        ("industry_profit_tax", "2013", ["166.97"]),
        ("efficiency_index", "2013", ["459.13"]),
        ("one_plus_six_revenue", "2013", ["2757.38"]),
        ("copper_revenue", "2013", ["2598"]),
        ("copper_revenue", "2013-01/11", ["2300"]),
        ("copper_revenue", "2012", ["2186.78", "2221.8", "2239.7"]),
        ("copper_revenue", "2010", ["1223", "1240", "1327"]),
        ("industry_revenue", "2012", ["2473.1"]),
        ("industry_electricity", "2012-01/06", ["131200"]),
        ("cluster_revenue_water_supply", "2014-01/09", ["16"]),
        ("fiscal_tax_share", "2013", ["80.3"]),
        ("eyewear_output", "2012-01/10", ["7.27"]),
        ("city_gdp", "2020", ["982.66"]),
    ],
)
def test_the_main_figures(observations: Any, indicator: str, period: str, values: list[str]) -> None:
    found = [
        o["value"]
        for o in observations["observations"]
        if (o["indicator"], o["period"]) == (indicator, period)
    ]
    assert sorted(found) == values


def test_named_enterprises_have_sourced_figures_only(enterprises: Any, schema: Schema) -> None:
    ids = {
        field.id: {choice.id for choice in field.choices}
        for field in schema.subject("enterprise").fields
        if field.id in {"place", "industry", "cluster"}
    }
    assert len({entry["id"] for entry in enterprises}) == len(enterprises) == 33
    for entry in enterprises:
        assert set(entry["name"]) == {"zh", "en"}
        check_source(entry["source"])
        for key, allowed in ids.items():
            assert entry[key] is None or entry[key] in allowed, (entry["id"], key)
        for figure in entry["figures"]:
            assert figure["period"] is None or str(Period.parse(figure["period"])) == figure["period"]
            assert Decimal(figure["value"]).is_finite()
            unit(figure["unit"])
            assert set(figure["measure"]) == {"zh", "en"}
            check_source(figure["source"])


def test_sourced_codes_are_valid(enterprises: Any) -> None:
    codes = {entry["code"]: entry for entry in enterprises if entry["code"] is not None}
    assert set(codes) == {
        "91360000X12430120H",
        "913600007363561816",
        "913606817442997892",
        "9136060006346630XD",
    }
    for code, entry in codes.items():
        assert check_enterprise_code(code) is None
        check_source(entry["code_source"])
