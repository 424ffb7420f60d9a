"""Reading returns: inboxes, lists for review by key, histories, and what a figure rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from yuanqu.facts import Field
from yuanqu.filing import closed_because
from yuanqu.filing.states import Reason
from yuanqu.values import Period
from yuanqu_web.accounts.scope import EVERYTHING, Scope
from yuanqu_web.filings.forms import Sheet, sheet_of, sheets
from yuanqu_web.filings.models import Collection, Filing, Notice, States
from yuanqu_web.filings.services import window_of
from yuanqu_web.filings.use import Purpose, require
from yuanqu_web.registry.models import Dataset, Enterprise, Origin
from yuanqu_web.registry.selectors import current_dataset
from yuanqu_web.returns.codec import Fact, restore
from yuanqu_web.returns.models import Return
from yuanqu_web.returns.selectors import ACCEPTED

PAGE = 50
OPEN = (States.DRAFT, States.RETURNED)


def dataset_in_use() -> Dataset | None:
    """The body of facts that returns belong to."""
    return current_dataset("own") or current_dataset(Origin.SAMPLE)


def collections(dataset: Dataset) -> list[Collection]:
    """Periods opened, the latest first: a few dozen a year."""
    return list(Collection.objects.filter(dataset=dataset).order_by("-start", "form")[:60])


def state_counts(kept: Sequence[Collection], scope: Scope) -> dict[UUID, dict[str, int]]:
    """Returns by state of these periods, inside of the scope. One query over their index."""
    rows = scope.filter(Filing.objects.filter(collection__in=kept), enterprise="enterprise", place="place")
    found: dict[UUID, dict[str, int]] = {one.pk: {} for one in kept}
    for id, state, count in rows.order_by().values_list("collection", "state").annotate(n=Count("pk")):
        found[id][state] = count
    return found


@dataclass(frozen=True, slots=True)
class Waiting:
    """A return that waits for the firm. `closed`: why it can't be filed now; `left`: working days to the due day."""

    filing: Filing
    closed: Reason | None
    overdue: bool
    left: int


def waiting_of(enterprises: Sequence[str], today: date) -> tuple[Waiting, ...]:
    """What firms have to do: returned first, then overdue, then by due day."""
    rows = (
        Filing.objects.select_related("collection", "enterprise")
        .filter(enterprise_id__in=enterprises, state__in=OPEN, collection__opens_on__lte=today)
        .order_by("-start")[:100]
    )
    found = []
    for filing in rows:
        due = filing.late_until or filing.collection.due_on
        calendar = sheet_of(filing.form).pack.calendar
        left = calendar.working_between(today, due)
        found.append(Waiting(filing, closed_because(window_of(filing), today), due < today, left))
    return tuple(sorted(found, key=lambda w: (w.filing.state != States.RETURNED, not w.overdue, w.left)))


def filed_of(enterprises: Sequence[str]) -> list[Filing]:
    """The last returns that firms have handed in."""
    rows = Filing.objects.select_related("collection", "enterprise").filter(enterprise_id__in=enterprises)
    return list(rows.exclude(state__in=OPEN).order_by("-start", "form")[:30])


def notices_of(enterprises: Sequence[str]) -> list[Notice]:
    rows = Notice.objects.select_related("filing").filter(enterprise_id__in=enterprises)
    return list(rows.order_by("-id")[:20])


def collection_of(dataset: Dataset, form: str, period: str) -> Collection | None:
    return Collection.objects.filter(dataset=dataset, form=form, period=period).first()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list for review is narrowed to. `clean`: nothing flagged; `after`: key of the last row seen."""

    state: str = ""
    place: str = ""
    clean: bool = False
    flagged: bool = False
    after: str = ""


def for_review(collection: Collection, scope: Scope, wanted: Wanted) -> QuerySet[Filing]:
    """Returns of a period in order of the firm's name. Served by an index whatever the size of the table."""
    rows = Filing.objects.filter(collection=collection)
    if wanted.state == "missing":
        rows = rows.filter(state__in=OPEN)
    elif wanted.state in States.values:
        rows = rows.filter(state=wanted.state)
    if wanted.place:
        rows = rows.filter(place=wanted.place)
    if wanted.clean:
        rows = rows.filter(flags=0)
    if wanted.flagged:
        rows = rows.filter(flags__gt=0)
    rows = scope.filter(rows, enterprise="enterprise", place="place")
    return rows.select_related("enterprise").order_by("order", "id")


