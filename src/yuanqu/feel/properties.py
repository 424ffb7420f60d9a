"""Properties reached by a path: of contexts, dates, times, durations and ranges; over a list, of each item."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from yuanqu.feel.calendar import weekday
from yuanqu.feel.run import Fault
from yuanqu.feel.temporal import SECOND, Date, DateTime, DaysDuration, MonthsDuration, Time
from yuanqu.feel.values import FeelRange, Value, type_name

_Getter = Callable[[Value], Value]


def _offset(value: Time | DateTime) -> DaysDuration | None:
    if isinstance(value, DateTime):
        return DaysDuration(value.offset * SECOND) if value.time.zone else None
    if value.zone is None:
        return None
    return DaysDuration(value.zone.offset_at_local(10957, value.of_day // SECOND) * SECOND)


def _zone(time: Time) -> str | None:
    return time.zone.name or None if time.zone else None


def _part(value: Value, size: int, wrap: int = 0) -> Decimal:
    whole, sign = abs(value.nanos) // (size * SECOND), -1 if value.nanos < 0 else 1
    return Decimal(sign * (whole % wrap if wrap else whole))


def _seconds(value: Value) -> Decimal:
    sign, rest = (-1 if value.nanos < 0 else 1), abs(value.nanos) % (60 * SECOND)
    whole, nanos = divmod(rest, SECOND)
    return sign * (Decimal(whole) + Decimal(nanos).scaleb(-9)) if nanos else Decimal(sign * whole)


def _years(value: Value) -> Decimal:
    return Decimal(abs(value.months) // 12 * (-1 if value.months < 0 else 1))


def _months(value: Value) -> Decimal:
    return Decimal(abs(value.months) % 12 * (-1 if value.months < 0 else 1))


_DATE: dict[str, _Getter] = {
    "year": lambda d: Decimal(d.year),
    "month": lambda d: Decimal(d.month),
    "day": lambda d: Decimal(d.day),
    "weekday": lambda d: Decimal(weekday(d.number)),
}
_TIME: dict[str, _Getter] = {
    "hour": lambda t: Decimal(t.hour),
    "minute": lambda t: Decimal(t.minute),
    "second": lambda t: Decimal(t.second),
}


def _of_part(part: str, getter: _Getter) -> _Getter:
    return lambda value: getter(getattr(value, part))


PROPERTIES: dict[type, dict[str, _Getter]] = {
    Date: _DATE,
    Time: {**_TIME, "time offset": _offset, "timezone": _zone},
    DateTime: {
        **{name: _of_part("date", getter) for name, getter in _DATE.items()},
        **{name: _of_part("time", getter) for name, getter in _TIME.items()},
        "time offset": _offset,
        "timezone": lambda m: _zone(m.time),
    },
    DaysDuration: {
        "days": lambda d: _part(d, 86_400),
        "hours": lambda d: _part(d, 3600, 24),
        "minutes": lambda d: _part(d, 60, 60),
        "seconds": _seconds,
    },
    MonthsDuration: {"years": _years, "months": _months},
    FeelRange: {
        "start": lambda r: r.low,
        "end": lambda r: r.high,
        "start included": lambda r: r.low_included,
        "end included": lambda r: r.high_included,
    },
}
NAMES = sorted({name for table in PROPERTIES.values() for name in table})


def property_of(value: Value, name: str) -> Value:
    """The property; Fault when the value has none of that name."""
    if type(value) is list:
        return [_of_item(item, name) for item in value]
    return _of_one(value, name)


def _of_item(item: Value, name: str) -> Value:
    try:
        return _of_one(item, name)
    except Fault:
        return None


def _of_one(value: Value, name: str) -> Value:
    if type(value) is dict:
        if name in value:
            return value[name]
        raise Fault("FEEL-107", name=name, found="context")
    getter = PROPERTIES.get(type(value), {}).get(name)
    if getter is None:
        raise Fault("FEEL-107", name=name, found=type_name(value))
    return getter(value)
