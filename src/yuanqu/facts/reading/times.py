"""Cells that hold dates and periods, in the ways in which people and spreadsheets write them."""

from __future__ import annotations

import re
from datetime import date, datetime

from yuanqu.facts.data import Value
from yuanqu.facts.folding import fold
from yuanqu.facts.reading.parser import Parser, Reject, show
from yuanqu.values import Period

_DATE = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})"
    r"|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))"
)
_PERIOD = re.compile(
    r"(\d{4})(?:年?|-(\d{1,2})(?:/(\d{1,2}))?|[./](\d{1,2})|(\d{2})|年(\d{1,2})(?:月?[-至](\d{1,2}))?月)"
)


class DateParser(Parser):
    def from_text(self, text: str, cell: str) -> Value:
        if match := _DATE.fullmatch(text.replace(" ", "")):
            year, month, day = (int(group) for group in match.groups() if group)
            try:
                return date(year, month, day)
            except ValueError:
                pass
        raise Reject("FACT-066", value=show(cell))

    def from_cell(self, cell: object) -> Value:
        if isinstance(cell, datetime) and cell.time() == cell.time().min:
            return cell.date()
        if isinstance(cell, date) and not isinstance(cell, datetime):
            return cell
        if isinstance(cell, float) and 19000101 <= cell <= 21991231 and cell.is_integer():
            return self.from_text(str(int(cell)), str(int(cell)))
        raise Reject("FACT-066", value=show(cell))


class PeriodParser(Parser):
    """Periods as text: "2013", "2014-09", "2014-01/02", also 2014年9月, 2014年1—2月 and dates that Excel made of them."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind
        self._known: dict[str, str] = {}

    def fold(self, cell: str) -> str:
        return fold(cell)

    def from_text(self, text: str, cell: str) -> Value:
        if text not in self._known:
            match = _PERIOD.fullmatch(text.replace(" ", ""))
            if match is None:
                raise Reject("FACT-077", value=show(cell))
            year, *months = (int(group) for group in match.groups() if group)
            try:
                period = Period.months(year, *months) if months else Period.year(year)
            except ValueError:
                raise Reject("FACT-077", value=show(cell)) from None
            self._known[text] = self._suited(period)
        return self._known[text]

    def from_cell(self, cell: object) -> Value:
        if isinstance(cell, date) and cell.day == 1:
            return self._suited(Period.months(cell.year, cell.month))
        return super().from_cell(cell)

    def _suited(self, period: Period) -> str:
        yearly = self._kind == "year"
        months = period.month_count
        merged = months == 2 and period.start.month == 1
        single = months == 1 and period.start.month > 2
        if period.is_year if yearly else merged or single:
            return str(period)
        kinds = ("年报", "yearly") if yearly else ("月报", "monthly")
        raise Reject("FACT-078", value=period, kind_zh=kinds[0], kind_en=kinds[1])
