"""An installation of its own: a home folder and a database, on SQLite or on the PostgreSQL that the tests run on."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
SERVER = os.environ.get("YUANQU_DATABASE", "")
START = """
import os, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yuanqu_web.config.settings")
django.setup()
"""


@dataclass(frozen=True)
class Instance:
    home: Path
    database: str

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "YUANQU_HOME": str(self.home),
            "YUANQU_DATABASE": self.database,
            "YUANQU_LANG": "en",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]),
        }

    def command(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        """`yuanqu …` to its end."""
        return subprocess.run(
            [sys.executable, "-m", "yuanqu.cli", *map(str, arguments)],
            env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip

    def python(self, code: str) -> str:
        """What a program with Django started prints."""
        done = subprocess.run(
            [sys.executable, "-c", START + code],
            env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def digest(self) -> str:
        return self.python("from yuanqu_web.backups.write import content_digest\nprint(content_digest())")

    def backup(self, folder: Path, *more: object) -> dict[str, Any]:
        done = self.command("backup", folder, "--json", *more)
        assert done.returncode == 0, done.stderr
        made: dict[str, Any] = json.loads(done.stdout)
        return made


@contextmanager
def instance(folder: Path, *, sqlite: bool | None = None, like: Instance | None = None) -> Iterator[Instance]:
    """An empty installation, or a copy of one at rest. `sqlite`: None takes the database that the tests run on."""
    if like is None:
        folder.mkdir(parents=True, exist_ok=True)
    else:
        shutil.copytree(like.home, folder)
    if sqlite or (sqlite is None and not SERVER):
        yield Instance(folder, "")
        return
    import psycopg
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    name = f"yuanqu_{secrets.token_hex(6)}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        copied = f' TEMPLATE "{conninfo_to_dict(like.database)["dbname"]}"' if like else ""
        server.execute(f'CREATE DATABASE "{name}"{copied}')
        parts = {
            key: value
            for key, value in conninfo_to_dict(SERVER).items()
            if key in ("host", "port", "user", "password")
        }
        assert make_conninfo(**parts)
        host = parts.pop("host", "")
        user = parts.pop("user", "")
        try:
            yield Instance(folder, f"postgresql:///{name}?host={host}&user={user}")
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
