"""The nightly backup, where the setting `backups` names a folder."""

from __future__ import annotations

from datetime import time
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from yuanqu_web.backups.check import verified
from yuanqu_web.backups.write import keep_newest, make_backup
from yuanqu_web.jobs.handlers import Arguments, Progress, handler
from yuanqu_web.jobs.schedules import daily


@handler("back_up")
def back_up(arguments: Arguments, progress: Progress) -> None:
    """Make a backup, verify it, and only then delete those beyond the number kept."""
    folder = Path(settings.OPTIONS.backups)
    file = make_backup(
        folder, now=timezone.now(), say=lambda done, total: progress(done, total, "备份", "backing up")
    )
    verified(file)
    keep_newest(folder, settings.OPTIONS.backups_kept)


if settings.OPTIONS.backups:
    daily("back_up", at=time(2, 0))
