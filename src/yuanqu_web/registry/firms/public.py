"""Published figures of a named firm, worded in the language of the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from yuanqu.values import Period
from yuanqu_web.assessments.words import number_text
from yuanqu_web.registry.models import Enterprise, PublishedFigure
from yuanqu_web.ui import numbers
from yuanqu_web.ui.language import language


@dataclass(frozen=True, slots=True)
class PublicFigure:
    """One published figure as it is read. `mirror`: the address only republishes the source."""

    measure: str
    note: str
    period: str
    value: str
    growth: str
    source: str
    url: str
    published: str
    mirror: bool


@dataclass(frozen=True, slots=True)
class About:
    """What the report says of the firm itself."""

    located: str
    note: str
    source: str


def public_figures(figures: tuple[PublishedFigure, ...], money: str) -> Iterator[PublicFigure]:
    zh = language() == "zh"
    bounds = {"above": _("超过 %s"), "below": _("不足 %s"), "about": _("约 %s")}
    for one in figures:
        text = number_text(Decimal(one.value), one.unit or "1", money=money)
        yield PublicFigure(
            measure=one.measure_zh if zh else one.measure_en,
            note=one.note_zh if zh else one.note_en,
            period=Period.parse(one.period).label(language()) if one.period else _("未注明"),
            value=bounds[one.bound] % text if one.bound in bounds else text,
            growth=_growth(one.growth),
            source=str(one.source.get(language()) or ""),
            url=str(one.source.get("url") or ""),
            published=str(one.source.get("published") or ""),
            mirror=bool(one.source.get("mirror")),
        )


def about(enterprise: Enterprise) -> About | None:
    found = enterprise.about
    return (
        About(_said(found.get("located")), _said(found.get("note")), _said(found.get("source")))
        if found
        else None
    )


def _said(text: Mapping[str, str] | None) -> str:
    return text.get(language(), "") if text else ""


def _growth(growth: Mapping[str, object] | None) -> str:
    if not growth or growth.get("yoy") is None:
        return ""
    share = numbers.signed(Decimal(str(growth["yoy"])) * 100, 2).rstrip("0").rstrip(".") + f"{numbers.THIN}%"
    return _("同比 %s（可比价）") % share if growth.get("real") else _("同比 %s") % share
