"""Install the web scanner of tests/scan into an environment of its own, .cache/scan, from requirements/scan.lock.

Its many dependencies never enter the project's environment. Run by ./test; needs a network the first time.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".cache" / "scan"
LOCK = ROOT / "requirements" / "scan.lock"
PROGRAM = FOLDER / "bin" / "wapiti"
_STAMP = FOLDER / ".stamp"


def _wanted() -> str:
    return hashlib.sha256(LOCK.read_bytes()).hexdigest() + str(FOLDER)


def installed() -> bool:
    """Whether the scanner of the lock is there."""
    return PROGRAM.exists() and _STAMP.exists() and _STAMP.read_text() == _wanted()


def install() -> None:
    """Make the environment. Raises subprocess.CalledProcessError when a package can't be had or its hash is another."""
    if installed():
        return
    sys.stderr.write(f"installing the web scanner into {FOLDER.relative_to(ROOT)} …\n")
    venv.create(FOLDER, clear=True, with_pip=True)
    pip = [str(FOLDER / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", str(LOCK)], check=True, stdout=sys.stderr)
    _STAMP.write_text(_wanted())


if __name__ == "__main__":
    try:
        install()
    except subprocess.CalledProcessError as error:
        sys.exit(f"the scanner could not be installed ({error.returncode}): is there a network?")
