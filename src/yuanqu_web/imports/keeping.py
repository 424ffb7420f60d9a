"""Keeping files: content-addressed in a folder of the platform's own, outside of anything that is served."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from yuanqu.diagnostics import Diagnostic, diagnose
from yuanqu_web.imports.models import StoredFile

LIMIT = 64 * 1024 * 1024
_UNSHOWABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069<>:\"|?*]")


class TooLarge(Exception):  # noqa: N818 - becomes a message
    """The file went beyond the limit."""


def folder() -> Path:
    """Where files lie: `files` in the platform's home. Backups take this folder."""
    return Path(settings.YUANQU_HOME) / "files"


def path_of(file: StoredFile) -> Path:
    """Where a file lies."""
    return folder() / file.digest[:2] / file.digest


def safe_name(name: str) -> str:
    """What of a given name may be shown: its last part, without anything that steers a path or a screen."""
    last = re.split(r"[/\\]", name)[-1]
    return (_UNSHOWABLE.sub("", last).strip(" .") or "file")[-120:]


def keep(name: str, chunks: Iterable[bytes], *, limit: int = LIMIT) -> StoredFile:
    """Keep a file. Equal content is stored once. Raises TooLarge, OSError."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=".taking-", dir=folder())
    total, digest = 0, hashlib.sha256()
    try:
        with os.fdopen(handle, "wb") as out:
            for chunk in chunks:
                total += len(chunk)
                if total > limit:
                    raise TooLarge
                digest.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        target = folder() / digest.hexdigest()[:2] / digest.hexdigest()
        target.parent.mkdir(mode=0o700, exist_ok=True)
        os.replace(temporary, target)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return StoredFile.objects.create(
        digest=digest.hexdigest(), size=total, name=safe_name(name), made_at=timezone.now()
    )


def drop(file: StoredFile) -> None:
    """Forget a file that was refused; its content stays only where another file has the same."""
    file.delete()
    if not StoredFile.objects.filter(digest=file.digest).exists():
        path_of(file).unlink(missing_ok=True)


def too_large(size: int, limit: int = LIMIT) -> Diagnostic:
    return diagnose("REG-033", size=-(-size // 2**20), limit=limit // 2**20)
