"""Steps of an import that a person takes: offer a file, commit, stop, resume, undo."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date

from django.utils import timezone, translation

from yuanqu.diagnostics import Diagnostic, diagnose
from yuanqu.facts.reading.findings import Findings
from yuanqu.facts.reading.sniff import sniff
from yuanqu.packs.model import Pack
from yuanqu.record import By
from yuanqu.values import Language
from yuanqu_web.audit.services import record
from yuanqu_web.audit.stopping import stop_job
from yuanqu_web.imports.applying import changed_since
from yuanqu_web.imports.keeping import LIMIT, TooLarge, drop, keep, too_large
from yuanqu_web.imports.models import Import, ImportState, StoredFile
from yuanqu_web.imports.named import named
from yuanqu_web.imports.work import CHECK, COMMIT, UNDO
from yuanqu_web.jobs.models import Job, State
from yuanqu_web.jobs.services import enqueue
from yuanqu_web.lib.retries import atomic_write
from yuanqu_web.registry.models import Dataset


class Refused(Exception):  # noqa: N818 - becomes a message
    """Why a step can't be taken."""

    def __init__(self, problem: Diagnostic) -> None:
        super().__init__(problem.code)
        self.problem = problem


def offer(
    *,
    dataset: Dataset,
    pack: Pack,
    name: str,
    chunks: Iterable[bytes],
    by: By,
    form: str = "",
    whole: bool = False,
    office: str = "",
    document: str = "",
    stated_on: date | None = None,
    place: str = "",
    places: Collection[str] | None = None,
    lang: Language = "zh",
    limit: int = LIMIT,
) -> Import:
    """Keep a file and queue its check. Raises Refused for one that cannot be what its name says, or is too large."""
    try:
        file = keep(name, chunks, limit=limit)
    except TooLarge:
        raise Refused(too_large(limit + 1, limit)) from None
    _refuse_wrong_kind(file)

    @atomic_write
    def keep_offer() -> Import:
        batch = Import.objects.create(
            dataset=dataset,
            file=file,
            form=form,
            whole=whole,
            office=office,
            document=document,
            stated_on=stated_on,
            release=pack.digest,
            by_id=by.id,
            by_name=by.name,
            by_role=by.role,
            by_organisation=by.organisation,
            place=place,
            places=None if places is None else sorted(places),
            lang=lang,
            created_at=timezone.now(),
        )
        record(
            by=by,
            action="import.offer",
            kind="import",
            id=str(batch.pk),
            before=None,
            after={"file": file.digest, "name": file.name, "size": file.size, "form": form},
            place=place,
            release=pack.digest,
        )
        _queue(batch, CHECK)
        return batch

    return keep_offer()


def _refuse_wrong_kind(file: StoredFile) -> None:
    """What the first bytes tell: wrong type, macros, a password, an old format. The rest is found by the check."""
    found = Findings()
    with named(file) as path:
        kind = sniff(path, found)
    if kind is None:
        drop(file)
        raise Refused(found.all()[0])


def commit(*, batch: Import, by: By) -> Import:
    """Write what the preview showed. A second click changes nothing. Raises Refused."""
    return _step(batch, (ImportState.READY,), ImportState.COMMITTING, COMMIT)


def resume(*, batch: Import, by: By) -> Import:
    """Go on with one that stopped, or whose job broke off for good. Raises Refused."""
    batch.refresh_from_db()
    if batch.state == ImportState.STOPPED:
        return _step(batch, (ImportState.STOPPED,), ImportState.COMMITTING, COMMIT)
    if batch.busy and _broken(batch):
        _queue(
            batch,
            {ImportState.COMMITTING: COMMIT, ImportState.UNDOING: UNDO}.get(ImportState(batch.state), CHECK),
        )
        return batch
    raise _wrong_state(batch)


def cancel(*, batch: Import, by: By) -> Import:
    """Before it is committed: drop it. While it is checked or written: stop it at the next step. Raises Refused."""
    batch.refresh_from_db()
    if batch.state in (ImportState.READY, ImportState.WAITING):
        moved = Import.objects.filter(pk=batch.pk, state=batch.state).update(
            state=ImportState.CANCELLED, ended_at=timezone.now()
        )
        if not moved:
            raise _wrong_state(batch)
    elif batch.state in (ImportState.CHECKING, ImportState.COMMITTING):
        if job := job_of(batch):
            stopped = stop_job(job=job, by=by, place=batch.place)
            if stopped.over and stopped.state != State.DONE:
                after = (
                    ImportState.STOPPED if batch.state == ImportState.COMMITTING else ImportState.CANCELLED
                )
                Import.objects.filter(pk=batch.pk, state=batch.state).update(state=after)
    else:
        raise _wrong_state(batch)
    batch.refresh_from_db()
    return batch


def undo(*, batch: Import, by: By) -> Import:
    """Take the whole import back. Raises Refused when a row of it was changed since."""
    if batch.state in (ImportState.DONE, ImportState.STOPPED) and (count := changed_since(batch)):
        raise Refused(diagnose("REG-035", count=count))
    return _step(batch, (ImportState.DONE, ImportState.STOPPED), ImportState.UNDOING, UNDO)


@atomic_write
def _step(batch: Import, seen: tuple[ImportState, ...], wanted: ImportState, kind: str) -> Import:
    """Move the state once and queue the work with it; a click that comes second finds it moved."""
    moved = Import.objects.filter(pk=batch.pk, state__in=seen).update(state=wanted, ended_at=None)
    batch.refresh_from_db()
    if moved:
        _queue(batch, kind)
    elif batch.state != wanted:
        raise _wrong_state(batch)
    return batch


def _queue(batch: Import, kind: str) -> None:
    job = enqueue(kind=kind, arguments={"import": str(batch.pk)})
    batch.job = job.pk
    Import.objects.filter(pk=batch.pk).update(job=job.pk)


def _broken(batch: Import) -> bool:
    """Whether its job is over while it is not: tried too often, or failed."""
    job = job_of(batch)
    return job is None or job.over


def job_of(batch: Import) -> Job | None:
    """The job at work on an import, or that was last."""
    return Job.objects.filter(pk=batch.job).first() if batch.job else None


def is_broken(batch: Import) -> bool:
    return batch.busy and _broken(batch)


def _wrong_state(batch: Import) -> Refused:
    label: Callable[[], str] = lambda: str(ImportState(batch.state).label)  # noqa: E731
    with translation.override("zh-hans"):
        zh = label()
    with translation.override("en"):
        en = label()
    return Refused(diagnose("REG-036", state_zh=zh, state_en=en))
