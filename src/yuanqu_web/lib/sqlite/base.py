"""Django's SQLite back end, whose transactions queue up within a process before they ask SQLite for its write lock."""

from __future__ import annotations

import sqlite3
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from yuanqu_web.lib.sqlite.queue import queue_of


class DatabaseWrapper(base.DatabaseWrapper):
    """One transaction at a time per process and file; other processes are kept apart by SQLite's own lock."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._has_turn = False

    def _start_transaction_under_autocommit(self) -> None:
        self._wait_for_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._give_turn()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._give_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._give_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._give_turn()

    def _wait_for_turn(self) -> None:
        if self._has_turn:
            return
        timeout = float(self.settings_dict.get("OPTIONS", {}).get("timeout", 5))
        if not queue_of(str(self.settings_dict["NAME"])).enter(timeout):
            cause = sqlite3.OperationalError("database is locked")
            cause.sqlite_errorcode = sqlite3.SQLITE_BUSY
            raise OperationalError("database is locked") from cause
        self._has_turn = True

    def _give_turn(self) -> None:
        if self._has_turn:
            self._has_turn = False
            queue_of(str(self.settings_dict["NAME"])).leave()
