"""Words of the firm pages that stand for the library's own terms."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from yuanqu.packs.model import Pack
from yuanqu.values import convert
from yuanqu_web.registry.models import Enterprise
from yuanqu_web.ui import numbers
from yuanqu_web.ui.language import language, said

Named = "places", "industries", "clusters"


def place_name(pack: Pack, id: str) -> str:
    return said(pack.places[id].name) if id in pack.places else id


def industry_name(pack: Pack, id: str) -> str:
    return said(pack.industries[id].name) if id in pack.industries else id


def cluster_name(pack: Pack, id: str) -> str:
    return said(pack.clusters[id].name) if id in pack.clusters else id


def firm_name(enterprise: Enterprise) -> str:
    """The name in the language of the page where there is one in English."""
    return enterprise.name_en if language() == "en" and enterprise.name_en else enterprise.name


def value_text(kind: str, value: object, unit: str = "") -> str:
    """A FEEL value kept as JSON, as people read it."""
    if value is None:
        return numbers.NOTHING
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if kind in ("ratio", "money", "number") or isinstance(value, int):
        number = _decimal(value)
        if number is None:
            return str(value)
        if kind == "ratio" or unit == "%":
            return numbers.percent(number if unit != "%" else number / 100, None)
        return numbers.with_unit(number, unit or "1", language())
    if isinstance(value, list):
        stop = "、" if language() == "zh" else ", "
        return stop.join(value_text("", item) for item in value)
    return str(value)


def in_shown_unit(value: Decimal, unit: str | None, shown: str | None) -> tuple[Decimal, str]:
    """A fact in the unit people read."""
    if unit and shown and unit != shown:
        return convert(value, unit, shown), shown
    return value, unit or ""


def _decimal(value: object) -> Decimal | None:
    try:
        return Decimal(str(value))
    except ArithmeticError:
        return None
