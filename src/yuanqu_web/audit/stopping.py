"""Stopping a job stands in the record. Jobs know nothing of the record, so this lies above both."""

from __future__ import annotations

from yuanqu.record import By
from yuanqu_web.audit.services import record
from yuanqu_web.jobs.models import Job
from yuanqu_web.jobs.services import ask_cancel
from yuanqu_web.lib.retries import atomic_write


@atomic_write
def stop_job(*, job: Job, by: By, place: str = "") -> Job:
    """Ask a job to stop: at once when it waits, at its next step when it runs. One that is over, or was asked before,
    stays as it is and leaves no second entry."""
    before = Job.objects.select_for_update().get(pk=job.pk)
    after = ask_cancel(job=Job.objects.get(pk=job.pk))
    if not before.over and not before.cancel_asked:
        record(
            by=by,
            action="job.cancel",
            kind="job",
            id=str(job.pk),
            before={"kind": before.kind, "state": before.state, "done": before.done, "total": before.total},
            after={"kind": after.kind, "state": after.state, "cancel_asked": after.cancel_asked},
            place=place,
        )
    job.refresh_from_db()
    return job
