"""yuanqu backup: the database and kept files as one file, while the server goes on."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from yuanqu.commands.session import OK, USAGE, Session
from yuanqu.values import Language
from yuanqu_web.commands.console import start_or_say


def register(commands: Any, common: argparse.ArgumentParser, lang: Language) -> None:
    zh = lang == "zh"
    parser = commands.add_parser(
        "backup",
        parents=[common],
        help="备份数据库与文件" if zh else "back up the database and files",
        description="把某一时刻的全部数据和文件写成一个文件，附各部分的 SHA-256。服务器可以照常运行。"
        if zh
        else "Writes all data and files of one moment into one file, with the SHA-256 of each part. The server may go on.",
    )
    parser.add_argument(
        "folder", metavar="DIR", type=Path, help="备份写到哪个文件夹" if zh else "folder to write to"
    )
    parser.add_argument(
        "--keep",
        type=int,
        metavar="N",
        help="只留最新的 N 个备份" if zh else "keep only the newest N backups",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, session: Session) -> int:
    if options.keep is not None and options.keep < 1:
        session.note("--keep 至少为 1。", "--keep must be at least 1.")
        return session.finish(USAGE)
    if (problem := start_or_say(session)) is not None:
        return problem
    from django.utils import timezone

    from yuanqu_web.backups.check import verified
    from yuanqu_web.backups.write import keep_newest, make_backup

    file = make_backup(options.folder, now=timezone.now())
    manifest = verified(file)
    removed = keep_newest(options.folder, options.keep) if options.keep else []
    session.line(
        f"备份：{file}（{manifest.rows} 行，{file.stat().st_size} 字节；摘要 {manifest.digest}）",
        f"Backup: {file} ({manifest.rows} rows, {file.stat().st_size} bytes; digest {manifest.digest})",
    )
    for old in removed:
        session.line(f"已删除旧备份 {old.name}", f"Removed the old backup {old.name}")
    return session.finish(
        OK,
        file=str(file),
        digest=manifest.digest,
        rows=manifest.rows,
        audit_head=manifest.audit_head,
        removed=[old.name for old in removed],
    )
