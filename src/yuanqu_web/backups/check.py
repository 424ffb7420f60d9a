"""Looking at a backup before anything is done with it."""

from __future__ import annotations

import zipfile
from hashlib import sha256
from pathlib import Path, PurePosixPath

from yuanqu_web.backups.manifest import Manifest, digest_of, read_manifest
from yuanqu_web.backups.refused import Refused
from yuanqu_web.backups.write import MANIFEST


def verified(file: Path) -> Manifest:
    """The manifest of a backup all of whose parts have the digest it states. Refused otherwise."""
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = read_manifest(archive.read(MANIFEST))
            stated = {part.name for part in manifest.parts}
            if extra := set(archive.namelist()) - stated - {MANIFEST}:
                raise ValueError(f"parts not in the manifest: {', '.join(sorted(extra))}")
            for part in manifest.parts:
                _check_name(part.name)
                with archive.open(part.name) as source:
                    digest = sha256()
                    while chunk := source.read(1 << 20):
                        digest.update(chunk)
                if digest.hexdigest() != part.sha256:
                    raise ValueError(f"{part.name} was altered")
            if digest_of(manifest.parts) != manifest.digest:
                raise ValueError("the digest of the whole does not fit its parts")
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise Refused(
            f"{file} 不是完好的备份（{error}）。什么也没有改动；请换一个备份文件。",
            f"{file} is no sound backup ({error}). Nothing was changed; take another backup file.",
        ) from error
    return manifest


def _check_name(name: str) -> None:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or path.parts[0] not in ("tables", "files"):
        raise ValueError(f"a part may not be called {name}")
