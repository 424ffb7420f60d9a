"""yuanqu upgrade: back up, migrate, check."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from yuanqu.commands.session import FOUND, OK, Session
from yuanqu.values import Language
from yuanqu_web.commands.console import alone_or_say, start_or_say


def register(commands: Any, common: argparse.ArgumentParser, lang: Language) -> None:
    zh = lang == "zh"
    parser = commands.add_parser(
        "upgrade",
        parents=[common],
        help="升级数据库：备份、迁移、检查" if zh else "upgrade the database: back up, migrate, check",
        description="换上新版本程序后运行一次。先备份，再迁移，再检查；失败时说明如何恢复。"
        if zh
        else "Run once after a new version was installed. Backs up, migrates and checks; says how to go back when it fails.",
    )
    parser.add_argument(
        "--backup",
        metavar="DIR",
        type=Path,
        help="备份放在哪里（默认数据文件夹下的 backups）"
        if zh
        else "where the backup goes (default: backups in the home folder)",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, session: Session) -> int:
    if (problem := start_or_say(session)) is not None:
        return problem
    if not alone_or_say(session):
        return session.finish(FOUND)
    from django.conf import settings
    from django.utils import timezone

    from yuanqu_web.backups.upgrade import Failed, upgrade

    folder = options.backup or Path(settings.YUANQU_HOME) / "backups"
    try:
        done = upgrade(folder, now=timezone.now())
    except Failed as failed:
        session.note(failed.reason.zh, failed.reason.en)
        return session.finish(FOUND, problem=failed.reason, backup=str(failed.backup or ""))
    if done.backup:
        session.line(f"备份：{done.backup}", f"Backup: {done.backup}")
    session.line(
        f"已执行 {len(done.applied)} 项迁移；检查通过。",
        f"{len(done.applied)} migrations applied; all checks passed.",
    )
    return session.finish(OK, backup=str(done.backup or ""), applied=list(done.applied))
