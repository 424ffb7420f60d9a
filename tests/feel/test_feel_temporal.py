"""Dates, times, zones and durations."""

from __future__ import annotations

import datetime as py

import pytest
from feel_help import run, shown
from hypothesis import given
from hypothesis import strategies as st

from yuanqu.feel import Date, DateTime, compile_expression
from yuanqu.feel.calendar import date_of, day_number, iso_week, weekday


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('date("2014-02-29")', "null"),
        ('date("-999999999-12-31")', "-999999999-12-31"),
        ('date("998-12-31")', "null"),
        ('date("02014-01-01")', "null"),
        ("date(2014, 7, 31)", "2014-07-31"),
        ('@"2021-01-01T24:00:00"', "2021-01-02T00:00:00"),
        ('@"2014-01-31" + @"P1M"', "2014-02-28"),
        ('@"2021-01-01" + @"PT36H"', "2021-01-02"),
        ('@"2021-01-01" - @"PT1H"', "2020-12-31"),
        ('string(@"-2021-01-01T10:10:10+11:00" + @"-P1M")', '"-2022-12-01T10:10:10+11:00"'),
        ('@"2021-01-02T10:10:10@Europe/Paris" - @"2021-01-01T10:10:10@Asia/Dhaka"', "P1DT5H"),
        ('@"2021-01-02T00:00:00Z" - @"2021-01-02"', "PT0S"),
        ('@"2021-01-02T00:00:00" - @"2021-01-02"', "null"),
        ('@"2002-04-02T12:00:00@Australia/Melbourne" = @"2002-04-02T12:00:00@Australia/Sydney"', "true"),
        ('@"2021-10-31T00:30:00@Europe/Paris" + @"PT3H"', "2021-10-31T02:30:00@Europe/Paris"),
        ('@"99999-06-01T12:00:00@Europe/Paris" - @"99999-06-01T10:00:00Z"', "PT0S"),
        ('time("23:00:00") + @"PT2H"', "01:00:00"),
        ('time("11:00:00+19:00")', "null"),
        ('time("11:00:00@No/Where")', "null"),
        ('time("10:30:00.0001") = time("10:30:00.0002")', "true"),
        ("time(1, 2, 3.5)", "01:02:03.5"),
        ('duration("PT240H")', "P10D"),
        ('duration("P")', "null"),
        ('duration("P1Y1D")', "null"),
        ('-2.5 * @"P1Y11M"', "-P4Y9M"),
        ('@"P10DT23H" / 2.5', "P4DT9H12M"),
        ('@"P1Y" + @"P1D"', "null"),
        ('years and months duration(@"2019-10-01", @"2017-12-31")', "-P1Y9M"),
        ('@"2018-12-10".weekday', "1"),
        ('day of week(@"2019-09-17")', '"Tuesday"'),
        ('week of year(@"2005-01-01")', "53"),
        ('date and time(@"2014-07-31", time("10:00:00"))', "2014-07-31T10:00:00"),
        ('is(time("23:00:50Z"), time("23:00:50"))', "false"),
    ],
)
def test_dates_times_and_durations(text: str, expected: str) -> None:
    assert shown(text) == expected


@given(st.dates())
def test_the_calendar_agrees_with_the_standard_library(day: py.date) -> None:
    number = day_number(day.year, day.month, day.day)
    assert date_of(number) == (day.year, day.month, day.day)
    assert number == day.toordinal() - 719_163
    assert weekday(number) == day.isoweekday()
    assert iso_week(day.year, day.month, day.day) == day.isocalendar().week


@given(st.integers(-(10**11), 10**11))
def test_every_day_number_is_a_day(number: int) -> None:
    assert day_number(*date_of(number)) == number


def test_standard_dates_are_taken() -> None:
    assert run("x", {"x": py.date(2014, 7, 31)}) == Date(2014, 7, 31)
    moment = py.datetime(2014, 7, 31, 8, tzinfo=py.UTC)
    assert shown("x", {"x": moment}) == "2014-07-31T08:00:00Z"
    assert shown("x", {"x": py.timedelta(days=1, hours=2)}) == "P1DT2H"
    found = run("x", {"x": moment})
    assert isinstance(found, DateTime)
    assert found.to_python() == moment


def test_the_clock_is_never_read() -> None:
    now = compile_expression("today()", ())
    assert [d.code for d in now.evaluate({}).diagnostics] == ["FEEL-116"]
    moment = run("x", {"x": py.datetime(2014, 9, 1, 8)})
    assert isinstance(moment, DateTime)
    assert now.evaluate({}, now=moment).value == Date(2014, 9, 1)
