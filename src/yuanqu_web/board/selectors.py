"""Reading: how the targets stand on a day, published figures and sample figures apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.http import HttpRequest

from yuanqu.indicators.model import Standing
from yuanqu.packs.model import Pack
from yuanqu_web.board.codec import from_json
from yuanqu_web.board.models import StandingRow, StandingSet
from yuanqu_web.policies.selectors import current_pack


@dataclass(frozen=True, slots=True)
class Standings:
    """By target id. The two origins never meet in one figure. `key`: which computation they are of; empty for none."""

    as_of: date
    published: Mapping[str, Standing]
    sample: Mapping[str, Standing]
    stored: bool = True
    key: str = ""


def stored_dates(pack: Pack) -> list[date]:
    """Days for which standings are kept, newest first."""
    days = StandingSet.objects.filter(pack=pack.digest).order_by().values_list("as_of", flat=True).distinct()
    return sorted(days, reverse=True)


def asked_date(request: HttpRequest) -> date | None:
    """`?as_of=` of the address, if it is a date."""
    try:
        return date.fromisoformat(request.GET.get("as_of", ""))
    except ValueError:
        return None


def shown_date(request: HttpRequest) -> date:
    """The day that pages speak of: the one asked for if it is kept, else the newest kept, else the pack's own."""
    pack = current_pack()
    days = stored_dates(pack)
    asked = asked_date(request)
    return asked if asked in days else days[0] if days else pack.identity.as_of


def standings_on(pack: Pack, day: date) -> Standings:
    """The newest computation for a day; empty when there is none."""
    kept = StandingSet.objects.filter(pack=pack.digest, as_of=day).values_list("id", "stored_at").first()
    if kept is None:
        return Standings(day, {}, {}, stored=False)
    return _read(kept[0], kept[1].isoformat(), day)


@lru_cache(maxsize=8)
def _read(set_id: int, stored_at: str, day: date) -> Standings:
    rows = StandingRow.objects.filter(set_id=set_id)
    found = [from_json(row.body) for row in rows]
    return Standings(
        as_of=day,
        published={s.target: s for s in found if s.origin == "published"},
        sample={s.target: s for s in found if s.origin == "sample"},
        key=f"{set_id} {stored_at}",
    )
