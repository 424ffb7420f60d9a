"""Writing jobs: enqueue, run, cancel, and take up those whose process died."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from yuanqu_web.jobs.beat import beating
from yuanqu_web.jobs.handlers import Arguments, Cancelled, handler_of
from yuanqu_web.jobs.holder import is_gone, is_here, this_process
from yuanqu_web.jobs.models import Job, State
from yuanqu_web.lib.retries import atomic_write

LEASE = timedelta(seconds=60)
RENEW_AFTER = timedelta(seconds=0.5)

_log = logging.getLogger(__name__)

Listener = Callable[[Job], None]


@atomic_write
def enqueue(*, kind: str, arguments: Arguments, attempts_allowed: int = 3) -> Job:
    """Put a job in the queue. One that is queued with the same arguments already is returned instead.

    That one is held until the caller's transaction ends: a worker that took it before would not see the caller's change.
    """
    plain = dict(arguments)
    held = Job.objects.select_for_update().filter(kind=kind, state=State.QUEUED)
    for waiting in held.order_by("created_at"):
        if waiting.arguments == plain:
            return waiting
    return Job.objects.create(
        kind=kind, arguments=plain, attempts_allowed=attempts_allowed, created_at=timezone.now()
    )


def run_job(*, job: Job, listener: Listener | None = None, beat: bool = False, requeue: bool = False) -> Job:
    """Run a job in this process, if nobody else holds it. Never leaves it running: done, failed or cancelled.

    Raises nothing on the work's own errors: the job says what happened. `beat`: renew its lease by a thread.
    `requeue`: when this process is told to stop, the job waits again instead of being cancelled.
    """
    if not _claim(job):
        job.refresh_from_db()
        return job
    progress = _Progress(job, listener)
    try:
        with beating(job, LEASE) if beat else nullcontext():
            handler_of(job.kind)(job.arguments, progress)
    except Cancelled:
        _end(job, State.CANCELLED, "已按要求停止。", "Stopped as asked.")
    except Exception as error:  # the reason belongs to the job, whatever it is
        _log.exception("job %s failed", job.kind)
        reason = f"{type(error).__name__}: {error}"
        where = traceback.extract_tb(error.__traceback__)[-1]
        _end(
            job,
            State.FAILED,
            f"{reason}（{where.name}，第 {where.lineno} 行）",
            f"{reason} ({where.name}, line {where.lineno})",
        )
    except BaseException:
        if requeue:
            _wait_again(job)
        else:
            _end(job, State.CANCELLED, "进程被中断。", "The process was interrupted.")
        raise
    else:
        _end(job, State.DONE)
    if listener:
        listener(job)
    return job


def ask_cancel(*, job: Job) -> Job:
    """Stop a job: at once when it waits, at its next step when it runs."""
    now = timezone.now()
    Job.objects.filter(pk=job.pk, state=State.QUEUED).update(
        state=State.CANCELLED,
        ended_at=now,
        message_zh="开始前已取消。",
        message_en="Cancelled before it started.",
    )
    Job.objects.filter(pk=job.pk, state=State.RUNNING).update(cancel_asked=True)
    job.refresh_from_db()
    return job


def take_up_abandoned() -> tuple[Job, ...]:
    """Put jobs whose process died, or whose lease is over, back in the queue; fail those tried too often."""
    touched = []
    now = timezone.now()
    for job in Job.objects.filter(state=State.RUNNING):
        if not _is_abandoned(job, now):
            continue
        held = Job.objects.filter(pk=job.pk, state=State.RUNNING, holder=job.holder, attempts=job.attempts)
        if job.attempts < job.attempts_allowed:
            held.update(
                state=State.QUEUED,
                holder="",
                lease_until=None,
                message_zh=f"第 {job.attempts} 次执行中断，已重新排队。",
                message_en=f"Attempt {job.attempts} broke off; queued again.",
            )
        else:
            held.update(
                state=State.FAILED,
                ended_at=now,
                lease_until=None,
                message_zh=f"执行 {job.attempts} 次均中断，不再重试。",
                message_en=f"Broke off {job.attempts} times; not tried again.",
            )
        job.refresh_from_db()
        touched.append(job)
    return tuple(touched)


def _is_abandoned(job: Job, now: datetime) -> bool:
    """Its process is gone, or its lease is over; a process seen alive on this machine gets a second lease."""
    if is_gone(job.holder):
        return True
    grace = LEASE if is_here(job.holder) else timedelta()
    return job.lease_until is not None and job.lease_until + grace < now


def _wait_again(job: Job) -> None:
    """Put a job back in the queue whose process was told to stop; the attempt does not count."""
    Job.objects.filter(pk=job.pk, state=State.RUNNING, holder=job.holder).update(
        state=State.QUEUED,
        holder="",
        lease_until=None,
        attempts=F("attempts") - 1,
        message_zh="服务停止，已重新排队。",
        message_en="The service stopped; queued again.",
    )


def _claim(job: Job) -> bool:
    now = timezone.now()
    claimed = Job.objects.filter(pk=job.pk, state=State.QUEUED).update(
        state=State.RUNNING,
        holder=this_process(),
        lease_until=now + LEASE,
        heartbeat_at=now,
        attempts=F("attempts") + 1,
        started_at=now,
        done=0,
        message_zh="",
        message_en="",
    )
    job.refresh_from_db()
    return bool(claimed)


def _end(job: Job, state: State, zh: str = "", en: str = "") -> None:
    # the last word on progress may have come too soon after another to be written
    changes: dict[str, object] = {
        "state": state,
        "ended_at": timezone.now(),
        "lease_until": None,
        "done": job.done,
        "total": job.total,
    }
    if zh:
        changes |= {"message_zh": zh, "message_en": en}
    Job.objects.filter(pk=job.pk, state=State.RUNNING, holder=job.holder).update(**changes)
    job.refresh_from_db()


class _Progress:
    """Writes progress at most twice a second, outside of the work's own transaction when there is none."""

    def __init__(self, job: Job, listener: Listener | None) -> None:
        self.job = job
        self.listener = listener
        self.written = timezone.now()
        self.said = ""

    def __call__(self, done: int, total: int, zh: str = "", en: str = "") -> None:
        job = self.job
        job.done, job.total = done, total
        if zh:
            job.message_zh, job.message_en = zh, en or zh
        now = timezone.now()
        if now - self.written >= RENEW_AFTER or job.message_zh != self.said:
            self.written, self.said = now, job.message_zh
            self._write()
        if self.listener:
            self.listener(job)

    def _write(self) -> None:
        now = timezone.now()
        job = self.job
        held = Job.objects.filter(pk=job.pk, state=State.RUNNING, holder=job.holder)
        if not held.update(
            done=job.done,
            total=job.total,
            message_zh=job.message_zh,
            message_en=job.message_en,
            heartbeat_at=now,
            lease_until=now + LEASE,
        ):
            raise Cancelled
        if Job.objects.filter(pk=job.pk, cancel_asked=True).exists():
            raise Cancelled
