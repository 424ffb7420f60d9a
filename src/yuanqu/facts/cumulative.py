"""Cumulative series and the single periods they are made of. Differencing happens here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from yuanqu.values import Period

Series = Mapping[Period, Decimal | None]


def to_single(cumulative: Series) -> dict[Period, Decimal | None]:
    """The amount of each period of one year out of "from January on".

    `cumulative` is keyed by the single periods (Jan–Feb, Mar, …), each with the sum from January to its end. A value
    is None (no data) where its own sum, or that of the period just before, isn't known, or where a period between
    is missing: it is never guessed. ValueError when the periods aren't of one year.
    """
    found: dict[Period, Decimal | None] = {}
    before: Decimal | None = Decimal(0)
    reached = None
    for period in _of_one_year(cumulative):
        if reached is None:
            reached = period.start.replace(month=1, day=1)
        total = cumulative[period]
        known = before if period.start == reached else None
        found[period] = None if total is None or known is None else total - known
        before, reached = total, period.end
    return found


def to_cumulative(single: Series) -> dict[Period, Decimal | None]:
    """Sums from January on; None from the first period on that is missing or has no data."""
    found: dict[Period, Decimal | None] = {}
    total: Decimal | None = Decimal(0)
    reached = None
    for period in _of_one_year(single):
        if reached is None:
            reached = period.start.replace(month=1, day=1)
        amount = single[period]
        total = None if total is None or amount is None or period.start != reached else total + amount
        found[period] = total
        reached = period.end
    return found


def _of_one_year(series: Series) -> list[Period]:
    periods = sorted(series)
    if len({period.start.year for period in periods}) > 1:
        raise ValueError("cumulative series run within one year")
    return periods
