"""Stopping a job; the page of jobs lies below, with the jobs."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from yuanqu.powers import Act
from yuanqu_web.accounts.access import allows, by_of
from yuanqu_web.audit.stopping import stop_job
from yuanqu_web.jobs.models import Job


@require_POST
@allows(Act.JOBS_CANCEL)
def cancel(request: HttpRequest, id: UUID) -> HttpResponse:
    """Stop a job: at once when it waits, at its next step when it runs; one that is over stays as it is."""
    job = Job.objects.filter(pk=id).first()
    if job is None:
        raise Http404
    stop_job(job=job, by=by_of(request))
    return HttpResponseRedirect(reverse("jobs:jobs"))
