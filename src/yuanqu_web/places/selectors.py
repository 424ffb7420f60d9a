"""Reading what is known of each place: firms, their revenue, what decisions come to, and its roles in the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.db.models import Count, Q, Sum

from yuanqu.packs.model import Pack, Place
from yuanqu_web.assessments.models import AssessmentRun, EnterpriseSummary, OutcomeRow
from yuanqu_web.registry.models import Enterprise, Origin


@dataclass(frozen=True, slots=True)
class DecisionAt:
    """One decision over the subjects of a place. `fen` None: not money."""

    decision: str
    favoured: int
    not_yet: int
    no_data: int
    fen: int | None


@dataclass(frozen=True, slots=True)
class PlaceFigures:
    """Sample figures of a place, and apart from them how many published firms lie there.

    `entitled_fen`: decisions settled by the text or a reading. `year`: of revenue and tax.
    """

    place: Place
    firms: int
    published: int
    year: str
    revenue_fen: int | None
    tax_fen: int | None
    entitled_fen: int | None
    decisions: tuple[DecisionAt, ...]

    def focuses(self, clause: str) -> list[str]:
        return [focus.id for focus in self.place.focuses if focus.clause == clause]


def places(pack: Pack, run: AssessmentRun | None) -> list[PlaceFigures]:
    """Every place below the city, in the pack's order."""
    published = _published()
    sums = _sums(run.pk) if run else {}
    decisions = _decisions(run.pk) if run else {}
    return [
        _figures(
            pack,
            place,
            sums.get(place.id, {}),
            published.get(place.id, 0),
            _in_order(pack, decisions.get(place.id, {})),
        )
        for place in pack.places.values()
        if place.kind != "city"
    ]


def _figures(
    pack: Pack, place: Place, sums: Mapping[str, object], published: int, decisions: tuple[DecisionAt, ...]
) -> PlaceFigures:
    money = [
        one.fen
        for one in decisions
        if one.fen is not None and pack.decisions[one.decision].status != "sample"
    ]

    def whole(name: str) -> int | None:
        value = sums.get(name)
        return value if isinstance(value, int) else None

    return PlaceFigures(
        place=place,
        firms=whole("firms") or 0,
        published=published,
        year=str(sums.get("year") or ""),
        revenue_fen=whole("revenue"),
        tax_fen=whole("tax"),
        entitled_fen=sum(money) if money else None,
        decisions=decisions,
    )


def _published() -> Mapping[str, int]:
    rows = Enterprise.objects.filter(origin=Origin.PUBLISHED, dataset__is_current=True).exclude(place="")
    return dict(rows.values("place").annotate(n=Count("pk")).values_list("place", "n"))


@lru_cache(maxsize=8)
def _sums(run: UUID) -> Mapping[str, Mapping[str, object]]:
    """Sums of a run by place. A run, once stored, does not change."""
    rows = (
        EnterpriseSummary.objects.filter(run=run)
        .values("enterprise__place", "year")
        .annotate(firms=Count("pk"), revenue=Sum("revenue_fen"), tax=Sum("tax_fen"))
    )
    return {row["enterprise__place"]: row for row in rows}


@lru_cache(maxsize=8)
def _decisions(run: UUID) -> Mapping[str, Mapping[str, DecisionAt]]:
    """Counts and money of a run by place and decision."""
    rows = (
        OutcomeRow.objects.filter(run=run)
        .values("place", "decision")
        .annotate(
            favoured=Count("pk", filter=Q(state="favoured")),
            not_yet=Count("pk", filter=Q(state="not_yet")),
            no_data=Count("pk", filter=Q(state="no_data")),
            money=Sum("fen"),
        )
    )
    found: dict[str, dict[str, DecisionAt]] = {}
    for row in rows:
        id = row["decision"]
        at = DecisionAt(id, row["favoured"], row["not_yet"], row["no_data"], row["money"])
        found.setdefault(row["place"], {})[id] = at
    return found


def _in_order(pack: Pack, by_id: Mapping[str, DecisionAt]) -> tuple[DecisionAt, ...]:
    return tuple(by_id[id] for id in pack.decisions if id in by_id)