def after_key(rows: QuerySet[Filing], key: str) -> QuerySet[Filing]:
    """Rows after a key `order|id`; from the top when it isn't one."""
    order, _bar, id = key.rpartition("|")
    try:
        last = UUID(id)
    except ValueError:
        return rows
    return rows.filter(Q(order__gt=order) | Q(order=order, id__gt=last))


def key_of(filing: Filing) -> str:
    return f"{filing.order}|{filing.pk}"


def next_for_review(filing: Filing, scope: Scope, state: str) -> Filing | None:
    """The next return of the same period in a state, in the order of the list; then from its top."""
    rows = for_review(filing.collection, scope, Wanted(state=state)).exclude(pk=filing.pk)
    return after_key(rows, key_of(filing)).first() or rows.first()


@dataclass(frozen=True, slots=True)
class Edition:
    """An accepted version of a firm's form and period, its values by field id."""

    row: Return
    values: Mapping[str, Fact]


def editions(
    enterprise: Enterprise, sheet_fields: Sequence[Field], form: str, period: str, purpose: Purpose
) -> tuple[Edition, ...]:
    """Every version that was accepted, the last first. NotForThis when asked to decide on the firm."""
    require(sheet_fields, purpose)
    rows = Return.objects.filter(enterprise=enterprise, form=form, period=period).order_by("-version")
    return tuple(Edition(row, {f.id: restore(f, row.values.get(f.id)) for f in sheet_fields}) for row in rows)


@dataclass(frozen=True, slots=True)
class Official:
    """A value that an office stated of a firm, beside what the firm states."""

    field: Field
    period: Period
    value: Fact
    accepted_at: date


def official_of(
    sheet: Sheet, enterprise: Enterprise, period: Period, purpose: Purpose
) -> tuple[Official, ...]:
    """What offices brought of the firm for the year of a period, each with its source; never mixed with its own returns."""
    returns = {one.form.id for one in sheets()}
    forms = {
        f.id: f for f in sheet.schema.forms_of("enterprise") if not f.is_register and f.id not in returns
    }
    year = period.start.year
    wanted = Q(form__in=[*forms, *([sheet.form.id] if sheet.beside else [])])
    rows = Return.objects.filter(
        wanted, enterprise=enterprise, start__gte=date(year - 1, 1, 1), start__lt=date(year + 1, 1, 1)
    ).order_by("version")
    last = {(row.form, row.period): row for row in rows}
    found = []
    for (form, text), row in sorted(last.items()):
        if row.state != ACCEPTED:
            continue
        brought = sheet.beside if form == sheet.form.id else sheet.schema.form_fields(forms[form])[1:]
        require(brought, purpose)
        for field in brought:
            value = restore(field, row.values.get(field.id))
            if value is not None:
                found.append(Official(field, Period.parse(text), value, row.accepted_at.date()))
    return tuple(found)


def returns_behind(
    dataset: Dataset, form: str, period: str, scope: Scope = EVERYTHING, after: str = "", size: int = PAGE
) -> list[Return]:
    """Accepted returns of one form and period, one page and one row more, by firm."""
    newer = Return.objects.filter(dataset=dataset, form=form, period=period)
    rows = newer.select_related("enterprise").order_by("enterprise_id", "-version")
    with suppress(ValueError):
        rows = rows.filter(enterprise_id__gt=UUID(after))
    rows = scope.filter(rows, enterprise="enterprise", place="enterprise__place")
    found: list[Return] = []
    seen: UUID | None = None
    for row in rows[: (size + 1) * 4]:  # several versions of a firm follow each other
        if row.enterprise_id != seen:
            seen = row.enterprise_id
            if row.state == ACCEPTED:
                found.append(row)
    return found[: size + 1]
