"""Reading enterprises: search by name, code, pinyin and initials."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q

from yuanqu_web.accounts.scope import EVERYTHING, Scope
from yuanqu_web.registry.models import Dataset, Enterprise, EnterpriseCode, Origin, PublishedFigure
from yuanqu_web.registry.spelling import fold


def matching(text: str) -> Q:
    """Enterprises whose name, code, pinyin or initials hold the text. Empty text matches all.

    Several words must each match: "贵溪 铜业", "guixi ty".
    """
    found = Q()
    for word in text.split():
        folded = fold(word)
        if not folded:
            continue
        hit = Q(name__icontains=word) | Q(name__icontains=folded) | Q(name_en__icontains=folded)
        if folded.isascii():
            hit |= Q(code__icontains=folded) | Q(pinyin__contains=folded) | Q(initials__contains=folded)
        found &= hit
    return found


def current_dataset(origin: Origin | str) -> Dataset | None:
    """The data set in use of an origin."""
    return Dataset.objects.filter(origin=origin, is_current=True).first()


def enterprise(id: UUID) -> Enterprise:
    """Enterprise.DoesNotExist for an unknown id."""
    return Enterprise.objects.select_related("dataset").get(pk=id)


def by_code(value: str, day: date) -> tuple[Enterprise, ...]:
    """Those that bore a code on a day. None or two is for the caller to report; names are never looked up."""
    dated = EnterpriseCode.objects.filter(
        Q(start__isnull=True) | Q(start__lte=day), Q(end__isnull=True) | Q(end__gt=day), value=value
    )
    return tuple(Enterprise.objects.filter(codes__in=dated).distinct().order_by("pinyin"))


def quick_search(text: str, limit: int = 8, scope: Scope = EVERYTHING) -> tuple[Enterprise, ...]:
    """The first matches of a few letters within a scope, those that begin with them first."""
    if not text.strip():
        return ()
    found = scope.enterprises_in(Enterprise.objects.filter(matching(text))).order_by("pinyin")[: limit * 4]
    folded = fold(text)
    begins = [e for e in found if e.name.startswith(text.strip()) or e.initials.startswith(folded)]
    rest = [e for e in found if e not in begins]
    return tuple([*begins, *rest][:limit])


def published_figures(enterprise: Enterprise) -> tuple[PublishedFigure, ...]:
    return tuple(PublishedFigure.objects.filter(enterprise=enterprise).order_by("position"))
