"""Opening a form for a period, setting its due day, locking it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import F

from yuanqu.filing import due_day, opening_day, periods_of_year
from yuanqu.filing.states import long_enough
from yuanqu.record import By
from yuanqu.values import Period
from yuanqu_web.audit.services import record
from yuanqu_web.filings.forms import sheet_of
from yuanqu_web.filings.models import Collection, Filing, States
from yuanqu_web.jobs.services import enqueue
from yuanqu_web.lib.conflicts import Conflict
from yuanqu_web.lib.retries import atomic_write
from yuanqu_web.registry.models import Dataset, Enterprise
from yuanqu_web.returns.models import Return
from yuanqu_web.returns.selectors import ACCEPTED

BATCH = 500


class BadPeriod(ValueError):  # noqa: N818 - what is wrong
    """The form isn't filed for such a period, or the days given contradict each other."""


@atomic_write
def open_period(
    *,
    dataset: Dataset,
    form: str,
    period: Period,
    by: By,
    opens_on: date | None = None,
    due_on: date | None = None,
) -> Collection:
    """Open a form for a period; its returns are made by a job. Opened already: what stands is given back.

    Without days the form's own rule and the official calendar say when. BadPeriod for a period the form doesn't have.
    """
    sheet = sheet_of(form)
    if period not in periods_of_year(sheet.head.frequency, period.start.year):
        raise BadPeriod(str(period))
    by_rule = due_day(period, sheet.head.due, sheet.pack.calendar)
    opens, due = opens_on or opening_day(period), due_on or by_rule.day
    if due < opens:
        raise BadPeriod(f"{opens} – {due}")
    kept, new = Collection.objects.get_or_create(
        dataset=dataset,
        form=form,
        period=str(period),
        defaults={
            "start": period.start,
            "end": period.end,
            "opens_on": opens,
            "due_on": due,
            "due_unknown": list(by_rule.unknown) if due_on is None else [],
            "extended": due_on is not None and due_on != by_rule.day,
        },
    )
    if new:
        after = {
            "form": form,
            "period": str(period),
            "opens_on": opens.isoformat(),
            "due_on": due.isoformat(),
        }
        record(by=by, action="period.open", kind="collection", id=str(kept.pk), before=None, after=after,
               release=sheet.pack.digest)  # fmt: skip
        enqueue(kind="filings.open", arguments={"collection": str(kept.pk)})
    return kept


@atomic_write
def set_due(*, id: UUID, version: int, due_on: date, by: By, reason: str) -> Collection:
    """Another due day, with a reason."""
    kept = Collection.objects.get(pk=id)
    if due_on < kept.opens_on or not long_enough(reason):
        raise BadPeriod(str(due_on))
    before = {"due_on": kept.due_on.isoformat()}
    _set(kept, version, due_on=due_on, extended=True, due_unknown=[])
    record(by=by, action="period.due", kind="collection", id=str(id), before=before,
           after={"due_on": due_on.isoformat()}, reason=reason)  # fmt: skip
    return kept


@atomic_write
def lock(*, id: UUID, version: int, locked: bool, by: By, reason: str) -> Collection:
    """Lock or unlock a period for all firms, with a reason."""
    kept = Collection.objects.get(pk=id)
    if not long_enough(reason):
        raise BadPeriod(reason)
    before = {"locked": kept.locked}
    _set(kept, version, locked=locked, lock_reason=reason if locked else "")
    record(by=by, action="period.lock" if locked else "period.unlock", kind="collection", id=str(id),
           before=before, after={"locked": locked}, reason=reason)  # fmt: skip
    return kept


def _set(kept: Collection, version: int, **changes: object) -> None:
    if not Collection.objects.filter(pk=kept.pk, version=version).update(version=F("version") + 1, **changes):
        raise Conflict("collection", str(kept.pk), changes, {})
    kept.refresh_from_db()


def make_filings(collection: Collection, after: UUID | None = None) -> UUID | None:
    """Make the next few hundred returns of a period; the last firm done, or None at the end.

    Repeatable: a firm that has its return keeps it. Where a version was accepted before the period was opened here,
    the return starts as accepted.
    """
    firms = Enterprise.objects.filter(dataset_id=collection.dataset_id).order_by("pk")
    if after is not None:
        firms = firms.filter(pk__gt=after)
    part = list(firms[:BATCH])
    if not part:
        return None
    held = set(
        Return.objects.filter(
            dataset_id=collection.dataset_id,
            form=collection.form,
            period=collection.period,
            state=ACCEPTED,
            enterprise__in=part,
        ).values_list("enterprise_id", flat=True)
    )
    Filing.objects.bulk_create(
        [
            Filing(
                collection=collection,
                enterprise=firm,
                form=collection.form,
                period=collection.period,
                start=collection.start,
                place=firm.place,
                order=firm.pinyin[:120],
                state=States.ACCEPTED if firm.pk in held else States.DRAFT,
                started=firm.pk in held,
            )
            for firm in part
        ],
        ignore_conflicts=True,
        batch_size=BATCH,
    )
    Collection.objects.filter(pk=collection.pk).update(made_until=part[-1].pk)
    return part[-1].pk
