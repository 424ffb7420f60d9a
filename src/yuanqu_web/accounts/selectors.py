"""Reading accounts, organisations and the matrix of authority for the pages."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from yuanqu.powers import Act, Thing
from yuanqu.values import Text
from yuanqu_web.accounts.models import AuthorityRow, Organisation, OrganisationKind, PendingAct, Seat, User
from yuanqu_web.accounts.organisations import BESIDE
from yuanqu_web.accounts.wording import KIND_NAMES
from yuanqu_web.ui.language import said
from yuanqu_web.ui.navigation import Label


def place_names() -> list[tuple[str, Text]]:
    """Places of the pack in force besides the city itself; the application of policies says which (`place_names` of its
    AppConfig), for accounts lie below it."""
    return [
        found
        for config in apps.get_app_configs()
        if (provider := getattr(config, "place_names", ""))
        for found in import_string(provider)()
    ]


def places() -> list[tuple[str, str]]:
    """Places by id and name in the language of the page."""
    return [(id, said(name)) for id, name in place_names()]


def accounts(query: str, role: str, state: str) -> QuerySet[User]:
    """Accounts by login name or person; open seats and the second step come along."""
    rows = User.objects.order_by("username").prefetch_related(
        Prefetch(
            "seats", Seat.objects.filter(end__isnull=True).select_related("organisation"), to_attr="held"
        )
    )
    rows = rows.annotate(
        two_steps=Exists(Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP))
    )
    if query:
        rows = rows.filter(Q(username__icontains=query) | Q(name__icontains=query))
    if role:
        rows = rows.filter(Exists(Seat.objects.filter(user=OuterRef("pk"), role=role, end__isnull=True)))
    if state in ("open", "closed"):
        rows = rows.filter(is_active=state == "open")
    return rows


@dataclass
class Node:
    organisation: Organisation
    people: int
    kind: Label
    children: list[Node] = field(default_factory=list)


def tree() -> list[Node]:
    """Organisations of the tree with the number of seats in each; those beside it are found by search."""
    rows = Organisation.objects.exclude(kind__in=sorted(BESIDE)).order_by("name")
    rows = rows.annotate(people=Count("seats", filter=Q(seats__end__isnull=True)))
    nodes = {row.pk: Node(row, row.people, KIND_NAMES[OrganisationKind(row.kind)]) for row in rows}
    roots: list[Node] = []
    for row in nodes.values():
        above = nodes.get(row.organisation.parent_id) if row.organisation.parent_id else None
        (above.children if above else roots).append(row)
    order = {kind.value: i for i, kind in enumerate(OrganisationKind)}
    waiting = [roots]
    while waiting:
        level = waiting.pop()
        level.sort(key=lambda node: (order[node.organisation.kind], node.organisation.name))
        waiting.extend(node.children for node in level)
    return roots


def open_tree() -> list[Organisation]:
    """Open organisations of the tree, for choosing."""
    rows = Organisation.objects.filter(closed_on__isnull=True).exclude(kind__in=sorted(BESIDE))
    order = {kind.value: i for i, kind in enumerate(OrganisationKind)}
    return sorted(rows, key=lambda row: (order[row.kind], row.name))


def beside(query: str, limit: int = 30) -> list[Organisation]:
    """Enterprises, banks and institutes by name; the first ones when nothing is asked."""
    rows = Organisation.objects.filter(kind__in=sorted(BESIDE)).order_by("name")
    return list((rows.filter(name__icontains=query) if query else rows)[:limit])


@dataclass(frozen=True)
class MatrixLine:
    act: Act
    now: AuthorityRow | None
    later: tuple[AuthorityRow, ...]
    before: tuple[AuthorityRow, ...]


def matrix_lines(place: str, acts: list[Act]) -> list[MatrixLine]:
    """For each act the row in force today, those to come and those of the past."""
    day = timezone.localdate()
    by_act: dict[str, list[AuthorityRow]] = defaultdict(list)
    for row in AuthorityRow.objects.filter(place=place).order_by("start"):
        by_act[row.act].append(row)
    lines = []
    for act in acts:
        rows = by_act[act.value]
        now = [row for row in rows if row.start <= day and (row.end is None or day < row.end)]
        later = tuple(row for row in rows if row.start > day)
        before = tuple(row for row in rows if row.end is not None and row.end <= day)
        lines.append(MatrixLine(act, now[-1] if now else None, later, before))
    return lines


def matrix_sizes() -> dict[str, int]:
    """How many rows of each place's matrix are open."""
    rows = AuthorityRow.objects.filter(end__isnull=True).values_list("place").annotate(n=Count("id"))
    return dict(rows)


def find_user(id: UUID) -> User | None:
    return User.objects.filter(pk=id).first()


def find_pending(id: UUID) -> PendingAct | None:
    try:
        return PendingAct.objects.select_related("first").filter(pk=id).first()
    except ValidationError:
        return None


def account_thing(request: object, id: UUID, **_: object) -> Thing | None:
    """The account that an address names."""
    return Thing("account", str(id)) if User.objects.filter(pk=id).exists() else None


def organisation_thing(request: object, id: UUID, **_: object) -> Thing | None:
    """The organisation that an address names."""
    return Thing("organisation", str(id)) if Organisation.objects.filter(pk=id).exists() else None


def matrix_thing(request: object, place: str, **_: object) -> Thing | None:
    """A place's matrix."""
    known = {id for id, _name in places()}
    return Thing("authority", place, place=place) if place in known else None


def row_thing(request: object, place: str, act: str, **_: object) -> Thing | None:
    """One act of a place's matrix."""
    found = matrix_thing(request, place)
    known = {each.value for each in Act}
    return Thing("authority", f"{place}/{act}", place=place) if found and act in known else None


def pending_thing(request: object, id: UUID, **_: object) -> Thing | None:
    """What waits for a signature."""
    pending = find_pending(id)
    return Thing("signature", str(id), pending.place, pending.enterprise) if pending else None
