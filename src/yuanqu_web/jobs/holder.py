"""Who is at work on a job: host and process, and whether that process is still there."""

from __future__ import annotations

import os
import socket
from pathlib import Path


def this_process() -> str:
    """host:pid:birth of this process; the birth tells a reused process number apart."""
    return f"{socket.gethostname()}:{os.getpid()}:{_birth(os.getpid())}"


def is_here(holder: str) -> bool:
    """Whether the holder is, or was, a process of this machine."""
    return holder.partition(":")[0] == socket.gethostname()


def is_gone(holder: str) -> bool:
    """True when the holder ran on this machine and no longer exists. Unknown machines are given their lease."""
    host, _, rest = holder.partition(":")
    pid, _, birth = rest.partition(":")
    if host != socket.gethostname() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return _birth(int(pid)) != birth


def _birth(pid: int) -> str:
    """The start time of a process in clock ticks since boot (Linux); empty elsewhere."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[19]
