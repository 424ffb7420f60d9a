"""Long work: what it is, how far it is, stopping it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from ninja import Query, Router, Schema

from yuanqu.powers import Act
from yuanqu_web.accounts.access import by_of
from yuanqu_web.api.describing import ONCE, READS, WRITES
from yuanqu_web.api.paging import PageQuery, read_id, read_key, read_time, write_key
from yuanqu_web.api.problems import missing
from yuanqu_web.api.repeating import once
from yuanqu_web.api.security import needs
from yuanqu_web.audit.stopping import stop_job
from yuanqu_web.jobs.models import Job

router = Router()


class JobOut(Schema):
    """`done` of `total` steps; `state`: queued, running, done, failed or cancelled."""

    id: UUID
    kind: str
    state: str
    done: int
    total: int
    message_zh: str
    message_en: str
    created_at: datetime
    ended_at: datetime | None


class JobPage(Schema):
    items: list[JobOut]
    next: str


@router.get("", response={200: JobPage, **READS}, operation_id="list_jobs")
@needs(Act.JOBS_READ)
def list_jobs(request: HttpRequest, query: Query[PageQuery]) -> JobPage:
    """Jobs, newest first."""
    size = query.limit
    rows = Job.objects.order_by("-created_at", "-id")
    if key := read_key(query.after, str, str):
        at, id = read_time(key[0]), read_id(key[1])
        rows = rows.filter(Q(created_at__lt=at) | Q(created_at=at, id__lt=id))
    found = list(rows[: size + 1])
    shown = found[:size]
    more = len(found) > size
    return JobPage(
        items=[_job(one) for one in shown],
        next=write_key(shown[-1].created_at.isoformat(), str(shown[-1].pk)) if more else "",
    )


@router.get("/{id}", response={200: JobOut, **READS}, operation_id="get_job")
@needs(Act.JOBS_READ)
def get_job(request: HttpRequest, id: UUID) -> JobOut:
    """One job."""
    return _job(_found(id))


@router.post("/{id}/cancel", response={200: JobOut, **WRITES}, operation_id="cancel_job", openapi_extra=ONCE)
@once
@needs(Act.JOBS_CANCEL)
def cancel_job(request: HttpRequest, id: UUID) -> JobOut:
    """Ask a job to stop: at once when it waits, at its next step when it runs. Asking twice is as good as once."""
    return _job(stop_job(job=_found(id), by=by_of(request)))


def _found(id: UUID) -> Job:
    job = Job.objects.filter(pk=id).first()
    if job is None:
        raise missing()
    return job


def _job(one: Job) -> JobOut:
    return JobOut(
        id=one.pk,
        kind=one.kind,
        state=one.state,
        done=one.done,
        total=one.total,
        message_zh=one.message_zh,
        message_en=one.message_en,
        created_at=one.created_at,
        ended_at=one.ended_at,
    )
