"""Working days by the notices of 2014 to 2016, and due days."""

from __future__ import annotations

from datetime import date

import pytest

from yuanqu.filing import Calendar, Due, due_day
from yuanqu.packs import build, load
from yuanqu.packs.files import read_folder
from yuanqu.values import Period


@pytest.fixture(scope="module")
def calendar(pack_folder) -> Calendar:
    return load(pack_folder).pack.calendar


def test_days_off_and_days_worked_in_exchange(calendar):
    assert not calendar.is_working(date(2014, 10, 1))  # a Wednesday
    assert calendar.is_working(date(2014, 9, 28))  # a Sunday
    assert not calendar.is_working(date(2014, 9, 27))  # an ordinary Saturday
    assert calendar.is_working(date(2015, 9, 6))
    assert not calendar.is_working(date(2015, 9, 3))


@pytest.mark.parametrize(("year", "days"), [(2014, 250), (2015, 249), (2016, 250)])
def test_working_days_of_a_year(calendar, year, days):
    """Weekdays less the eleven public holidays; in 2015 also less 3 September: exchanges shift days, they add none."""
    assert calendar.working_between(date(year - 1, 12, 31), date(year, 12, 31)) == days


def test_due_day_passes_over_the_national_day(calendar):
    found = due_day(Period.months(2014, 9), Due(8, "working"), calendar)
    # 8, 9, 10, 11 (worked), 13, 14, 15, 16 October
    assert found.day == date(2014, 10, 16)
    assert found.unknown == ()


def test_an_unknown_year_falls_back_to_weekdays_and_says_so(calendar):
    found = due_day(Period.months(2026, 9), Due(8, "working"), calendar)
    assert found.day == date(2026, 10, 12)
    assert found.unknown == (2026,)
    assert due_day(Period.months(2014, 9), Due(8, "calendar"), calendar).day == date(2014, 10, 8)


def test_over_the_end_of_a_known_year_both_years_count(calendar):
    found = due_day(Period.months(2016, 12), Due(8, "working"), calendar)
    assert found.unknown == (2017,)


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("off: [2014-01-01,", "off: [2015-01-01,", "FIL-012"),
        ("worked: [2014-01-26,", "worked: [2014-01-27,", "FIL-013"),
        ("worked: [2014-01-26,", "worked: [2014-02-01,", "FIL-013"),
        ("off: [2014-01-01,", "off: [spring,", "DOC-014"),
    ],
)
def test_mistakes_in_the_calendar(pack_folder, before, after, code):
    files = dict(read_folder(pack_folder))
    text = files["calendar.yaml"].decode()
    assert before in text
    files["calendar.yaml"] = text.replace(before, after, 1).encode()
    assert code in {d.code for d in build(files).diagnostics}
