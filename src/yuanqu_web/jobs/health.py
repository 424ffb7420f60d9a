"""For machines that watch the platform: /healthz and /metrics."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from django.conf import settings
from django.db import Error, connection
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from yuanqu_web.jobs.models import Job, State
from yuanqu_web.lib.access import public
from yuanqu_web.lib.logs import BOUNDS, COUNTS

_HERE = {"127.0.0.1", "::1"}


@require_safe
@public
def health(request: HttpRequest) -> JsonResponse:
    """Whether the process answers and reaches its database, and for how many seconds the oldest job has waited."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
        age = queue_age()
    except Error:
        return JsonResponse({"status": "no database"}, status=503)
    return JsonResponse({"status": "ok", "queue_age_seconds": round(age, 1)})


@require_safe
@public
def metrics(request: HttpRequest) -> HttpResponse:
    """Counts for Prometheus: to this machine, or with the token of the settings; to others there is no such page."""
    if not _may_read(request):
        return HttpResponseNotFound()
    return HttpResponse("\n".join(_lines()) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")


def queue_age() -> float:
    """Seconds for which the oldest waiting job has waited; 0 when none does."""
    oldest = Job.objects.filter(state=State.QUEUED).aggregate(at=Min("created_at"))["at"]
    return max((timezone.now() - oldest).total_seconds(), 0.0) if oldest else 0.0


def _may_read(request: HttpRequest) -> bool:
    token = settings.OPTIONS.metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and secrets.compare_digest(given.encode(), token.encode()):
        return True
    # Behind a proxy on this machine everybody seems to be here: then only the token counts.
    return request.META.get("REMOTE_ADDR") in _HERE and "X-Forwarded-For" not in request.headers


def _lines() -> Iterator[str]:
    states = dict(Job.objects.order_by().values_list("state").annotate(Count("pk")))
    yield "# HELP yuanqu_jobs Jobs by state.\n# TYPE yuanqu_jobs gauge"
    for state in State.values:
        yield f'yuanqu_jobs{{state="{state}"}} {states.get(state, 0)}'
    yield "# HELP yuanqu_queue_age_seconds Wait of the oldest queued job.\n# TYPE yuanqu_queue_age_seconds gauge"
    yield f"yuanqu_queue_age_seconds {queue_age():.3f}"
    yield "# HELP yuanqu_requests_total Requests answered by this process.\n# TYPE yuanqu_requests_total counter"
    for (method, status), count in sorted(COUNTS.answered.items()):
        yield f'yuanqu_requests_total{{method="{method}",status="{status}"}} {count}'
    yield "# HELP yuanqu_request_seconds Time to answer.\n# TYPE yuanqu_request_seconds histogram"
    total = sum(COUNTS.answered.values())
    for bound in BOUNDS:
        yield f'yuanqu_request_seconds_bucket{{le="{bound}"}} {COUNTS.within[bound]}'
    yield f'yuanqu_request_seconds_bucket{{le="+Inf"}} {total}'
    yield f"yuanqu_request_seconds_sum {COUNTS.seconds:.3f}\nyuanqu_request_seconds_count {total}"
