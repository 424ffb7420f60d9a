"""A pack's files as bytes: from a folder, from a release, and the release made of them."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from yuanqu.diagnostics import Diagnostic, Where, diagnose

SUFFIXES = (".yaml", ".dmn", ".geojson")
MAX_FILES = 2_000
MAX_TOTAL = 64_000_000
_EPOCH = (1980, 1, 1, 0, 0, 0)

Files = Mapping[str, bytes]


def read_folder(folder: Path) -> dict[str, bytes]:
    """The pack's own files, by path inside the folder; anything else there is left out."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in SUFFIXES
    }


def digest(files: Files) -> str:
    """SHA-256 over paths and contents, in order of paths: equal for a folder and its release."""
    total = hashlib.sha256()
    for name in sorted(files):
        total.update(name.encode() + b"\0" + hashlib.sha256(files[name]).digest())
    return total.hexdigest()


def to_zip(files: Files) -> bytes:
    """A deterministic zip: sorted, stored without compression, with fixed dates and modes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.external_attr = 0o644 << 16
            info.create_system = 3
            archive.writestr(info, files[name])
    return buffer.getvalue()


def from_zip(data: bytes, name: str) -> tuple[dict[str, bytes], tuple[Diagnostic, ...]]:
    """The files of a release. Sizes and paths are checked before anything is unpacked."""
    found: list[Diagnostic] = []
    files: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if len(infos) > MAX_FILES or sum(info.file_size for info in infos) > MAX_TOTAL:
                return {}, (diagnose("DOC-003", Where(name), limit=MAX_TOTAL),)
            for info in infos:
                path = PurePosixPath(info.filename)
                if path.is_absolute() or ".." in path.parts or info.filename in files:
                    found.append(diagnose("PACK-056", Where(name), file=info.filename))
                elif path.suffix in SUFFIXES:
                    files[info.filename] = archive.read(info)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        return {}, (diagnose("PACK-008", Where(name), reason=error),)
    return files, tuple(found)
