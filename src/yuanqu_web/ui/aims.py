"""What a target asks for, in a few characters: ≥ 50 %，到 2016 年."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from yuanqu.indicators import Target
from yuanqu_web.ui.language import language
from yuanqu_web.ui.numbers import THIN, shown_in, with_unit

SIGNS = {">=": "≥", ">": ">", "<=": "≤", "<": "<", "about": "≈"}


def aim(target: Target, money: str = "auto") -> str:
    """The comparison and the value, money in the reader's unit."""
    value, symbol = shown_in(target.value, target.unit, money)
    return f"{SIGNS[target.comparison]}{THIN}{with_unit(value, symbol, language())}"


def due(day: date | None) -> str:
    """The due year, or the day when it is not the last of a year; "no date set" for none."""
    if day is None:
        return _("未定期限")
    if (day.month, day.day) == (12, 31):
        return _("到 %(year)s 年底") % {"year": day.year}
    return day.isoformat()
