"""The worker that the server starts: a process of its own, started again when it ends, gone when the server is gone."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading

AGAIN_AFTER = 2.0  # seconds

_log = logging.getLogger(__name__)


class InsideWorker:
    """Keeps one `yuanqu worker` alive beside this process."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = os.getpid()

    def start(self) -> None:
        threading.Thread(target=self._keep, name="inside worker", daemon=True).start()

    def stop(self) -> None:
        """Ask it to stop; what it was doing waits for the next start."""
        self._over.set()
        if self._process is not None and os.getpid() == self._owner:
            self._process.terminate()

    def _keep(self) -> None:
        command = [sys.executable, "-m", "yuanqu.cli", "worker", "--parent", str(os.getpid())]
        while not self._over.is_set():
            self._process = subprocess.Popen(command)  # noqa: S603 - our own program
            while self._process.poll() is None and not self._over.is_set():
                self._over.wait(1)
            if not self._over.wait(AGAIN_AFTER):
                _log.warning("the worker ended; starting it again")
