"""Working days by the official calendar, and the day on which a return is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from yuanqu.filing.model import Due
from yuanqu.values import Period, Text

_ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Year:
    """`off`: days off by the notice, weekends in them or not. `worked`: weekend days worked in exchange."""

    year: int
    source: Text
    off: frozenset[date]
    worked: frozenset[date]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Years whose notice is known. In any other year Monday to Friday count as working days, and answers say so."""

    years: Mapping[int, Year] = field(default_factory=dict)

    def knows(self, day: date) -> bool:
        return day.year in self.years

    def is_working(self, day: date) -> bool:
        known = self.years.get(day.year)
        if known is not None and day in known.worked:
            return True
        if known is not None and day in known.off:
            return False
        return day.weekday() < 5

    def add_working(self, day: date, count: int) -> tuple[date, tuple[int, ...]]:
        """The `count`-th working day after a day, and the years on the way whose notice is unknown."""
        unknown: set[int] = set()
        while count > 0:
            day += _ONE
            if not self.knows(day):
                unknown.add(day.year)
            count -= self.is_working(day)
        return day, tuple(sorted(unknown))

    def working_between(self, after: date, until: date) -> int:
        """Working days after one day up to and including another; 0 when `until` isn't later."""
        days = range(after.toordinal() + 1, until.toordinal() + 1)
        return sum(self.is_working(date.fromordinal(n)) for n in days)


@dataclass(frozen=True, slots=True)
class DueDay:
    """`unknown`: years counted by weekdays alone, since their notice isn't in the calendar."""

    day: date
    unknown: tuple[int, ...] = ()


def due_day(period: Period, due: Due, calendar: Calendar) -> DueDay:
    """The last day for a return of a period."""
    if due.counted == "calendar":
        return DueDay(period.last_day + timedelta(days=due.days))
    return DueDay(*calendar.add_working(period.last_day, due.days))
