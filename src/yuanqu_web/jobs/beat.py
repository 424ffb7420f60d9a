"""The lease of a running job is renewed by a thread of its own, so that a long step does not look like a dead process."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import Error, connection
from django.utils import timezone

from yuanqu_web.jobs.models import Job, State

EVERY = timedelta(seconds=10)

_log = logging.getLogger(__name__)


@contextmanager
def beating(job: Job, lease: timedelta) -> Iterator[None]:
    """Renew the lease of `job` while the work inside goes on."""
    over = threading.Event()
    thread = threading.Thread(target=_beat, args=(job, lease, over), name="beat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=1)


def _beat(job: Job, lease: timedelta, over: threading.Event) -> None:
    try:
        while not over.wait(EVERY.total_seconds()):
            now = timezone.now()
            held = Job.objects.filter(pk=job.pk, state=State.RUNNING, holder=job.holder)
            try:
                held.update(heartbeat_at=now, lease_until=now + lease)
            except Error:  # SQLite is being written to by the work itself: the next beat will do
                _log.info("the lease of %s could not be renewed", job.pk)
    finally:
        connection.close()
