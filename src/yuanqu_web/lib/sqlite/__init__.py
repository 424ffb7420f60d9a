"""The journal mode of the SQLite file, set once at start.

SQLite 3.7.0–3.51.2 can corrupt a write-ahead log when it is reset (fixed in 3.51.3, 3.50.7 and 3.44.6):
there the rollback journal is used, emptied rather than deleted after each transaction. See docs/adr/0006-databases.md.
"""

from __future__ import annotations

import sqlite3

_FIXED_IN = {(3, 44): 6, (3, 50): 7}


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this version of SQLite has the fix of the write-ahead log."""
    if version >= (3, 51, 3):
        return True
    fixed = _FIXED_IN.get((version[0], version[1]))
    return fixed is not None and version[2] >= fixed


def set_journal_mode(database: str) -> str:
    """Set and return the journal mode of the file: write-ahead log where it is safe, else rollback journal."""
    wanted = "WAL" if wal_is_safe(sqlite3.sqlite_version_info) else "TRUNCATE"
    connection = sqlite3.connect(database, timeout=20)
    try:
        (mode,) = connection.execute(f"PRAGMA journal_mode={wanted}").fetchone()
    finally:
        connection.close()
    return str(mode)
