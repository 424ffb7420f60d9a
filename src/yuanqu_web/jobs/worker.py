"""The process that does jobs: takes up what was abandoned, starts what is due, runs what waits, one after the other."""

from __future__ import annotations

import logging
import os
import pkgutil
import signal
import time
from importlib import import_module
from types import FrameType

from django.db import Error, close_old_connections

import yuanqu_web
from yuanqu_web.jobs.models import Job, State
from yuanqu_web.jobs.schedules import start_due
from yuanqu_web.jobs.services import run_job, take_up_abandoned

PAUSE = 0.5  # seconds between looks at an empty queue

_log = logging.getLogger(__name__)


def load_handlers() -> None:
    """Import `work.py`, `jobs.py` and `services.py` of every part of the platform: that is where handlers are."""
    for part in pkgutil.iter_modules(yuanqu_web.__path__):
        if not part.ispkg or part.name in ("config", "commands", "lib", "jobs"):
            continue
        inside = {
            module.name for module in pkgutil.iter_modules(import_module(f"yuanqu_web.{part.name}").__path__)
        }
        for name in sorted({"work", "jobs", "services"} & inside):
            import_module(f"yuanqu_web.{part.name}.{name}")
    import_module("yuanqu_web.jobs.work")


class Worker:
    """Runs until SIGTERM or SIGINT, until its parent is gone, or until nothing waits."""

    def __init__(self, *, parent: int | None = None, until_empty: bool = False) -> None:
        self.parent = parent
        self.until_empty = until_empty

    def run(self) -> None:
        load_handlers()
        signal.signal(signal.SIGTERM, _stop)
        _log.info("worker %d started", os.getpid())
        try:
            while not self._orphaned():
                if self._step():
                    continue
                if self.until_empty:
                    return
                time.sleep(PAUSE)
        except (SystemExit, KeyboardInterrupt):
            _log.info("worker %d stopped", os.getpid())

    def _step(self) -> bool:
        """Do one job; True when there was one. A database that does not answer is asked again later."""
        try:
            close_old_connections()
            take_up_abandoned()
            start_due()
            job = Job.objects.filter(state=State.QUEUED).order_by("created_at", "pk").first()
            if job is None:
                return False
            run_job(job=job, beat=True, requeue=True)
        except Error:
            _log.exception("the database did not answer")
            time.sleep(PAUSE)
            return not self.until_empty
        return True

    def _orphaned(self) -> bool:
        return self.parent is not None and os.getppid() != self.parent


def _stop(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)
