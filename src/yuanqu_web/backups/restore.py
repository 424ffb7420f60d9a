"""Putting a backup back: all of it or nothing, on either database, whichever it came from.

The rows are put into tables as they were at the time of the backup, checked by the digest, and then migrated forward.
On PostgreSQL that is one transaction. On SQLite it happens in a file beside the database, which then takes its place.
Kept files are unpacked beside theirs; a note written before the exchange lets a start after a kill finish it.
"""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction
from django.db.migrations.executor import MigrationExecutor

from yuanqu_web.backups.check import verified
from yuanqu_web.backups.manifest import Manifest, Part, digest_of
from yuanqu_web.backups.refused import Refused
from yuanqu_web.backups.rows import BATCH, columns, kept_models, row_of
from yuanqu_web.backups.state import last_of
from yuanqu_web.backups.write import files_folder, sync_folder, table_parts

NOTE = "restore.json"
STAGED_FILES, OLD_FILES = "restore.files", "replaced.files"
Say = Callable[[int, int], None]


def restore(file: Path, *, replace: bool, say: Say | None = None) -> Manifest:
    """Restore a backup into this home and its database. Refused when it is unsound, made by a newer version, or when
    there is data already and `replace` is false."""
    finish_restore()
    manifest = verified(file)
    targets = _targets(manifest)
    if not replace and holds_data():
        raise Refused(
            "数据库里已有数据。要以备份取代它，请加 --replace；建议先做一次备份。",
            "The database holds data already. To replace it by the backup, add --replace; make a backup first.",
        )
    put_back = _restore_sqlite if connection.vendor == "sqlite" else _restore_postgres
    try:
        with zipfile.ZipFile(file) as archive:
            _unpack(archive, manifest)
            put_back(archive, manifest, targets, say)
    except BaseException:
        finish_restore()
        raise
    return manifest


def holds_data() -> bool:
    """Whether any table of ours has a row, or a file is kept."""
    present = set(connection.introspection.table_names())
    ours = [model for model in kept_models(apps) if model.__module__.startswith("yuanqu_web.")]
    if any(model._meta.db_table in present and model._base_manager.exists() for model in ours):
        return True
    folder = files_folder()
    return folder.is_dir() and any(folder.iterdir())


def finish_restore() -> bool:
    """Finish, or undo, a restore that was killed. True when there was something to do. Called at each start."""
    home = Path(settings.YUANQU_HOME)
    note = home / NOTE
    if not note.exists():
        staged = _staged_database()
        left = [home / STAGED_FILES, staged, Path(f"{staged}-journal")]
        found = [path for path in left if path.exists()]
        for path in found:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        return bool(found)
    promised = json.loads(note.read_text(encoding="utf-8"))
    if promised["database"] and not _is_in_force(promised["digest"]):
        note.unlink()  # PostgreSQL rolled it back: the old rows keep their old files
        return finish_restore() or True
    _exchange(home)
    return True


def _restore_sqlite(
    archive: zipfile.ZipFile, manifest: Manifest, targets: list[tuple[str, str]], say: Say | None
) -> None:
    home, staged = Path(settings.YUANQU_HOME), _staged_database()
    with _connected_to(staged):
        _fill(archive, manifest, targets, say)
    descriptor = os.open(staged, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
    _promise(home, manifest, in_database=False)
    _exchange(home)


def _restore_postgres(
    archive: zipfile.ZipFile, manifest: Manifest, targets: list[tuple[str, str]], say: Say | None
) -> None:
    home = Path(settings.YUANQU_HOME)
    with transaction.atomic():
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(table)} CASCADE")
        _fill(archive, manifest, targets, say)
        with connection.cursor() as cursor:  # tells a start after a kill whether this was committed
            cursor.execute("CREATE TABLE yuanqu_restored (digest varchar(64) PRIMARY KEY)")
            cursor.execute("INSERT INTO yuanqu_restored VALUES (%s)", [manifest.digest])
        _promise(home, manifest, in_database=True)
    _exchange(home)


