"""Functions over dates and times."""

from __future__ import annotations

from decimal import Decimal

from yuanqu.feel.builtins.registry import builtin
from yuanqu.feel.calendar import day_number, iso_week, weekday
from yuanqu.feel.run import Fault, Run
from yuanqu.feel.temporal import Date, DateTime
from yuanqu.feel.values import Value

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)


def _date(value: Date | DateTime) -> Date:
    return value.date if isinstance(value, DateTime) else value


@builtin("day of year", "date: date / moment")
def _day_of_year(value: Date | DateTime) -> Value:
    date = _date(value)
    return Decimal(date.number - day_number(date.year, 1, 1) + 1)


@builtin("day of week", "date: date / moment")
def _day_of_week(value: Date | DateTime) -> Value:
    return _DAYS[weekday(_date(value).number) - 1]


@builtin("month of year", "date: date / moment")
def _month_of_year(value: Date | DateTime) -> Value:
    return _MONTHS[_date(value).month - 1]


@builtin("week of year", "date: date / moment")
def _week_of_year(value: Date | DateTime) -> Value:
    date = _date(value)
    return Decimal(iso_week(date.year, date.month, date.day))


@builtin("now", run=True, pure=False)
def _now(run: Run) -> Value:
    if run.now is None:
        raise Fault("FEEL-116", function="now")
    return run.now


@builtin("today", run=True, pure=False)
def _today(run: Run) -> Value:
    if run.now is None:
        raise Fault("FEEL-116", function="today")
    return run.now.date


@builtin("is", "value1: any, value2: any")
def _is(left: Value, right: Value) -> Value:
    """The same element of the domain: unlike `=`, zones and fractions count and nothing is null."""
    return type(left) is type(right) and bool(left == right)
