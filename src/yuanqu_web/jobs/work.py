"""Keeping the table of jobs small, and the nightly backup where the settings ask for one."""

from __future__ import annotations

from datetime import time, timedelta

from django.utils import timezone

from yuanqu_web.jobs.handlers import Arguments, Progress, handler
from yuanqu_web.jobs.models import Job, State
from yuanqu_web.jobs.schedules import daily

KEPT = timedelta(days=90)


@handler("forget_jobs")
def forget_jobs(arguments: Arguments, progress: Progress) -> None:
    """Delete jobs done or cancelled long ago; failed ones stay."""
    old = Job.objects.filter(state__in=[State.DONE, State.CANCELLED], ended_at__lt=timezone.now() - KEPT)
    count, _each = old.delete()
    progress(count, count, f"已删除 {count} 条旧任务", f"{count} old jobs deleted")


daily("forget_jobs", at=time(3, 30))
