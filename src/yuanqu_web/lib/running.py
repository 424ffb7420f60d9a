"""Who works on a home folder: servers and workers share it, a restore or an upgrade has it alone. Ends with the process."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

NAME = "running"
_held: dict[Path, int] = {}


def share(home: Path) -> bool:
    """Say that this process works on the home. False: somebody has it alone."""
    return _lock(home, fcntl.LOCK_SH)


def take_alone(home: Path) -> bool:
    """Keep servers and workers of this machine out until this process ends. False: some are at work."""
    return _lock(home, fcntl.LOCK_EX)


def release(home: Path) -> None:
    """Give it up before the process ends."""
    if (descriptor := _held.pop(home, None)) is not None:
        os.close(descriptor)


def _lock(home: Path, kind: int) -> bool:
    descriptor = _held.get(home)
    if descriptor is None:
        descriptor = os.open(home / NAME, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        if home not in _held:
            os.close(descriptor)
        return False
    _held[home] = descriptor
    return True
