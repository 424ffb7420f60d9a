"""Periods: date intervals [start, end). A month, merged January–February, January–September and a year
are only intervals. Written 2013, 2014-09, 2014-01/02 (merged months), 2014-01/09 (from January on)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from yuanqu.values.text import Language

_YEAR = re.compile(r"(\d{4})")
_MONTHS = re.compile(r"(\d{4})-(\d{2})(?:/(\d{2}))?")
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Whole months from `start` (included) to `end` (excluded), both first days of a month."""

    start: date
    end: date

    @classmethod
    def year(cls, year: int) -> Period:
        return cls(date(year, 1, 1), date(year + 1, 1, 1))

    @classmethod
    def months(cls, year: int, first: int, last: int | None = None) -> Period:
        """Months `first` to `last`, both included, of one year."""
        last = first if last is None else last
        if not 1 <= first <= last <= 12:
            raise ValueError(f"{year}-{first:02}/{last:02} is not a period")
        return cls(date(year, first, 1), date(year + last // 12, last % 12 + 1, 1))

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read "2013", "2014-09" or "2014-01/02". ValueError otherwise."""
        if match := _YEAR.fullmatch(text):
            return cls.year(int(match[1]))
        if match := _MONTHS.fullmatch(text):
            return cls.months(int(match[1]), int(match[2]), int(match[3]) if match[3] else None)
        raise ValueError(f"{text!r} is not a period: write 2013, 2014-09 or 2014-01/02")

    @property
    def last_day(self) -> date:
        return self.end - timedelta(days=1)

    @property
    def month_count(self) -> int:
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month

    @property
    def is_year(self) -> bool:
        return self.month_count == 12 and self.start.month == 1

    def __str__(self) -> str:
        if self.is_year:
            return f"{self.start.year}"
        first, last = self.start.month, self.last_day.month
        return f"{self.start.year}-{first:02}" + (f"/{last:02}" if last != first else "")

    def label(self, lang: Language) -> str:
        """As people write it: 2014年1—9月, Jan–Sep 2014."""
        year, first, last = self.start.year, self.start.month, self.last_day.month
        if self.is_year:
            return f"{year}年" if lang == "zh" else f"{year}"
        if lang == "zh":
            return f"{year}年{first}月" if first == last else f"{year}年{first}—{last}月"
        months = _NAMES[first - 1] if first == last else f"{_NAMES[first - 1]}–{_NAMES[last - 1]}"
        return f"{months} {year}"
