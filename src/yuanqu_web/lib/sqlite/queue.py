"""Writers of one process wait for their turn in the order they came.

SQLite itself lets waiting writers poll, and an unlucky one may starve for seconds; see docs/adr/0006-databases.md.
"""

from __future__ import annotations

from collections import deque
from threading import Event, Lock


class Queue:
    """A lock handed from each holder to the one that has waited longest."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._waiting: deque[Event] = deque()
        self._held = False

    def enter(self, timeout: float) -> bool:
        """Wait for the turn, at most `timeout` seconds. False: it did not come."""
        with self._guard:
            if not self._held:
                self._held = True
                return True
            turn = Event()
            self._waiting.append(turn)
        if turn.wait(timeout):
            return True
        with self._guard:
            if turn.is_set():  # it came between the wait and here
                return True
            self._waiting.remove(turn)
            return False

    def leave(self) -> None:
        """Hand the turn on."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._held = False


_queues: dict[str, Queue] = {}
_guard = Lock()


def queue_of(database: str) -> Queue:
    """The one queue of a database file in this process."""
    with _guard:
        return _queues.setdefault(database, Queue())
