"""Confirmed and declared data: audited revenue, tax, certified land, land-use tax, credit, loans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yuanqu.sampling.dice import Dice
from yuanqu.sampling.firms import Firm
from yuanqu.sampling.flows import Amounts
from yuanqu.sampling.settings import Confirmed, Settings
from yuanqu.values import Period

Values = dict[str, list[object]]
_LEAST_AREA = 100_000
_LAND = ("tax_confirmed", "land_area", "land_tax_rate", "land_tax_rate_before", "land_tax_paid")


@dataclass(frozen=True, slots=True)
class _Land:
    """area in 0.01 m²; rates in 分 per m²; tax_rate: thousandths of revenue; tax: 分 in the last year."""

    area: int
    before: int
    rate: int
    tax_rate: int
    tax: int
    on_edge: bool


def make_confirmed(
    settings: Settings, firms: Sequence[Firm], revenue: Mapping[Period, Amounts]
) -> dict[Period, tuple[list[int], Values]]:
    """Per confirmed year: which firms have a row, and their values by field."""
    last = max(settings.confirmed.years)
    dice = Dice(settings.seed, "land")
    lands = _lands(settings, firms, revenue[last], dice)
    rows = {}
    for period in settings.confirmed.years:
        amounts = revenue[period]
        present = [i for i, amount in enumerate(amounts) if amount is not None]
        rows[period] = present, _year(settings, period, last, present, amounts, lands)
    return rows


def _lands(settings: Settings, firms: Sequence[Firm], revenue: Amounts, dice: Dice) -> list[_Land]:
    confirmed = settings.confirmed
    rates = {place.id: place.land_tax_rates for place in settings.places}
    taxes = {industry.id: industry.tax for industry in settings.industries}
    edges = _edges(confirmed, [i for i, amount in enumerate(revenue) if amount], dice)
    bands = [((low, high), weight) for low, high, weight in confirmed.bands]
    lands = []
    for index, firm in enumerate(firms):
        low, high = dice.weighted(bands)
        per_mu, short = edges.get(index, (dice.between(low, high - 1), 0))
        tax_rate = dice.between(*taxes[firm.cell.industry])
        draft = (revenue[index] or 0) * tax_rate // 1000
        area = max(_LEAST_AREA, draft * 10_000 // (15 * per_mu)) if per_mu else _LEAST_AREA
        before, rate = dice.pick(rates[firm.cell.place])
        tax = tax_on(per_mu, area) - short
        lands.append(_Land(area, before, rate, tax_rate, tax, index in edges))
    return lands


def tax_on(per_mu: int, area: int) -> int:
    """Tax in 分 of an area in 0.01 m² at so many yuan per mu, cut down; 1 m² is 0.0015 mu."""
    return per_mu * area * 15 // 10_000


def _edges(confirmed: Confirmed, candidates: Sequence[int], dice: Dice) -> dict[int, tuple[int, int]]:
    """Firms that stand exactly on an edge, or one 分 short of it: index → (yuan per mu, shortfall)."""
    each = confirmed.on_edge + confirmed.below_edge
    chosen = iter(dice.some(candidates, each * len(confirmed.edges)))
    found = {}
    for edge in confirmed.edges:
        for position in range(each):
            index = next(chosen, None)
            if index is not None:
                found[index] = (edge, 0 if position < confirmed.on_edge else 1)
    return found


def _year(
    settings: Settings,
    period: Period,
    last: Period,
    present: Sequence[int],
    revenue: Amounts,
    lands: Sequence[_Land],
) -> Values:
    dice = Dice(settings.seed, f"confirmed {period}")
    columns: Values = {}
    for index in present:
        land, sold = lands[index], revenue[index] or 0
        row: dict[str, object] = {"revenue_audited": sold}
        row |= _land_row(settings.confirmed, land, sold, dice, latest=period == last)
        row |= _credit_row(settings.confirmed, dice)
        row |= _loan_row(settings.confirmed, dice)
        for field, permille in settings.confirmed.missing.items():
            if dice.chance(permille) and not (land.on_edge and field in _LAND):
                row[field] = None
        for field, value in row.items():
            columns.setdefault(field, []).append(value)
    return columns


def _land_row(
    confirmed: Confirmed, land: _Land, revenue: int, dice: Dice, *, latest: bool
) -> dict[str, object]:
    """In the last year the rate in force is the new one; before, the old."""
    rate = land.rate if latest else land.before
    paid = (land.area * rate * 2 + 100) // 200
    if dice.chance(confirmed.underpaid) and not land.on_edge:
        paid = paid * dice.between(300, 950) // 1000
    return {
        "tax_confirmed": land.tax if latest else revenue * land.tax_rate * dice.around(250) // 1_000_000,
        "land_area": land.area,
        "land_tax_rate": rate,
        "land_tax_rate_before": land.before,
        "land_tax_paid": paid,
    }


def _credit_row(confirmed: Confirmed, dice: Dice) -> dict[str, object]:
    debt = dice.between(2500, 9200)
    breach = dice.chance(confirmed.serious_breach)
    grades = [grade for grade, _ in confirmed.grades]
    grade = dice.weighted(confirmed.grades)
    if debt > 8000:
        grade = max(grade, dice.weighted(confirmed.grades), key=grades.index)
    return {
        "debt_ratio": debt,
        "interest_cover": 10_000 if dice.chance(850) else dice.between(6000, 9999),
        "repayment_ratio": 10_000 if dice.chance(880) else dice.between(5000, 9999),
        "rd_ratio": dice.between(0, 250) if dice.chance(700) else dice.between(250, 700),
        "serious_breach": breach,
        "credit_grade": grades[-1] if breach else grade,
    }


def _loan_row(confirmed: Confirmed, dice: Dice) -> dict[str, object]:
    """Loans in steps of 100,000 yuan; interest at 5.4 to 7.8 % of the principal. No loan is zero, not missing."""
    principal = dice.between(5, 500) * 10_000_000 if dice.chance(confirmed.loans) else 0
    interest = principal * dice.between(540, 780) // 10_000
    requested = dice.between(1, confirmed.request_cap) * 10_000_000 if dice.chance(confirmed.requests) else 0
    return {"loan_principal": principal, "interest_paid": interest, "loan_requested": requested}
