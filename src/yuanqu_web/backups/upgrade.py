"""Bringing a database up to the installed version: back up, migrate, check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, models

from yuanqu.values import Text
from yuanqu_web.backups.check import verified
from yuanqu_web.backups.restore import finish_restore, holds_data
from yuanqu_web.backups.rows import kept_models
from yuanqu_web.backups.state import applied_migrations, pending
from yuanqu_web.backups.write import make_backup
from yuanqu_web.lib.sqlite import set_journal_mode


@dataclass(frozen=True, slots=True)
class Upgraded:
    """`backup`: None when there were no data to back up. `applied`: app.name of each migration."""

    backup: Path | None
    applied: tuple[str, ...]


class Failed(Exception):  # noqa: N818 - its reason says what to do
    """The upgrade did not end well; `backup` holds the data as they were."""

    def __init__(self, reason: Text, backup: Path | None) -> None:
        super().__init__(reason.en)
        self.reason, self.backup = reason, backup


def migrate() -> None:
    """Apply what is pending, with the journal mode set first."""
    if connection.vendor == "sqlite":
        set_journal_mode(str(settings.DATABASES["default"]["NAME"]))
    if pending():
        call_command("migrate", interactive=False, verbosity=0)


def upgrade(folder: Path, *, now: datetime) -> Upgraded:
    """Back up into `folder`, migrate and check. Raises Failed with what to do."""
    finish_restore()
    backup = _backed_up(folder, now)
    before = set(applied_migrations())
    try:
        migrate()
    except Exception as error:  # whatever a migration met
        raise Failed(_not_migrated(error, backup), backup) from error
    if problems := faults():
        raise Failed(_not_sound(problems, backup), backup)
    return Upgraded(backup, tuple(sorted(set(applied_migrations()) - before)))


def faults() -> list[str]:
    """What is wrong with the database itself: pages, keys, tables that can't be read."""
    found: list[str] = []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            found += [str(row[0]) for row in cursor.fetchall() if row[0] != "ok"]
            cursor.execute("PRAGMA foreign_key_check")
            found += [f"{row[0]} row {row[1]}: no such {row[2]}" for row in cursor.fetchall()]
    found += [
        f"{model._meta.label}: {problem}" for model in kept_models(apps) if (problem := _unreadable(model))
    ]
    return found


def _unreadable(model: type[models.Model]) -> str:
    try:
        model._base_manager.order_by("pk").first()
    except Exception as error:  # the column is missing, the value can't be read, …
        return f"{type(error).__name__}: {error}"
    return ""


def _backed_up(folder: Path, now: datetime) -> Path | None:
    """A verified backup of the data as the old version knew them; None when there are none."""
    if not applied_migrations() or not holds_data():
        return None
    file = make_backup(folder, now=now)
    verified(file)
    return file


def _not_migrated(error: Exception, backup: Path | None) -> Text:
    return Text(
        f"迁移失败：{type(error).__name__}：{error}。{_way_back_zh(backup)}",
        f"The migration failed: {type(error).__name__}: {error}. {_way_back_en(backup)}",
    )


def _not_sound(problems: list[str], backup: Path | None) -> Text:
    listed = "; ".join(problems[:5])
    return Text(
        f"检查未通过：{listed}。{_way_back_zh(backup)}", f"Checks failed: {listed}. {_way_back_en(backup)}"
    )


def _way_back_zh(backup: Path | None) -> str:
    return (
        f"装回原版本后运行：yuanqu restore --replace {backup}"
        if backup
        else "原来没有数据，可删去数据库重来。"
    )


def _way_back_en(backup: Path | None) -> str:
    if backup is None:
        return "There were no data: the database may be deleted and made again."
    return f"To go back, install the earlier version and run: yuanqu restore --replace {backup}"
