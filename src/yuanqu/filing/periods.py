"""The periods of a return: the months of a year with January and February merged, or the year."""

from __future__ import annotations

from datetime import date

from yuanqu.filing.model import Frequency
from yuanqu.values import Period


def periods_of_year(frequency: Frequency, year: int) -> tuple[Period, ...]:
    """In time: 2014-01/02, 2014-03, … 2014-12; or 2014."""
    if frequency == "yearly":
        return (Period.year(year),)
    return (Period.months(year, 1, 2), *(Period.months(year, month) for month in range(3, 13)))


def before(period: Period) -> Period:
    """The period before: of March, January–February; of January–February, December; of a year, the year before."""
    if period.is_year:
        return Period.year(period.start.year - 1)
    if period.start.month == 1:
        return Period.months(period.start.year - 1, 12)
    if period.start.month == 3:
        return Period.months(period.start.year, 1, 2)
    return Period.months(period.start.year, period.start.month - 1)


def year_before(period: Period) -> Period:
    """The same months of the year before."""
    start, last = period.start, period.last_day.month
    return Period.months(start.year - 1, start.month, last)


def to_date(period: Period) -> Period:
    """From January to the end of a period: what cumulative figures cover."""
    return Period.months(period.start.year, 1, period.last_day.month)


def opening_day(period: Period) -> date:
    """The first day on which a period can be filed: the day after its end."""
    return period.end
