"""Dates, times and durations of FEEL: years beyond 9999, nanoseconds, zones by offset or name."""

from __future__ import annotations

import datetime as py
from dataclasses import dataclass

from yuanqu.feel.calendar import MAX_YEAR, date_of, day_number, days_in_month
from yuanqu.feel.zones import UTC_ZONE, Zone, named_zone

SECOND = 1_000_000_000
DAY = 86_400 * SECOND


@dataclass(frozen=True, slots=True)
class Date:
    """A day of the proleptic Gregorian calendar."""

    year: int
    month: int
    day: int

    @property
    def number(self) -> int:
        """Days since 1970-01-01."""
        return day_number(self.year, self.month, self.day)

    def to_python(self) -> py.date:
        """The standard library's date. ValueError for years it lacks."""
        return py.date(self.year, self.month, self.day)

    def __str__(self) -> str:
        return f"{'-' if self.year < 0 else ''}{abs(self.year):04}-{self.month:02}-{self.day:02}"


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day, local or with a zone."""

    hour: int
    minute: int
    second: int
    nano: int = 0
    zone: Zone | None = None

    @property
    def of_day(self) -> int:
        """Nanoseconds since midnight."""
        return ((self.hour * 60 + self.minute) * 60 + self.second) * SECOND + self.nano

    @property
    def seconds(self) -> int:
        """Whole seconds since midnight, in UTC when the time has a zone (a region's offset of 2000-01-01)."""
        whole = (self.hour * 60 + self.minute) * 60 + self.second
        return whole - self.zone.offset_at_local(10957, whole) if self.zone else whole

    def __str__(self) -> str:
        fraction = f".{self.nano:09}".rstrip("0") if self.nano else ""
        zone = str(self.zone) if self.zone else ""
        return f"{self.hour:02}:{self.minute:02}:{self.second:02}{fraction}{zone}"


@dataclass(frozen=True, slots=True)
class DateTime:
    """A date and a time."""

    date: Date
    time: Time

    @property
    def offset(self) -> int:
        """Seconds east of UTC; 0 without a zone."""
        zone = self.time.zone
        return zone.offset_at_local(self.date.number, self.time.of_day // SECOND) if zone else 0

    @property
    def instant(self) -> int:
        """Nanoseconds since 1970-01-01, in UTC when there is a zone, else local."""
        return self.date.number * DAY + self.time.of_day - self.offset * SECOND

    def to_python(self) -> py.datetime:
        """The standard library's moment, to the microsecond; local without zone. ValueError for years it lacks."""
        d, t = self.date, self.time
        zone = py.timezone(py.timedelta(seconds=self.offset)) if t.zone else None
        return py.datetime(d.year, d.month, d.day, t.hour, t.minute, t.second, t.nano // 1000, zone)

    def __str__(self) -> str:
        return f"{self.date}T{self.time}"


@dataclass(frozen=True, slots=True, order=True)
class DaysDuration:
    """A days and time duration, in nanoseconds."""

    nanos: int

    def to_python(self) -> py.timedelta:
        return py.timedelta(microseconds=self.nanos // 1000)

    def __str__(self) -> str:
        sign, rest = ("-" if self.nanos < 0 else ""), abs(self.nanos)
        days, rest = divmod(rest, DAY)
        hours, rest = divmod(rest, 3600 * SECOND)
        minutes, rest = divmod(rest, 60 * SECOND)
        seconds, nanos = divmod(rest, SECOND)
        fraction = f".{nanos:09}".rstrip("0") if nanos else ""
        time = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
        time += f"{seconds}{fraction}S" if seconds or nanos else ""
        if not days and not time:
            return "PT0S"
        return f"{sign}P{f'{days}D' if days else ''}{f'T{time}' if time else ''}"


@dataclass(frozen=True, slots=True, order=True)
class MonthsDuration:
    """A years and months duration, in months."""

    months: int

    def __str__(self) -> str:
        sign, (years, months) = ("-" if self.months < 0 else ""), divmod(abs(self.months), 12)
        text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        return f"{sign}P{text or '0M'}"


def make_date(year: int, month: int, day: int) -> Date | None:
    """A date, or None when there is no such day."""
    if not (abs(year) <= MAX_YEAR and 1 <= month <= 12 and 1 <= day <= days_in_month(year, month)):
        return None
    return Date(year, month, day)


def make_time(hour: int, minute: int, second: int, nano: int = 0, zone: Zone | None = None) -> Time | None:
    """A time of day, or None when there is no such time."""
    if not (0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= second <= 59):
        return None
    return Time(hour, minute, second, nano, zone)


def time_of_nanos(nanos: int, zone: Zone | None) -> Time:
    """The time of day, that many nanoseconds after midnight (modulo one day)."""
    seconds, nano = divmod(nanos % DAY, SECOND)
    return Time(seconds // 3600, seconds // 60 % 60, seconds % 60, nano, zone)


def add_months(date: Date, months: int) -> Date | None:
    """The same day some months later; the last day of a shorter month. None beyond the calendar."""
    years, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    if abs(years) > MAX_YEAR:
        return None
    return Date(years, month + 1, min(date.day, days_in_month(years, month + 1)))


def add_days(date: Date, days: int) -> Date | None:
    year, month, day = date_of(date.number + days)
    return Date(year, month, day) if abs(year) <= MAX_YEAR else None


def add_nanos(moment: DateTime, nanos: int) -> DateTime | None:
    """The moment some nanoseconds later on the time line; a region's clock is read anew."""
    zone = moment.time.zone
    instant = moment.instant + nanos
    offset = zone.offset_at_instant(instant // SECOND) if zone else 0
    days, rest = divmod(instant + offset * SECOND, DAY)
    year, month, day = date_of(days)
    return DateTime(Date(year, month, day), time_of_nanos(rest, zone)) if abs(year) <= MAX_YEAR else None


def midnight(date: Date, zone: Zone | None = UTC_ZONE) -> DateTime:
    """The start of a day, by default in UTC: how a date takes part where a date and time is asked for."""
    return DateTime(date, Time(0, 0, 0, 0, zone))


def from_python(value: py.date | py.time | py.timedelta) -> Date | Time | DateTime | DaysDuration:
    """FEEL's value of a standard library date, time, moment or span."""
    if isinstance(value, py.datetime):
        return DateTime(
            Date(value.year, value.month, value.day), _python_time(value.timetz(), value.utcoffset())
        )
    if isinstance(value, py.date):
        return Date(value.year, value.month, value.day)
    if isinstance(value, py.time):
        return _python_time(value, value.utcoffset())
    return DaysDuration(((value.days * 86_400 + value.seconds) * 1_000_000 + value.microseconds) * 1000)


def _python_time(value: py.time, offset: py.timedelta | None) -> Time:
    zone: Zone | None = None
    key = getattr(value.tzinfo, "key", None)
    if isinstance(key, str):
        zone = named_zone(key)
    if zone is None and offset is not None:
        zone = Zone(int(offset.total_seconds()))
    return Time(value.hour, value.minute, value.second, value.microsecond * 1000, zone)
