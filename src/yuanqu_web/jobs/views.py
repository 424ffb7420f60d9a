"""The list of jobs: how far each is, why one failed, what to do. Stopping one is recorded: see accounts."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from yuanqu.powers import Act
from yuanqu_web.jobs import wording
from yuanqu_web.jobs.models import Job, State
from yuanqu_web.lib.access import allows
from yuanqu_web.ui.navigation import Crumb

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A job as the page shows it."""

    job: Job
    name: str
    state: str
    message: str
    next_step: str


@require_safe
@allows(Act.JOBS_READ)
def jobs(request: HttpRequest) -> HttpResponse:
    """The newest jobs, those at work first; only the list when htmx asks again."""
    first = Case(
        When(state=State.RUNNING, then=Value(0)), When(state=State.QUEUED, then=Value(1)), default=Value(2)
    )
    found = list(Job.objects.order_by(first, "-created_at")[:SHOWN])
    lines = [
        Line(
            job,
            wording.name_of(job.kind),
            wording.state_of(job.state),
            wording.said(job),
            wording.next_step(job),
        )
        for job in found
    ]
    context = {
        "here": "jobs",
        "where": [Crumb(pgettext("后台", "任务"))],
        "lines": lines,
        "busy": any(not job.over for job in found),
    }
    partial = request.headers.get("HX-Request") == "true"
    return render(request, "jobs/list.html" if partial else "jobs/jobs.html", context)
