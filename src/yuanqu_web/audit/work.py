"""The head of the record is made public each day."""

from __future__ import annotations

from datetime import time

from yuanqu_web.audit.services import publish_head
from yuanqu_web.jobs.handlers import Arguments, Progress, handler
from yuanqu_web.jobs.schedules import daily


@handler("publish_head")
def publish(arguments: Arguments, progress: Progress) -> None:
    """A day's head stands once; run again it changes nothing."""
    publish_head()
    progress(1, 1)


daily("publish_head", at=time(23, 30))
