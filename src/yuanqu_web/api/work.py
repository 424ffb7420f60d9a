"""Answers kept for requests that are sent again are forgotten after some days."""

from __future__ import annotations

from datetime import time

from yuanqu_web.api.repeating import drop_old_answers
from yuanqu_web.jobs.handlers import Arguments, Progress, handler
from yuanqu_web.jobs.schedules import daily


@handler("drop_old_answers")
def drop(arguments: Arguments, progress: Progress) -> None:
    """Run again it finds nothing more."""
    count = drop_old_answers()
    progress(count, count, f"已删除 {count} 条旧应答", f"{count} old answers deleted")


daily("drop_old_answers", at=time(3, 40))
