"""A release: the pack as one deterministic zip, named by its content."""

from __future__ import annotations

import hashlib
from pathlib import Path

from yuanqu.packs.files import read_folder, to_zip


def release(folder: Path) -> bytes:
    """The bytes of the release of a pack folder; the same folder gives the same bytes everywhere."""
    return to_zip(read_folder(folder))


def release_name(id: str, version: str, data: bytes) -> str:
    """id-version-<first 16 hex digits of the SHA-256>.zip"""
    return f"{id}-{version}-{hashlib.sha256(data).hexdigest()[:16]}.zip"
