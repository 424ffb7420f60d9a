"""Writing staged rows, a chunk at a time. The checkpoint moves in the transaction of its rows, so a process may die
between any two instructions: each row is written once, whoever goes on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from yuanqu.facts import Form
from yuanqu.packs.model import Pack
from yuanqu.record import By
from yuanqu.values import Period
from yuanqu_web.audit.services import record
from yuanqu_web.imports.models import Action, Import, ImportState, StagedRow
from yuanqu_web.jobs.services import enqueue
from yuanqu_web.lib.retries import atomic_write
from yuanqu_web.registers.models import Entry
from yuanqu_web.registers.shape import ENTERPRISE, shape_of
from yuanqu_web.registers.writing import Why, Write, write_rows
from yuanqu_web.registry.models import Enterprise
from yuanqu_web.returns.models import Return, SubjectRecord
from yuanqu_web.returns.selectors import ACCEPTED, WITHDRAWN

CHUNK = 2000


class Taken(Exception):  # noqa: N818 - not an error: somebody else is at it
    """The checkpoint was moved by another worker."""


def by_of_import(batch: Import) -> By:
    """Who imported, as the record keeps it."""
    return By(batch.by_id, batch.by_name, batch.by_role, batch.by_organisation)


@atomic_write
def apply_chunk(batch: Import, pack: Pack) -> bool:
    """Write the next rows; False when there are none left and the import is done. Raises Taken."""
    _reread(batch)
    rows = list(
        StagedRow.objects.filter(batch=batch, n__gt=batch.applied)
        .exclude(action=Action.SAME)
        .order_by("n")[:CHUNK]
    )
    last = rows[-1].n if rows else batch.applied
    _move(batch, "applied", batch.applied, last, ImportState.COMMITTING)
    if batch.applied == 0:
        _tell(batch, "import.commit")
    lost = _write(batch, pack, rows, undo=False)
    batch.written += len(rows) - lost
    batch.conflicts += lost
    batch.applied = last
    changes: dict[str, object] = {"written": batch.written, "conflicts": batch.conflicts}
    if len(rows) < CHUNK:
        batch.state, batch.committed_at = ImportState.DONE, timezone.now()
        changes |= {
            "state": batch.state,
            "committed_at": batch.committed_at,
            "ended_at": batch.committed_at,
        }
    Import.objects.filter(pk=batch.pk).update(**changes)
    if batch.state == ImportState.DONE and batch.written:
        _refresh(batch)
    return batch.state == ImportState.COMMITTING


@atomic_write
def undo_chunk(batch: Import, pack: Pack) -> bool:
    """Take the last rows back; False when all are. Raises Taken."""
    _reread(batch)
    start = batch.undone if batch.undone is not None else batch.applied + 1
    rows = list(
        StagedRow.objects.filter(batch=batch, n__lt=start, n__lte=batch.applied, conflict=False)
        .exclude(action=Action.SAME)
        .order_by("-n")[:CHUNK]
    )
    last = rows[-1].n if rows else 1
    _move(batch, "undone", batch.undone, last, ImportState.UNDOING)
    if batch.undone is None:
        _tell(batch, "import.undo")
    _write(batch, pack, rows, undo=True)
    batch.undone = last
    if len(rows) < CHUNK:
        batch.state = ImportState.UNDONE
        Import.objects.filter(pk=batch.pk).update(state=batch.state, ended_at=timezone.now())
        _refresh(batch)
    return batch.state == ImportState.UNDOING


def _refresh(batch: Import) -> None:
    """Let decisions and figures follow what was written."""
    enqueue(kind="filings.refresh", arguments={"dataset": str(batch.dataset_id)})


def changed_since(batch: Import) -> int:
    """How many rows that the import wrote have a later version: these forbid undoing it as a whole."""
    count = 0
    rows = StagedRow.objects.filter(batch=batch, n__lte=batch.applied, conflict=False).exclude(
        action=Action.SAME
    )
    wanted: dict[str, dict[tuple[str, str], int]] = {}
    for form, key, period, seen in rows.values_list("form", "key", "period", "seen").iterator(
        chunk_size=5000
    ):
        wanted.setdefault(form, {})[key, period] = seen + 1
    for form, versions in wanted.items():
        standing = _standing(batch, form, versions)
        count += sum(standing.get(at, version) != version for at, version in versions.items())
    return count


def _standing(batch: Import, form: str, wanted: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """The last version of each row of a form."""
    if any(period for _, period in wanted):
        periods = sorted({period for _, period in wanted})
        returns = Return.objects.filter(dataset=batch.dataset_id, form=form, period__in=periods)
        records = SubjectRecord.objects.filter(dataset=batch.dataset_id, form=form, period__in=periods)
        found = {
            (key, period): last
            for key, period, last in returns.values_list("enterprise__key", "period").annotate(Max("version"))
        }
        return found | {
            (key, period): last
            for key, period, last in records.values_list("key", "period").annotate(Max("version"))
        }
    heads = Entry.objects.filter(dataset=batch.dataset_id, form=form)
    return {(key, ""): version for key, version in heads.values_list("key", "version")}


def _reread(batch: Import) -> None:
    """The checkpoint as it stands: what an attempt that was rolled back has left in `batch` must not count."""
    batch.refresh_from_db(fields=["state", "applied", "written", "conflicts", "undone", "committed_at"])


def _move(batch: Import, name: str, seen: int | None, last: int, state: ImportState) -> None:
    """Compare-and-set of the checkpoint, the first statement of the transaction: it locks the row."""
    wanted = {f"{name}__isnull": True} if seen is None else {name: seen}
    if not Import.objects.filter(pk=batch.pk, state=state, **wanted).update(**{name: last}):
        raise Taken


def _tell(batch: Import, action: str) -> None:
    """One entry of the record for the whole import."""
    record(
        by=by_of_import(batch),
        action=action,
        kind="import",
        id=str(batch.pk),
        before=None,
        after={
            "file": batch.file.digest,
            "name": batch.file.name,
            "change_set": batch.change_set,
            "counts": batch.counts,
            "writes": batch.writes,
            "office": batch.office,
            "document": batch.document,
        },
        place=batch.place,
        release=batch.release,
    )


def _write(batch: Import, pack: Pack, rows: Sequence[StagedRow], *, undo: bool) -> int:
    """Write rows form by form; how many somebody else changed first."""
    lost = 0
    document = " ".join(part for part in (batch.office, batch.document) if part)[:200]
    why = Why(
        by_of_import(batch),
        batch.release or pack.digest,
        "撤销导入" if undo else f"导入 {batch.file.name}",
        document,
        None if undo else batch.pk,
    )
    for form_id, group in groupby(sorted(rows, key=lambda row: (row.form, row.n)), key=lambda row: row.form):
        some, form = list(group), pack.schema.form(form_id)
        if form.is_register:
            writes = [_back(row) if undo else _forth(row) for row in some]
            conflicts = set(
                write_rows(
                    dataset=batch.dataset, schema=pack.schema, form=form, writes=writes, why=why
                ).conflicts
            )
            missed = [row for row in some if row.key in conflicts]
        else:
            missed = _write_periodic(batch, pack, form, some, why, undo=undo)
        if missed and not undo:
            StagedRow.objects.filter(pk__in=[row.pk for row in missed]).update(conflict=True)
        lost += len(missed)
    return lost


def _forth(row: StagedRow) -> Write:
    return Write(row.key, row.values, row.seen, ended=row.action == Action.END)


def _back(row: StagedRow) -> Write:
    """What stood before; a row that was added ends."""
    values = row.values if row.before is None else row.before
    return Write(row.key, values, row.seen + 1, ended=row.action == Action.ADD or row.was_ended)


def _write_periodic(
    batch: Import, pack: Pack, form: Form, rows: Sequence[StagedRow], why: Why, *, undo: bool
) -> list[StagedRow]:
    """New versions of returns; the rows whose last version is no longer the one seen."""
    wanted = {(row.key, row.period): row.seen for row in rows}
    standing = _standing_of_keys(batch, form, wanted)
    free: list[StagedRow] = []
    missed: list[StagedRow] = []
    for row in rows:
        expected = row.seen + 1 if undo else row.seen
        (free if standing.get((row.key, row.period), 0) == expected else missed).append(row)
    firms = _firm_ids(batch, pack, form, free)
    new: list[Return | SubjectRecord] = []
    for row in free:
        write = _back(row) if undo else _forth(row)
        own = {
            "dataset": batch.dataset,
            "form": form.id,
            "period": row.period,
            "version": write.seen + 1,
            "state": WITHDRAWN if write.ended else ACCEPTED,
            "accepted_at": why.at,
            "pack_release": why.release,
            "values": {} if write.ended else dict(write.values),
            "by_id": why.by.id,
            "by_name": why.by.name,
            "reason": why.reason,
            "document": why.document,
            "batch": why.batch,
        }
        if form.subject == ENTERPRISE:
            span = Period.parse(row.period)
            days: dict[str, date] = {"start": span.start, "end": span.end}
            new.append(Return(enterprise_id=firms[row.key], **days, **own))
        else:
            owner = firms.get(str(row.values.get(shape_of(pack.schema, form).owner_field)))
            new.append(SubjectRecord(kind=form.subject, key=row.key, owner_id=owner, **own))
    Return.objects.bulk_create([row for row in new if isinstance(row, Return)], batch_size=500)
    SubjectRecord.objects.bulk_create([r for r in new if isinstance(r, SubjectRecord)], batch_size=500)
    return missed


def _standing_of_keys(
    batch: Import, form: Form, wanted: dict[tuple[str, str], int]
) -> dict[tuple[str, str], int]:
    keys, periods = sorted({key for key, _ in wanted}), sorted({period for _, period in wanted})
    found: dict[tuple[str, str], int] = {}
    for start in range(0, len(keys), 500):
        part = keys[start : start + 500]
        if form.subject == ENTERPRISE:
            rows = Return.objects.filter(
                dataset=batch.dataset_id, form=form.id, period__in=periods, enterprise__key__in=part
            ).values_list("enterprise__key", "period")
        else:
            rows = SubjectRecord.objects.filter(  # type: ignore[assignment]
                dataset=batch.dataset_id, form=form.id, period__in=periods, key__in=part
            ).values_list("key", "period")
        found.update(((key, period), last) for key, period, last in rows.annotate(Max("version")))
    return found


def _firm_ids(batch: Import, pack: Pack, form: Form, rows: Sequence[StagedRow]) -> dict[str, UUID]:
    owner = shape_of(pack.schema, form).owner_field
    keys = {row.key if form.subject == ENTERPRISE else str(row.values.get(owner) or "") for row in rows}
    wanted = sorted(keys)
    found: dict[str, UUID] = {}
    for start in range(0, len(wanted), 500):
        part = Enterprise.objects.filter(dataset=batch.dataset_id, key__in=wanted[start : start + 500])
        found.update(part.values_list("key", "id"))
    return found