def _fill(
    archive: zipfile.ZipFile, manifest: Manifest, targets: list[tuple[str, str]], say: Say | None
) -> None:
    """Tables as they were, their rows, a check by the digest, and what came since."""
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    state = MigrationExecutor(connection).loader.project_state(targets).apps
    tables = {f"tables/{model._meta.label_lower}.jsonl": model for model in kept_models(state)}
    parts = [part for part in manifest.parts if part.name.startswith("tables/")]
    if unknown := [part.name for part in parts if part.rows and part.name not in tables]:
        raise Refused(
            f"备份含有本版本没有的表：{'、'.join(unknown)}。",
            f"The backup holds tables that this version does not know: {', '.join(unknown)}.",
        )
    with transaction.atomic():
        with connection.cursor() as cursor:
            for model in tables.values():  # rows that migrations put there themselves
                if model._base_manager.exists():
                    table = connection.ops.quote_name(model._meta.db_table)
                    cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - a name of our own
        for number, part in enumerate(parts, 1):
            if part.name in tables:
                _insert(archive, part, tables[part.name])
            if say:
                say(number, len(parts))
        connection.check_constraints()
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(tables.values())):
                cursor.execute(statement)
        kept = [part for part in manifest.parts if part.name.startswith("files/")]
        found = digest_of([*table_parts(list(tables.values())), *kept])
        if found != manifest.digest:
            raise Refused(
                "恢复后的内容与备份的摘要不符，已放弃；原有数据没有改动。",
                "What was restored does not have the digest of the backup; given up, the data are as they were.",
            )
    call_command(
        "migrate", interactive=False, verbosity=0
    )  # with what it makes itself: types of content, permissions


def _insert(archive: zipfile.ZipFile, part: Part, model: type[models.Model]) -> None:
    fields = columns(model)
    for field in fields:  # times set at saving would replace those of the backup
        if isinstance(field, models.DateField | models.TimeField):
            field.auto_now = field.auto_now_add = False
    with archive.open(part.name) as source:
        while lines := list(islice(source, BATCH)):
            rows = [model(**row_of(line, fields)) for line in lines]
            model._base_manager.bulk_create(rows, batch_size=500)


def _targets(manifest: Manifest) -> list[tuple[str, str]]:
    """The migrations to go to: those the backup had. Refused when some are not known here."""
    graph = MigrationExecutor(connection).loader.graph
    had = {(app, name) for app, _dot, name in (one.partition(".") for one in manifest.migrations)}
    if unknown := had - set(graph.nodes):
        listed = ", ".join(sorted(f"{app}.{name}" for app, name in unknown))
        raise Refused(
            f"备份由更新的版本 {manifest.version} 制作（本版本没有 {listed}）。请先升级程序，再恢复。",
            f"The backup was made by a newer version, {manifest.version} (unknown here: {listed}). Install that version first.",
        )
    return last_of(graph, had)


def _staged_database() -> Path:
    """Beside the database, so that one may take the other's place."""
    return Path(f"{connection.settings_dict['NAME']}.restoring")


def _unpack(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Kept files, beside those in use."""
    staged = Path(settings.YUANQU_HOME) / STAGED_FILES
    staged.mkdir(mode=0o700)
    names = [part.name for part in manifest.parts if part.name.startswith("files/")]
    for name in names:
        target = staged / name.removeprefix("files/")
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (
            archive.open(name) as source,
            open(os.open(target, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as out,
        ):
            shutil.copyfileobj(source, out)


def _promise(home: Path, manifest: Manifest, *, in_database: bool) -> None:
    """From here on the restore will be finished, even after a kill (PostgreSQL: if it commits)."""
    partial = home / f".{NOTE}"
    partial.write_text(json.dumps({"digest": manifest.digest, "database": in_database}), encoding="utf-8")
    descriptor = os.open(partial, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
    partial.replace(home / NOTE)
    sync_folder(home)


def _exchange(home: Path) -> None:
    """Put what was prepared in its place. May be repeated from any point."""
    staged, old = home / STAGED_FILES, home / OLD_FILES
    if _staged_database().exists():
        connection.close()
        database = Path(connection.settings_dict["NAME"])
        for left in (f"{database}-journal", f"{database}-wal", f"{database}-shm"):
            Path(left).unlink(missing_ok=True)
        _staged_database().replace(database)
        sync_folder(database.parent)
    if staged.is_dir():
        kept = files_folder()
        if old.exists():
            shutil.rmtree(old)
        if kept.exists():
            kept.rename(old)
        staged.rename(kept)
    shutil.rmtree(old, ignore_errors=True)
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS yuanqu_restored")
    (home / NOTE).unlink(missing_ok=True)
    sync_folder(home)


def _is_in_force(digest: str) -> bool:
    """Whether PostgreSQL committed the restore of this digest."""
    with connection.cursor() as cursor:
        if "yuanqu_restored" not in connection.introspection.table_names(cursor):
            return False
        cursor.execute("SELECT digest FROM yuanqu_restored")
        return bool(cursor.fetchall() == [(digest,)])


@contextmanager
def _connected_to(file: Path) -> Iterator[None]:
    """Let the default connection be to another SQLite file."""
    kept = connections[DEFAULT_DB_ALIAS]
    staged = connections.create_connection(DEFAULT_DB_ALIAS)
    staged.settings_dict = {**kept.settings_dict, "NAME": str(file)}
    connections[DEFAULT_DB_ALIAS] = staged
    try:
        yield
    finally:
        staged.close()
        connections[DEFAULT_DB_ALIAS] = kept
