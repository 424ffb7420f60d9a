"""Peers: other engines, each in its own environment under .cache/bench, pinned with hashes; never in the project's."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import venv
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".cache" / "bench"


def lock_of(name: str) -> Path:
    return ROOT / "requirements" / f"bench-{name}.lock"


def environment(name: str) -> Path:
    """The Python of a peer's environment, made and filled when its lock is new. Needs a network the first time.

    Raises subprocess.CalledProcessError when a package can't be had or its hash is another.
    """
    folder, lock = CACHE / name, lock_of(name)
    python, stamp = folder / "bin" / "python", folder / ".stamp"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest() + str(folder)
    if python.exists() and stamp.exists() and stamp.read_text() == wanted:
        return python
    print(f"installing {name} into {folder.relative_to(ROOT)} …", file=sys.stderr)
    venv.create(folder, clear=True, with_pip=True)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", str(lock)], check=True, stdout=sys.stderr)
    stamp.write_text(wanted)
    return python


def version(name: str, package: str) -> str:
    """The version of a package in a peer's environment."""
    places = [str(path) for path in (CACHE / name / "lib").glob("python*/site-packages")]
    for found in distributions(path=places):
        if found.metadata["Name"].lower() == package.lower():
            return found.version
    return "?"
