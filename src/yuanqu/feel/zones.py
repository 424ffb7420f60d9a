"""Zones of times: a fixed offset from UTC, or a name of the time-zone database."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from yuanqu.feel.calendar import date_of

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

MAX_OFFSET = 18 * 3600
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Zone:
    """`offset` in seconds east of UTC, or the `name` of a region."""

    offset: int = 0
    name: str = ""

    def offset_at_local(self, day: int, second: int) -> int:
        """Offset in force at a local day number and second of the day."""
        if not self.name:
            return self.offset
        return _seconds(_moment(day, second).replace(tzinfo=_region(self.name)))

    def offset_at_instant(self, seconds: int) -> int:
        """Offset in force at an instant, in seconds since 1970-01-01 UTC."""
        if not self.name:
            return self.offset
        from datetime import UTC

        moment = _moment(*divmod(seconds, _DAY)).replace(tzinfo=UTC)
        return _seconds(moment.astimezone(_region(self.name)))

    def __str__(self) -> str:
        if self.name:
            return f"@{self.name}"
        if self.offset == 0:
            return "Z"
        sign, rest = ("-" if self.offset < 0 else "+"), abs(self.offset)
        text = f"{sign}{rest // 3600:02}:{rest // 60 % 60:02}"
        return text + (f":{rest % 60:02}" if rest % 60 else "")


UTC_ZONE = Zone()


def named_zone(name: str) -> Zone | None:
    """The zone of a region's name; None when the time-zone database has no such region."""
    return Zone(name=name) if _known(name) else None


@cache
def _names() -> frozenset[str]:
    from zoneinfo import available_timezones

    return frozenset(available_timezones())


@cache
def _region(name: str) -> ZoneInfo:
    from zoneinfo import ZoneInfo

    return ZoneInfo(name)


def _known(name: str) -> bool:
    if name not in _names():
        return False
    try:
        _region(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _moment(day: int, second: int) -> datetime:
    """A Python moment; years that Python lacks are moved by whole cycles of 400 years, or to year 1."""
    from datetime import datetime, timedelta

    year = date_of(day)[0]
    if year > 9998:
        day -= ((year - 9000) // 400 + 1) * 146_097
    elif year < 2:
        day -= (year - 2) // 400 * 146_097
    return datetime(1970, 1, 1) + timedelta(days=day, seconds=second)  # noqa: DTZ001 - zone set by the caller


def _seconds(moment: datetime) -> int:
    offset = moment.utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0
