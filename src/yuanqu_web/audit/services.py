"""Adding to the record, publishing its head, writing it out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from yuanqu.record import By, Entry, digest_of
from yuanqu.record.entry import line_of
from yuanqu.record.verify import header_line
from yuanqu_web.audit.models import AuditEntry, AuditHead, PublishedHead
from yuanqu_web.lib.retries import atomic_write

_second: ContextVar[By | None] = ContextVar("second", default=None)


@contextmanager
def countersigned(second: By) -> Iterator[None]:
    """Entries recorded inside carry a second signature beside that of who acts: `after["countersigned_by"]`."""
    token = _second.set(second)
    try:
        yield
    finally:
        _second.reset(token)


def record(
    *,
    by: By,
    action: str,
    kind: str,
    id: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    reason: str = "",
    place: str = "",
    release: str = "",
) -> AuditEntry:
    """Add one entry, in the transaction of the change it tells of.

    The head's row is locked to the end of that transaction, so entries follow each other without a gap.
    TransactionManagementError outside of a transaction; TypeError for values without an exact form.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an entry is written in the transaction of its change")
    if second := _second.get():
        signature = {
            "id": second.id,
            "name": second.name,
            "role": second.role,
            "organisation": second.organisation,
        }
        after = {**(after or {}), "countersigned_by": signature}
    head, _ = AuditHead.objects.select_for_update().get_or_create(pk=1)
    entry = Entry(
        number=head.number + 1,
        at=_stamp(timezone.now()),
        by=by,
        action=action,
        kind=kind,
        id=str(id),
        place=place,
        before=dict(before) if before is not None else None,
        after=dict(after) if after is not None else None,
        reason=reason,
        release=release,
        previous=head.hash,
    )
    entry = replace(entry, hash=digest_of(entry))
    row = AuditEntry.objects.create(
        number=entry.number,
        at=datetime.fromisoformat(entry.at),
        by_id=by.id,
        by_name=by.name,
        by_role=by.role,
        by_organisation=by.organisation,
        action=action,
        kind=kind,
        object_id=entry.id,
        place=place,
        before=entry.before,
        after=entry.after,
        reason=reason,
        release=release,
        previous=entry.previous,
        hash=entry.hash,
    )
    AuditHead.objects.filter(pk=1).update(number=entry.number, hash=entry.hash)
    return row


@atomic_write
def publish_head(*, day: date | None = None) -> PublishedHead:
    """Make the head of today public; a day's head stands once and is never replaced."""
    head, _ = AuditHead.objects.select_for_update().get_or_create(pk=1)
    found, _ = PublishedHead.objects.get_or_create(
        day=day or timezone.localdate(),
        defaults={"number": head.number, "hash": head.hash, "published_at": timezone.now()},
    )
    return found


def export(path: Path) -> str:
    """Write the whole record as lines, one entry each; returns the head `N:HASH` it ends with.

    The file appears whole or not at all. OSError when it can't be written.
    """
    part = path.with_name(f"{path.name}.part")
    last = ""
    with transaction.atomic(), part.open("wb") as out:
        out.write(header_line())
        for row in AuditEntry.objects.order_by("number").iterator(chunk_size=2000):
            out.write(line_of(entry_of(row)))
            last = f"{row.number}:{row.hash}"
    part.replace(path)
    return last or str(AuditHead())


def entry_of(row: AuditEntry) -> Entry:
    """The entry as the library knows it."""
    return Entry(
        number=row.number,
        at=_stamp(row.at),
        by=By(row.by_id, row.by_name, row.by_role, row.by_organisation),
        action=row.action,
        kind=row.kind,
        id=row.object_id,
        place=row.place,
        before=row.before,
        after=row.after,
        reason=row.reason,
        release=row.release,
        previous=row.previous,
        hash=row.hash,
    )


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
