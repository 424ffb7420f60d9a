"""Notices inside the system: returned, unlocked, reminders before the due day, and chasing all that are missing.

There is no adapter for e-mail or text messages yet; the pages that send notices say so.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from yuanqu.record import SYSTEM, By
from yuanqu_web.audit.services import record
from yuanqu_web.filings.models import Collection, Filing, Notice, States
from yuanqu_web.lib.retries import atomic_write

REMIND = (3, 1, 0)
"""Working days before the due day on which firms that haven't submitted are reminded, the furthest first."""
BATCH = 500


def tell(*, filing: Filing, kind: str, reason: str, by: By) -> None:
    """Tell the firm of one return. Within the transaction of what it tells."""
    Notice.objects.get_or_create(
        once=f"{kind}:{filing.pk}:{filing.version}",
        defaults={
            "enterprise_id": filing.enterprise_id,
            "filing": filing,
            "kind": kind,
            "reason": reason,
            "by_name": by.name,
            "at": timezone.now(),
        },
    )


def missing(collection: Collection) -> QuerySet[Filing]:
    """Returns of a period that the firm hasn't submitted."""
    return Filing.objects.filter(collection=collection, state__in=(States.DRAFT, States.RETURNED))


@atomic_write
def chase(*, collection: Collection, filings: QuerySet[Filing], by: By, today: date | None = None) -> int:
    """Chase the firms of these returns, once a day each; the number told now. One entry in the record."""
    told = _tell_all(filings, "chase", by.name, (today or timezone.localdate()).isoformat())
    if told:
        record(
            by=by,
            action="return.chase",
            kind="collection",
            id=str(collection.pk),
            before=None,
            after={"form": collection.form, "period": collection.period, "told": told},
        )
    return told


@atomic_write
def remind(*, day: date | None = None) -> int:
    """Remind firms of returns that fall due soon; called by the daily job. Each reminder is given once for a due day:
    one missed while nothing ran is made up for, and of several missed only the last is given."""
    from yuanqu_web.policies.selectors import current_pack

    day = day or timezone.localdate()
    calendar, told = current_pack().calendar, 0
    for collection in Collection.objects.filter(due_on__gte=day, due_on__lte=day + timedelta(days=15)):
        reached = _reached(calendar.working_between(day, collection.due_on))
        if reached is not None and collection.opens_on <= day and not collection.locked:
            which = f"{collection.due_on.isoformat()}-{reached}"
            told += _tell_all(missing(collection), "remind", SYSTEM.name, which)
    return told


def _reached(left: int) -> int | None:
    """The reminder that is due, or was last due, when so many working days are left; None before the first."""
    return min((one for one in REMIND if one >= left), default=None)


def _tell_all(filings: QuerySet[Filing], kind: str, name: str, which: str) -> int:
    """`which`: the day of a chase, the due day and stage of a reminder; the same one is told once."""
    now, told = timezone.now(), 0
    pairs = list(filings.values_list("pk", "enterprise_id"))
    for at in range(0, len(pairs), BATCH):
        part = pairs[at : at + BATCH]
        keys = {f"{kind}:{pk}:{which}": (pk, firm) for pk, firm in part}
        known = set(Notice.objects.filter(once__in=list(keys)).values_list("once", flat=True))
        new = [
            Notice(enterprise_id=firm, filing_id=pk, kind=kind, by_name=name, at=now, once=once)
            for once, (pk, firm) in keys.items()
            if once not in known
        ]
        Notice.objects.bulk_create(new, ignore_conflicts=True)
        told += len(new)
    return told


def read_all(*, enterprises: Iterable[str]) -> None:
    """The firm has seen its notices."""
    Notice.objects.filter(enterprise_id__in=list(enterprises), read_at=None).update(read_at=timezone.now())
