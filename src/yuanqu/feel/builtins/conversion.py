"""Functions that make values of one type out of others."""

from __future__ import annotations

import re
from decimal import Decimal, DecimalException

from yuanqu.feel.builtins.numbers import whole
from yuanqu.feel.builtins.registry import builtin
from yuanqu.feel.literals import parse_date, parse_date_time, parse_duration, parse_time
from yuanqu.feel.numbers import CONTEXT
from yuanqu.feel.run import Fault, Run
from yuanqu.feel.temporal import (
    SECOND,
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Time,
    make_date,
    make_time,
    midnight,
)
from yuanqu.feel.text import text_of
from yuanqu.feel.values import Value
from yuanqu.feel.zones import MAX_OFFSET, Zone, named_zone

_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def _found(value: Value, function: str, text: object) -> Value:
    if value is None:
        raise Fault("FEEL-111", function=function, value=text)
    return value


@builtin("string", "from: any", run=True)
def _string(run: Run, value: Value) -> Value:
    return None if value is None else text_of(value, run)


@builtin("number", "from: string")
@builtin("number", "from: string, grouping separator: string?, decimal separator: string?")
def _number(text: str, grouping: str | None = None, decimal: str | None = None) -> Value:
    if (
        grouping not in (None, " ", ",", ".")
        or decimal not in (None, ",", ".")
        or (decimal and grouping == decimal)
    ):
        raise Fault(
            "FEEL-111", function="number", value=grouping if grouping == decimal else f"{grouping} {decimal}"
        )
    plain = text.replace(grouping, "") if grouping else text
    if decimal == ",":
        plain = plain.replace(".", "x").replace(",", ".")
    if not _NUMBER.fullmatch(plain):
        raise Fault("FEEL-111", function="number", value=text)
    try:
        return CONTEXT.create_decimal(plain)
    except DecimalException:
        raise Fault("FEEL-104", operator="number") from None


@builtin("date", "from: string")
def _date_from_text(text: str) -> Value:
    return _found(parse_date(text), "date", text)


@builtin("date", "from: moment")
def _date_from_moment(value: DateTime) -> Value:
    return value.date


@builtin("date", "year: number, month: number, day: number")
def _date_of_parts(year: Decimal, month: Decimal, day: Decimal) -> Value:
    parts = [whole(part, "date") for part in (year, month, day)]
    return _found(make_date(*parts), "date", f"{year}, {month}, {day}")


@builtin("time", "from: string")
def _time_from_text(text: str) -> Value:
    return _found(parse_time(text), "time", text)


@builtin("time", "from: time")
def _time_from_time(value: Time) -> Value:
    return value


@builtin("time", "from: moment")
def _time_from_moment(value: DateTime) -> Value:
    return value.time


@builtin("time", "hour: number, minute: number, second: number, offset?: days?")
def _time_of_parts(
    hour: Decimal, minute: Decimal, second: Decimal, offset: DaysDuration | None = None
) -> Value:
    return _clock("time", hour, minute, second, _fixed(offset))


def _clock(function: str, hour: Decimal, minute: Decimal, second: Decimal, zone: Zone | None) -> Time:
    seconds = whole(second, function)
    nanos = int((second - seconds).scaleb(9))
    made = make_time(whole(hour, function), whole(minute, function), seconds, nanos, zone)
    if made is None or nanos < 0:
        raise Fault("FEEL-111", function=function, value=f"{hour}, {minute}, {second}")
    return made


def _fixed(offset: DaysDuration | None) -> Zone | None:
    if offset is None:
        return None
    seconds = offset.nanos // SECOND
    if abs(seconds) > MAX_OFFSET:
        raise Fault("FEEL-111", function="time", value=offset)
    return Zone(seconds)


@builtin("date and time", "from: string")
def _moment_from_text(text: str) -> Value:
    return _found(parse_date_time(text), "date and time", text)


@builtin("date and time", "from: date / moment")
def _moment_from_date(value: Date | DateTime) -> Value:
    return midnight(value) if isinstance(value, Date) else value


@builtin("date and time", "date: date / moment, time: time")
def _moment_of(date: Date | DateTime, time: Time) -> Value:
    return DateTime(date.date if isinstance(date, DateTime) else date, time)


_PARTS = "year: number, month: number, day: number, hour: number, minute: number, second: number"


@builtin("date and time", f"{_PARTS}, offset?: days?")
def _moment_of_parts(*parts: Value) -> Value:
    return _moment("date and time", parts[:6], _fixed(parts[6] if len(parts) > 6 else None))


@builtin("date and time", f"{_PARTS}, timezone: string")
def _moment_in_zone(*parts: Value) -> Value:
    zone = named_zone(parts[6])
    return _moment("date and time", parts[:6], _found(zone, "date and time", parts[6]))


def _moment(function: str, parts: tuple[Decimal, ...], zone: Zone | None) -> DateTime:
    date: Date = _date_of_parts(*parts[:3])
    return DateTime(date, _clock(function, parts[3], parts[4], parts[5], zone))


@builtin("duration", "from: string")
def _duration(text: str) -> Value:
    return _found(parse_duration(text), "duration", text)


@builtin("duration", "from: days / months")
def _duration_itself(value: Value) -> Value:
    return value


@builtin("years and months duration", "from: date / moment, to: date / moment")
def _months_between(start: Date | DateTime, end: Date | DateTime) -> Value:
    """Whole months from one date to another; hours are left aside."""
    first = start.date if isinstance(start, DateTime) else start
    last = end.date if isinstance(end, DateTime) else end
    months = (last.year - first.year) * 12 + last.month - first.month
    if months > 0 and last.day < first.day:
        months -= 1
    elif months < 0 and last.day > first.day:
        months += 1
    return MonthsDuration(months)
