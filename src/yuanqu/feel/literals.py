"""Dates, times and durations read from text, as in date("2014-07-31") and @"P1Y"."""

from __future__ import annotations

import re

from yuanqu.feel.temporal import (
    SECOND,
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Time,
    add_days,
    make_date,
    make_time,
)
from yuanqu.feel.zones import MAX_OFFSET, Zone, named_zone

_DATE = re.compile(r"(-?(?:[1-9][0-9]{4,8}|[0-9]{4}))-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?"
    r"(Z|[zZ]|@[A-Za-z0-9_+\-]+(?:/[A-Za-z0-9_+\-]+)*|[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?"
)
_MONTHS = re.compile(r"(-?)P(?=[0-9])(?:([0-9]{1,18})Y)?(?:([0-9]{1,18})M)?")
_DAYS = re.compile(
    r"(-?)P(?=[0-9T])(?:([0-9]{1,18})D)?"
    r"(?:T(?=[0-9])(?:([0-9]{1,18})H)?(?:([0-9]{1,18})M)?(?:([0-9]{1,18})(?:\.([0-9]*))?S)?)?"
)


def parse_date(text: str) -> Date | None:
    match = _DATE.fullmatch(text)
    return make_date(int(match[1]), int(match[2]), int(match[3])) if match else None


def parse_zone(text: str) -> Zone | None:
    """ "Z", "+08:00" or "@Asia/Shanghai"; None when it is none of them."""
    if text in ("Z", "z"):
        return Zone()
    if text.startswith("@"):
        return named_zone(text[1:])
    parts = [int(part) for part in text[1:].split(":")] + [0]
    seconds = parts[0] * 3600 + parts[1] * 60 + parts[2]
    if parts[1] > 59 or parts[2] > 59 or seconds > MAX_OFFSET:
        return None
    return Zone(-seconds if text[0] == "-" else seconds)


def _clock(text: str) -> tuple[Time, bool] | None:
    """The time and whether it was written 24:00:00, the end of the day."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    zone = parse_zone(match[5]) if match[5] else None
    if match[5] and zone is None:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3])
    nano = int((match[4] or "0")[:9].ljust(9, "0"))
    ends = (hour, minute, second, nano) == (24, 0, 0, 0)
    time = make_time(0 if ends else hour, minute, second, nano, zone)
    return (time, ends) if time else None


def parse_time(text: str) -> Time | None:
    clock = _clock(text)
    return clock[0] if clock else None


def parse_date_time(text: str) -> DateTime | None:
    """A date alone is its midnight, without zone."""
    day, mark, rest = text.partition("T")
    date = parse_date(day)
    if date is None:
        return None
    if not mark:
        return DateTime(date, Time(0, 0, 0))
    clock = _clock(rest)
    if clock is None:
        return None
    time, ends = clock
    following = add_days(date, 1) if ends else date
    return DateTime(following, time) if following else None


def parse_duration(text: str) -> DaysDuration | MonthsDuration | None:
    if match := _MONTHS.fullmatch(text):
        months = int(match[2] or 0) * 12 + int(match[3] or 0)
        return MonthsDuration(-months if match[1] else months)
    match = _DAYS.fullmatch(text)
    if match is None:
        return None
    days, hours, minutes, seconds = (int(match[k] or 0) for k in (2, 3, 4, 5))
    nanos = int((match[6] or "0")[:9].ljust(9, "0"))
    total = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * SECOND + nanos
    return DaysDuration(-total if match[1] else total)


def parse_temporal(text: str) -> Date | Time | DateTime | DaysDuration | MonthsDuration | None:
    """Whatever an at-literal says."""
    if "P" in text[:2]:
        return parse_duration(text)
    if "T" in text:
        return parse_date_time(text) or parse_time(text)
    return parse_date(text) or parse_time(text)
