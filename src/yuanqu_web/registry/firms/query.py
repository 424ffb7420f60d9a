"""What the list of firms was asked for: read from the address, turned into one query paged by key."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Sum
from django.http import HttpRequest

from yuanqu_web.accounts.scope import EVERYTHING, Scope
from yuanqu_web.assessments.models import AssessmentRun, OutcomeRow
from yuanqu_web.lib.texts import can_be_kept
from yuanqu_web.registry.models import Enterprise, Origin
from yuanqu_web.registry.selectors import matching
from yuanqu_web.ui.preferences import preferences_of
from yuanqu_web.ui.tables import asked_sort

PAGE = 60
# Sort key of the address → column of the query. Nothing else is ever sorted by.
SORTS: Mapping[str, str] = {
    "name": "pinyin",
    "founded": "founded_on",
    "entitled": "now__entitled_fen",
    "revenue": "now__revenue_fen",
    "employees": "now__employees",
    "tax": "now__tax_fen",
    "tax_per_mu": "now__tax_per_mu_fen",
    "favoured": "now__favoured",
}
DEFAULT_SORT = "-entitled"
STATES = ("favoured", "not_yet", "no_data", "refused")


@dataclass(frozen=True, slots=True)
class FirmQuery:
    """`states`: (decision, state) pairs that must all hold. `after`: key of the last row seen."""

    text: str = ""
    origin: str = ""
    place: str = ""
    industry: str = ""
    cluster: str = ""
    indicator: str = ""
    states: tuple[tuple[str, str], ...] = ()
    sort: str = DEFAULT_SORT
    after: str = ""

    @property
    def column(self) -> str:
        return SORTS[self.sort.removeprefix("-")]


def read_query(request: HttpRequest) -> FirmQuery:
    """The query of an address; what isn't understood is left out."""
    get = request.GET
    origin = get.get("origin", "")
    pairs = (tuple(given.split(":", 1)) for given in get.getlist("state"))
    return FirmQuery(
        text=get.get("q", "")[:80].strip(),
        origin=origin if origin in Origin.values else "",
        place=preferences_of(request).place,
        industry=get.get("industry", "")[:60],
        cluster=get.get("cluster", "")[:60],
        indicator=get.get("indicator", "")[:60],
        states=tuple((pair[0], pair[1]) for pair in pairs if len(pair) == 2 and pair[1] in STATES),
        sort=asked_sort(request, tuple(SORTS), DEFAULT_SORT),
        after=get.get("after", "")[:400],
    )


def select(
    query: FirmQuery,
    run: AssessmentRun | None,
    behind: Sequence[str] | None = None,
    scope: Scope = EVERYTHING,
) -> QuerySet[Enterprise]:
    """Enterprises that match, with the figures of the run as `now`. `behind`: keys an indicator counts.
    `scope`: what the asker may see."""
    wanted = Q(dataset__is_current=True) & matching(query.text)
    for field in ("origin", "place", "industry", "cluster"):
        if value := getattr(query, field):
            wanted &= Q(**{field: value})
    if behind is not None:
        wanted &= Q(origin=Origin.SAMPLE, key__in=behind)
    run_id = run.id if run else UUID(int=0)
    found = scope.enterprises_in(Enterprise.objects.filter(wanted)).annotate(
        now=FilteredRelation("summaries", condition=Q(summaries__run=run_id))
    )
    for decision, state in query.states:
        found = found.filter(
            Exists(
                OutcomeRow.objects.filter(run=run_id, decision=decision, state=state, owner=OuterRef("pk"))
            )
        )
    return found


def page(found: QuerySet[Enterprise], query: FirmQuery, size: int | None = PAGE) -> Sequence[Enterprise]:
    """Rows after the key, one more than `size`; all of them for None. No data comes last in both directions."""
    falling = query.sort.startswith("-")
    order = F(query.column).desc(nulls_last=True) if falling else F(query.column).asc(nulls_last=True)
    rows = found.annotate(sorted_by=F(query.column)).order_by(order, "pk")
    for name in SUMMARY:
        rows = rows.annotate(**{f"now_{name}": F(f"now__{name}")})
    if size is None:
        return list(rows)
    if last := _read_key(query):
        rows = rows.filter(_beyond(query.column, falling, *last))
    return list(rows[: size + 1])


SUMMARY = (
    "entitled_fen",
    "revenue_fen",
    "employees",
    "tax_fen",
    "tax_per_mu_fen",
    "favoured",
    "no_data",
    "year",
)


def key_of(row: Enterprise) -> str:
    """The key that the next page starts after."""
    value = row.sorted_by  # type: ignore[attr-defined]
    plain = value.isoformat() if hasattr(value, "isoformat") else value
    return base64.urlsafe_b64encode(json.dumps([plain, str(row.pk)]).encode()).decode()


def _read_key(query: FirmQuery) -> tuple[str | int | date | None, UUID] | None:
    """None for a key that isn't one of this order: the list then starts at the top."""
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(query.after.encode()))
        match query.column, value:
            case "founded_on", str():
                return date.fromisoformat(value), UUID(pk)
            case "pinyin", str() if can_be_kept(value):
                return value, UUID(pk)
            case column, int() | None if column != "pinyin":
                return value, UUID(pk)
    except (ValueError, TypeError, AttributeError):
        pass
    return None


def _beyond(column: str, falling: bool, value: object, pk: UUID) -> Q:
    if value is None:
        return Q(**{f"{column}__isnull": True}, pk__gt=pk)
    further = Q(**{f"{column}__{'lt' if falling else 'gt'}": value})
    return further | Q(**{column: value}, pk__gt=pk) | Q(**{f"{column}__isnull": True})


@dataclass(frozen=True, slots=True)
class Sums:
    """Counts by origin, and sums over sample firms only."""

    sample: int
    published: int
    entitled_fen: int | None
    revenue_fen: int | None
    employees: int | None
    tax_fen: int | None


def sums(found: QuerySet[Enterprise]) -> Sums:
    sample = Q(origin=Origin.SAMPLE)
    row = found.aggregate(
        sample=Count("pk", filter=sample),
        published=Count("pk", filter=Q(origin=Origin.PUBLISHED)),
        entitled_fen=Sum("now__entitled_fen", filter=sample),
        revenue_fen=Sum("now__revenue_fen", filter=sample),
        employees=Sum("now__employees", filter=sample),
        tax_fen=Sum("now__tax_fen", filter=sample),
    )
    return Sums(**row)
