"""Reading jobs."""

from __future__ import annotations

from yuanqu_web.jobs.models import Job, State


def running() -> tuple[Job, ...]:
    """Jobs waiting or at work, the oldest first."""
    return tuple(Job.objects.filter(state__in=[State.QUEUED, State.RUNNING]).order_by("created_at"))


def latest(kind: str) -> Job | None:
    return Job.objects.filter(kind=kind).order_by("-created_at").first()
