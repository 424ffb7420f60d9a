"""Making a backup: one zip file, complete or not there at all."""

from __future__ import annotations

import os
import secrets
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction

import yuanqu
from yuanqu_web.backups.manifest import Manifest, Part, digest_of
from yuanqu_web.backups.rows import kept_models, lines_of
from yuanqu_web.backups.state import applied_migrations, apps_in_database

PREFIX, SUFFIX = "yuanqu-", ".backup.zip"
MANIFEST = "manifest.json"
Say = Callable[[int, int], None]


def make_backup(folder: Path, *, now: datetime, say: Say | None = None) -> Path:
    """Write `folder`/yuanqu-TIME-….backup.zip and return it. Writers go on meanwhile: it shows one moment."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{PREFIX}{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}{SUFFIX}"
    partial = folder / f".{name}.partial"
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            with one_moment(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                manifest = _fill(archive, now, say)
                archive.writestr(MANIFEST, manifest.to_json())
            out.flush()
            os.fsync(out.fileno())
        partial.replace(folder / name)
    finally:
        partial.unlink(missing_ok=True)
    sync_folder(folder)
    return folder / name


def backups_in(folder: Path) -> list[Path]:
    """The backups of a folder, the oldest first."""
    return sorted(folder.glob(f"{PREFIX}*{SUFFIX}"))


def keep_newest(folder: Path, keep: int) -> list[Path]:
    """Delete all but the newest `keep` backups of the folder; returns those deleted."""
    old = backups_in(folder)[:-keep]
    for file in old:
        file.unlink()
    return old


def content_digest() -> str:
    """The digest a backup made now would have."""
    with one_moment():
        return digest_of([*table_parts(kept_models(apps_in_database())), *_files(None)])


def files_folder() -> Path:
    """Where uploaded files are kept."""
    return Path(settings.MEDIA_ROOT)


def sync_folder(folder: Path) -> None:
    """Make a rename in the folder outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def one_moment() -> Iterator[None]:
    """Let all reads inside see the database as it is now. SQLite is copied first, so that its writers need not wait."""
    if connection.vendor == "sqlite":
        with _copied():
            yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


@contextmanager
def _copied() -> Iterator[None]:
    if connection.in_atomic_block:  # a test's own transaction; nobody else writes there
        yield
        return
    kept = connections[DEFAULT_DB_ALIAS]
    with tempfile.TemporaryDirectory(prefix="backup-", dir=settings.YUANQU_HOME) as folder:
        copy = Path(folder) / "copy.sqlite3"
        target = sqlite3.connect(copy)
        try:
            kept.ensure_connection()
            kept.connection.backup(target)
        finally:
            target.close()
        reader = connections.create_connection(DEFAULT_DB_ALIAS)
        reader.settings_dict = {**kept.settings_dict, "NAME": str(copy)}
        connections[DEFAULT_DB_ALIAS] = reader
        try:
            yield
        finally:
            reader.close()
            connections[DEFAULT_DB_ALIAS] = kept


def _fill(archive: zipfile.ZipFile, now: datetime, say: Say | None) -> Manifest:
    parts = (*table_parts(kept_models(apps_in_database()), archive, say), *_files(archive))
    return Manifest(
        version=yuanqu.__version__,
        made_at=now.isoformat(),
        database=connection.vendor,
        migrations=applied_migrations(),
        parts=parts,
        digest=digest_of(parts),
        audit_head=audit_head(),
    )


def table_parts(
    tables: Sequence[type[models.Model]], archive: zipfile.ZipFile | None = None, say: Say | None = None
) -> Iterator[Part]:
    """Each table, read and, when there is an archive, written into it."""
    for number, model in enumerate(tables, 1):
        name = f"tables/{model._meta.label_lower}.jsonl"
        yield _part(archive, name, lines_of(model), counted=True)
        if say:
            say(number, len(tables))


def _files(archive: zipfile.ZipFile | None) -> Iterator[Part]:
    folder = files_folder()
    for file in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if file.is_file() and not file.is_symlink():
            yield _part(archive, f"files/{file.relative_to(folder).as_posix()}", _chunks(file), counted=False)


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as source:
        while chunk := source.read(1 << 20):
            yield chunk


def _part(archive: zipfile.ZipFile | None, name: str, chunks: Iterator[bytes], *, counted: bool) -> Part:
    digest, size, rows = sha256(), 0, 0
    out = archive.open(name, "w", force_zip64=True) if archive is not None else None
    try:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            rows += 1
            if out is not None:
                out.write(chunk)
    finally:
        if out is not None:
            out.close()
    return Part(name, digest.hexdigest(), size, rows if counted else 0)


def audit_head() -> str:
    """N:HASH of the last entry of the record; empty before there is one."""
    try:
        model = apps_in_database().get_model("audit", "AuditHead")
    except LookupError:  # a database older than the record
        return ""
    head = model._base_manager.filter(pk=1).first()
    return f"{head.number}:{head.hash}" if head else ""
