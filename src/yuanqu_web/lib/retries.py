"""A write transaction that is tried again when the database is busy. The one place where such errors are handled.

SQLite says "database is locked"; PostgreSQL reports a deadlock, a failed serialisation or a lock not got. In each case
the transaction was rolled back as a whole and may be run again from its beginning.
"""

from __future__ import annotations

import logging
import random
import sqlite3
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction

ATTEMPTS = 6
FIRST_PAUSE, LONGEST_PAUSE = 0.02, 1.0  # seconds; each doubled and shortened at random
_SQLITE = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_POSTGRES = {"40001", "40P01", "55P03"}  # serialization_failure, deadlock_detected, lock_not_available

_log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")


def is_busy(error: BaseException | None) -> bool:
    """Whether the database asks to try again, rather than saying that something is wrong."""
    cause = error.__cause__ if isinstance(error, OperationalError) else None
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _SQLITE
    return getattr(cause, "sqlstate", None) in _POSTGRES


def atomic_write(function: Callable[P, R]) -> Callable[P, R]:
    """Run a service as one transaction, again from its beginning when the database is busy.

    Inside another transaction it is a savepoint and the outermost one tries again. What the function does
    besides writing to the database may thus happen more than once. Raises the last error after ATTEMPTS.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.in_atomic_block:
            with transaction.atomic():
                return function(*args, **kwargs)
        for attempt in range(1, ATTEMPTS):
            try:
                with transaction.atomic():
                    return function(*args, **kwargs)
            except OperationalError as error:
                if not is_busy(error):
                    raise
                _log.warning("%s: database busy, attempt %d", function.__qualname__, attempt)
                time.sleep(_pause(attempt))
        with transaction.atomic():
            return function(*args, **kwargs)

    return run


def _pause(attempt: int) -> float:
    share: float = random.uniform(0.5, 1)  # noqa: S311 - spreads attempts, guards nothing
    return share * min(FIRST_PAUSE * 2.0**attempt, LONGEST_PAUSE)
