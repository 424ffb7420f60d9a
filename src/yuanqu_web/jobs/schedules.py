"""Tasks that come again: `@handler(kind)` does the work, `every(kind, …)` says when. Each due time starts one job."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from yuanqu_web.jobs.models import Job, Schedule
from yuanqu_web.lib.retries import atomic_write


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Each day at a time of the city, or at a distance from the last start."""

    at: time | None = None
    apart: timedelta | None = None

    def after(self, moment: datetime) -> datetime:
        """The first due time after a moment."""
        if self.apart is not None:
            return moment + self.apart
        local = timezone.localtime(moment)
        due = (
            local.replace(hour=self.at.hour, minute=self.at.minute, second=0, microsecond=0)
            if self.at
            else local
        )
        return due if due > local else due + timedelta(days=1)


_RHYTHMS: dict[str, Rhythm] = {}


def daily(kind: str, *, at: time) -> None:
    """Start a job of this kind each day at `at`, local time."""
    _RHYTHMS[kind] = Rhythm(at=at)


def every(kind: str, *, apart: timedelta) -> None:
    """Start a job of this kind each `apart`."""
    _RHYTHMS[kind] = Rhythm(apart=apart)


def start_due(now: datetime | None = None) -> list[Job]:
    """Queue a job for each task that is due; a time missed while nothing ran is made up for once."""
    moment = now or timezone.now()
    rows = {row.kind: row for row in Schedule.objects.all()}
    started = []
    for kind, rhythm in sorted(_RHYTHMS.items()):
        row = rows.get(kind)
        if row is None:
            Schedule.objects.get_or_create(kind=kind, defaults={"due_at": rhythm.after(moment)})
        elif row.due_at <= moment and (job := _start(kind, row.due_at, rhythm.after(moment), moment)):
            started.append(job)
    return started


@atomic_write
def _start(kind: str, due: datetime, following: datetime, now: datetime) -> Job | None:
    """The job of one due time; None when another worker has started it."""
    if not Schedule.objects.filter(kind=kind, due_at=due).update(due_at=following, started_at=now):
        return None
    return Job.objects.create(kind=kind, arguments={"due": due.isoformat()}, created_at=now)
