"""Writing: take a release of a policy pack into use."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from yuanqu.diagnostics import Diagnostic, errors
from yuanqu.packs import read_release, release
from yuanqu_web.lib.retries import atomic_write
from yuanqu_web.policies.models import PackRelease


class PackRefused(Exception):  # noqa: N818  (says what happened, as the service does)
    """The pack has errors; `diagnostics` name each."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__("; ".join(diagnostic.text("en") for diagnostic in diagnostics))
        self.diagnostics = diagnostics


def load_pack(*, path: Path, at: datetime | None = None) -> PackRelease:
    """Release a folder, or take the bytes of a release, and put it into use."""
    return store_release(data=release(path) if path.is_dir() else path.read_bytes(), at=at)


@atomic_write
def store_release(*, data: bytes, at: datetime | None = None) -> PackRelease:
    """Store a release and put it into use. The same pack again changes nothing but which is in use.
    Raises PackRefused when the pack has errors."""
    loaded = read_release(data)
    if loaded.pack is None:
        raise PackRefused(errors(loaded.diagnostics))
    identity = loaded.pack.identity
    stored, _created = PackRelease.objects.update_or_create(
        digest=loaded.pack.digest,
        defaults={"loaded_at": at or timezone.now()},
        create_defaults={
            "pack": identity.id,
            "version": identity.version,
            "sha256": hashlib.sha256(data).hexdigest(),
            "data": data,
            "loaded_at": at or timezone.now(),
        },
    )
    return stored
