"""Confirmed data of the sample city stand in every band of tax per mu and on its edges."""

from __future__ import annotations

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from yuanqu.facts import Facts

CENT = Decimal("0.01")


@pytest.fixture(scope="module")
def confirmed(city: Facts) -> list[dict[str, Any]]:
    return list(city.form_table("enterprise_confirmed").to_pylist())


def ratio(row: dict[str, Any]) -> Decimal | None:
    """Tax per mu in yuan: 1 m² is 0.0015 mu."""
    if row["tax_confirmed"] is None or row["land_area"] is None:
        return None
    return Decimal(row["tax_confirmed"]) / (Decimal(row["land_area"]) * Decimal("0.0015"))


def band(per_mu: Decimal | None) -> str:
    if per_mu is None:
        return "no data"
    return next(
        (name for name, low in (("20+", 200_000), ("15-20", 150_000), ("10-15", 100_000)) if per_mu >= low),
        "0-10",
    )


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        ("2012", {"0-10": 251, "10-15": 120, "15-20": 64, "20+": 113, "no data": 20}),
        ("2013", {"0-10": 218, "10-15": 138, "15-20": 85, "20+": 129, "no data": 22}),
    ],
)
def test_every_band_is_populated(
    confirmed: list[dict[str, Any]], year: str, expected: dict[str, int]
) -> None:
    assert Counter(band(ratio(row)) for row in confirmed if row["period"] == year) == expected


@pytest.mark.parametrize("edge", [100_000, 150_000, 200_000])
def test_firms_stand_on_each_edge_and_one_fen_below(confirmed: list[dict[str, Any]], edge: int) -> None:
    rows = [row for row in confirmed if row["period"] == "2013" and ratio(row) is not None]
    short = [edge * row["land_area"] * Decimal("0.0015") - row["tax_confirmed"] for row in rows]
    assert sum(amount == 0 for amount in short) == 4
    assert sum(amount == CENT for amount in short) == 3


def test_audited_revenue_is_that_of_the_return(city: Facts, confirmed: list[dict[str, Any]]) -> None:
    returned = {
        (row["code"], row["period"]): row["revenue"] for row in city.form_table("enterprise_year").to_pylist()
    }
    known = [row for row in confirmed if row["revenue_audited"] is not None]
    assert len(known) < len(confirmed)
    assert all(row["revenue_audited"] == returned[row["code"], row["period"]] for row in known)


def test_land_tax_paid_is_mostly_area_times_rate(confirmed: list[dict[str, Any]]) -> None:
    full = other = 0
    for row in confirmed:
        if None in (row["land_area"], row["land_tax_rate"], row["land_tax_paid"]):
            continue
        due = (row["land_area"] * row["land_tax_rate"]).quantize(CENT, ROUND_HALF_UP)
        full += row["land_tax_paid"] == due
        other += row["land_tax_paid"] < due
        assert row["land_tax_paid"] <= due
    assert full > other * 8 > 0


def test_the_new_rate_is_in_force_in_the_last_year_only(confirmed: list[dict[str, Any]]) -> None:
    rows = [row for row in confirmed if None not in (row["land_tax_rate"], row["land_tax_rate_before"])]
    for row in rows:
        rose = row["land_tax_rate"] > row["land_tax_rate_before"]
        assert rose == (row["period"] == "2013")


def test_each_field_lacks_data_somewhere_and_grades_are_all_there(confirmed: list[dict[str, Any]]) -> None:
    for field in confirmed[0]:
        if field not in {"code", "period"}:
            missing = sum(row[field] is None for row in confirmed)
            assert 0 < missing < len(confirmed) // 8, field
    assert {row["credit_grade"] for row in confirmed} == {"AAA", "AA", "A", "B", "C", None}
    assert {row["serious_breach"] for row in confirmed} == {True, False, None}
    loans = {row["loan_principal"] for row in confirmed}
    assert Decimal(0) in loans
    assert len(loans) > 50
