"""Runs the jobs that a step queued, as the worker would."""

from __future__ import annotations

from yuanqu_web.imports.models import Import
from yuanqu_web.jobs.models import Job, State
from yuanqu_web.jobs.services import run_job


def work(batch: Import) -> Import:
    """Run what is queued for an import; the import as it then stands."""
    for job in Job.objects.filter(state=State.QUEUED, kind__startswith="import."):
        done = run_job(job=job)
        assert done.state in (State.DONE, State.CANCELLED), done.message_en
    batch.refresh_from_db()
    return batch
