"""Revenue, value added, electricity and staff: per firm and period, summing exactly to the totals given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isqrt

from yuanqu.sampling.checks import inner_totals
from yuanqu.sampling.dice import Dice
from yuanqu.sampling.firms import Firm
from yuanqu.sampling.settings import Settings, Total
from yuanqu.sampling.shares import apportion
from yuanqu.values import Period

Amounts = list[int | None]
_FEN_PER_10K_YUAN = 1_000_000


@dataclass(frozen=True, slots=True)
class Flows:
    """Per period one amount per firm, in 分 (kWh·100 for electricity); None: the firm reports nothing."""

    revenue: Mapping[Period, Amounts]
    value_added: Mapping[Period, Amounts]
    electricity: Mapping[Period, Amounts]
    employees: Mapping[Period, Amounts]


def make_flows(settings: Settings, firms: Sequence[Firm]) -> Flows:
    """The yearly returns, and those of each part of the running year, which sum to its span."""
    span = settings.time.span
    revenue = _revenue(settings, firms)
    months = _parts(settings, firms, revenue[span])
    rates = [settings.industry(firm.cell.industry).value_added for firm in firms]
    value_added = _value_added(settings, firms, revenue, rates)
    value_added |= _alike(months, value_added[span])
    years = {period: amounts for period, amounts in revenue.items() if period != span} | months
    del value_added[span]
    return Flows(
        revenue=years,
        value_added=value_added,
        electricity=_electricity(settings, firms, years),
        employees={period: _employees(settings, years[period]) for period in settings.time.years},
    )


def _revenue(settings: Settings, firms: Sequence[Firm]) -> dict[Period, Amounts]:
    groups = _groups(settings, firms, "revenue")
    sizes = _with_leaders(firms, groups)
    paths = _paths(settings, firms, sizes)
    last = Period.year(settings.time.last_year)
    flows: dict[Period, Amounts] = {}
    for period in (*settings.time.years, settings.time.span):
        amounts: Amounts = [None] * len(firms)
        for total, members in groups:
            own, at_last = _own(settings, total, period), _own(settings, total, last)
            weights = [_alive(firms[i], period, paths[period][i]) for i in members]
            there = [(i, w) for i, w in zip(members, weights, strict=True) if w]
            if not there:
                continue
            floor = min(settings.growth.floor, settings.growth.floor * own // at_last) if at_last else 0
            parts = apportion(own, [w for _, w in there], floor)
            for (index, _), part in zip(there, parts, strict=True):
                amounts[index] = part
        flows[period] = amounts
    return flows


def _groups(settings: Settings, firms: Sequence[Firm], measure: str) -> list[tuple[Total, list[int]]]:
    """The firms by the innermost total they count in."""
    innermost = {id(cell): settings.innermost(cell, measure) for cell in settings.cells}
    groups: list[tuple[Total, list[int]]] = [(t, []) for t in settings.totals if t.measure == measure]
    members = {id(total): indices for total, indices in groups}
    for index, firm in enumerate(firms):
        total = innermost[id(firm.cell)]
        if total is not None:
            members[id(total)].append(index)
    return groups


def _own(settings: Settings, total: Total, period: Period) -> int:
    """What is left of a total for its own firms after the totals inside it."""
    key = str(period)
    return total.values[key] - sum(inner.values[key] for inner in inner_totals(settings, total))


def _with_leaders(firms: Sequence[Firm], groups: Sequence[tuple[Total, list[int]]]) -> list[int]:
    """Sizes in which each leader weighs its share of the whole group."""
    sizes = [firm.size for firm in firms]
    for _, members in groups:
        led = sum(firms[i].leader for i in members)
        others = sum(firms[i].size for i in members if not firms[i].leader)
        for i in members:
            if firms[i].leader:
                sizes[i] = firms[i].leader * others // (100_000 - led)
    return sizes


def _paths(settings: Settings, firms: Sequence[Firm], sizes: list[int]) -> dict[Period, list[int]]:
    """Weights by period: those of the last year are the sizes; each step away from it adds noise, less for leaders."""
    dice = Dice(settings.seed, "growth")
    noise = [settings.growth.noise // 8 if firm.leader else settings.growth.noise for firm in firms]

    def step(weights: list[int]) -> list[int]:
        return [w * dice.around(n) // 1000 or 1 for w, n in zip(weights, noise, strict=True)]

    years = settings.time.years
    paths = {years[-1]: sizes, settings.time.span: step(sizes)}
    for year in reversed(years[:-1]):
        paths[year] = sizes = step(sizes)
    return paths


def _alive(firm: Firm, period: Period, weight: int) -> int:
    """The weight, cut to the months since the firm was founded; 0 before."""
    if firm.founded_on >= period.end:
        return 0
    if firm.founded_on <= period.start:
        return weight
    months = (period.end.year - firm.founded_on.year) * 12 + period.end.month - firm.founded_on.month
    return weight * max(1, months) // period.month_count or 1


def _parts(settings: Settings, firms: Sequence[Firm], span: Amounts) -> dict[Period, Amounts]:
    dice = Dice(settings.seed, "months")
    periods = [period for period, _ in settings.time.parts]
    weights = [weight for _, weight in settings.time.parts]
    flows: dict[Period, Amounts] = {period: [None] * len(firms) for period in periods}
    noise = settings.growth.noise // 4
    for index, (firm, amount) in enumerate(zip(firms, span, strict=True)):
        if amount is None:
            continue
        open_now = [i for i, period in enumerate(periods) if firm.founded_on < period.end]
        parts = apportion(amount, [weights[i] * dice.around(noise) for i in open_now])
        for i, part in zip(open_now, parts, strict=True):
            flows[periods[i]][index] = part
    return flows


def _value_added(
    settings: Settings,
    firms: Sequence[Firm],
    revenue: Mapping[Period, Amounts],
    rates: Sequence[int | None],
) -> dict[Period, Amounts]:
    dice = Dice(settings.seed, "value added")
    noise = settings.growth.noise // 2
    groups = _groups(settings, firms, "value_added")
    flows: dict[Period, Amounts] = {}
    for period, sold in revenue.items():
        weights = [
            (amount or 0) * (rate or 0) * dice.around(noise) for amount, rate in zip(sold, rates, strict=True)
        ]
        amounts: Amounts = [None] * len(firms)
        for total, members in groups:
            there = [i for i in members if weights[i]]
            if there:
                parts = apportion(_own(settings, total, period), [weights[i] for i in there])
                for index, part in zip(there, parts, strict=True):
                    amounts[index] = part
        flows[period] = amounts
    return flows


def _alike(months: Mapping[Period, Amounts], span: Amounts) -> dict[Period, Amounts]:
    """Split a span's amounts over its parts as the revenue is split."""
    periods = list(months)
    flows: dict[Period, Amounts] = {period: [None] * len(span) for period in periods}
    for index, amount in enumerate(span):
        if amount is None:
            continue
        sold = [(period, months[period][index]) for period in periods]
        there = [(period, part) for period, part in sold if part is not None]
        if not any(part for _, part in there):
            continue
        for (period, _), part in zip(there, apportion(amount, [w for _, w in there]), strict=True):
            flows[period][index] = part
    return flows


def _electricity(
    settings: Settings, firms: Sequence[Firm], revenue: Mapping[Period, Amounts]
) -> dict[Period, Amounts]:
    """Whole kWh (times 100): revenue times the industry's intensity, with noise."""
    dice = Dice(settings.seed, "electricity")
    intensity = {industry.id: industry.electricity for industry in settings.industries}
    per_firm = [intensity[firm.cell.industry] * dice.around(settings.growth.noise) for firm in firms]
    return {
        period: [
            None if amount is None else amount * use // (_FEN_PER_10K_YUAN * 1000) * 100
            for amount, use in zip(amounts, per_firm, strict=True)
        ]
        for period, amounts in revenue.items()
    }


def _employees(settings: Settings, revenue: Amounts) -> Amounts:
    """Staff grows with the square root of revenue: about 125 people at 100 million yuan."""
    dice = Dice(settings.seed, "employees")
    noise = settings.growth.noise
    return [
        None if amount is None else max(5, isqrt(amount) * dice.around(noise) // 800_000)
        for amount in revenue
    ]
