"""What a register's list was asked for: read from the address, turned into one query paged by key."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest

from yuanqu.facts import Field
from yuanqu_web.accounts.scope import Scope
from yuanqu_web.lib.texts import can_be_kept
from yuanqu_web.registers.models import Entry, EntryState, EntryValue
from yuanqu_web.registers.shape import Shape
from yuanqu_web.registry.models import Dataset
from yuanqu_web.registry.spelling import fold
from yuanqu_web.ui.tables import asked_sort

PAGE = 60
_FIXED = {"name": "pinyin", "key": "key", "changed": "changed_at"}


@dataclass(frozen=True, slots=True)
class ListQuery:
    """`chosen`: value by field of the filters in force. `state`: in_force, ended or "" for both. `per`: an enterprise's
    entries only. `after`: key of the last row seen."""

    text: str = ""
    state: str = EntryState.IN_FORCE
    chosen: Mapping[str, str] = field(default_factory=dict)
    sort: str = "name"
    after: str = ""

    @property
    def narrowed(self) -> bool:
        return bool(self.text or self.chosen or self.state != EntryState.IN_FORCE)


def filter_fields(shape: Shape) -> tuple[Field, ...]:
    """The fields a list can be narrowed by: choices and yes/no."""
    return tuple(f for f in shape.values if f.type.kind in ("choice", "boolean"))


def sort_keys(shape: Shape) -> tuple[str, ...]:
    """The only keys a list is ever sorted by."""
    return (*_FIXED, *(f.id for f in shape.values if f.type.is_number or f.type.kind == "date"))


def read_query(request: HttpRequest, shape: Shape) -> ListQuery:
    """What isn't understood is left out."""
    get = request.GET
    state = get.get("state", EntryState.IN_FORCE)
    chosen = {f.id: get.get(f.id, "")[:120] for f in filter_fields(shape) if get.get(f.id)}
    return ListQuery(
        text=get.get("q", "")[:80].strip(),
        state=state if state in EntryState.values else "",
        chosen=chosen,
        sort=asked_sort(request, sort_keys(shape), "name"),
        after=get.get("after", "")[:400],
    )


def matching(text: str) -> Q:
    """Entries whose name, number, pinyin or initials hold each word, or that belong to such an enterprise's code."""
    found = Q()
    for word in text.split():
        folded = fold(word)
        if not folded:
            continue
        hit = Q(title__icontains=word) | Q(key__icontains=word)
        hit |= Q(enterprise__name__icontains=word)
        if folded.isascii():
            hit |= Q(pinyin__contains=folded) | Q(initials__contains=folded) | Q(key__icontains=folded)
            hit |= Q(enterprise__code__icontains=folded) | Q(enterprise__initials__contains=folded)
        found &= hit
    return found


def select(dataset: Dataset, shape: Shape, query: ListQuery, scope: Scope) -> QuerySet[Entry]:
    """Entries that match and that the asker may see."""
    wanted = Q(dataset=dataset, form=shape.form.id) & matching(query.text)
    if query.state:
        wanted &= Q(state=query.state)
    rows = scope.filter(Entry.objects.filter(wanted), enterprise="enterprise", place="place")
    for id, value in query.chosen.items():
        rows = rows.filter(Exists(EntryValue.objects.filter(entry=OuterRef("pk"), field=id, text=value)))
    return rows


def page(rows: QuerySet[Entry], shape: Shape, query: ListQuery, size: int | None = PAGE) -> Sequence[Entry]:
    """Rows after the key, one more than `size`; all for None. What has no value comes last in both directions."""
    name = query.sort.removeprefix("-")
    falling = query.sort.startswith("-")
    if column := _FIXED.get(name):
        rows = rows.annotate(sorted_by=F(column))
    else:
        value = "number" if shape.field(name).type.is_number else "text"
        own = EntryValue.objects.filter(entry=OuterRef("pk"), field=name)
        rows = rows.annotate(sorted_by=Subquery(own.values(value)[:1]))
    order = F("sorted_by").desc(nulls_last=True) if falling else F("sorted_by").asc(nulls_last=True)
    rows = rows.select_related("enterprise").order_by(order, "pk")
    if size is None:
        return list(rows)
    if last := _read_key(query, name, is_number=name not in _FIXED and shape.field(name).type.is_number):
        rows = rows.filter(_beyond(falling, *last))
    return list(rows[: size + 1])


def key_of(row: Entry) -> str:
    """The key that the next page starts after."""
    value = row.sorted_by  # type: ignore[attr-defined]
    plain = value.isoformat() if isinstance(value, datetime) else value
    return base64.urlsafe_b64encode(json.dumps([plain, str(row.pk)]).encode()).decode()


def _read_key(query: ListQuery, name: str, *, is_number: bool) -> tuple[object, UUID] | None:
    """None for a key that isn't one of this order: the list then starts at the top."""
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(query.after.encode()))
        if name == "changed":
            value = datetime.fromisoformat(value)
        fits = isinstance(value, int) if is_number else isinstance(value, str) and can_be_kept(value)
        return (value, UUID(pk)) if fits or value is None or isinstance(value, datetime) else None
    except (ValueError, TypeError, AttributeError):
        return None


def _beyond(falling: bool, value: object, pk: UUID) -> Q:
    if value is None:
        return Q(sorted_by__isnull=True, pk__gt=pk)
    further = Q(**{f"sorted_by__{'lt' if falling else 'gt'}": value})
    return further | Q(sorted_by=value, pk__gt=pk) | Q(sorted_by__isnull=True)
