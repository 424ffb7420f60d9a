"""Where the console keeps its data, and the secret made at the first start."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]


def home_folder(environ: Mapping[str, str]) -> Path:
    """YUANQU_HOME; else `var` in a checkout; else a folder of the user's own."""
    if named := environ.get("YUANQU_HOME", "").strip():
        return Path(named).expanduser().resolve()
    if (REPOSITORY / "pyproject.toml").is_file() and (REPOSITORY / "src" / "yuanqu_web").is_dir():
        return REPOSITORY / "var"
    base = environ.get("XDG_DATA_HOME", "").strip()
    return (Path(base) if base else Path.home() / ".local" / "share") / "yuanqu"


def prepare(home: Path) -> None:
    """Make the folder, closed to other users. An existing folder is left as it is."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)


def kept_secret(home: Path) -> str:
    """The secret kept in the folder; made at the first start, readable by its owner only."""
    file = home / "secret"
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii").strip()
    made = secrets.token_urlsafe(64)
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(made)
    return made
