"""yuanqu restore: put a backup back, all of it or nothing."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from yuanqu.commands.session import FOUND, OK, UNUSABLE, Session
from yuanqu.values import Language
from yuanqu_web.commands.console import alone_or_say, start_or_say


def register(commands: Any, common: argparse.ArgumentParser, lang: Language) -> None:
    zh = lang == "zh"
    parser = commands.add_parser(
        "restore",
        parents=[common],
        help="恢复备份" if zh else "restore a backup",
        description="先核对各部分的摘要，再整体恢复；中途被终止也不会只做一半。SQLite 与 PostgreSQL 的备份可以互相恢复。"
        if zh
        else "Checks the digest of each part, then restores all of it or nothing, even when killed. "
        "A backup of SQLite may be restored into PostgreSQL and the other way round.",
    )
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.add_argument(
        "--replace",
        action="store_true",
        help="取代已有的数据" if zh else "replace the data that are there",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, session: Session) -> int:
    if (problem := start_or_say(session)) is not None:
        return problem
    if not alone_or_say(session):
        return session.finish(FOUND)
    from yuanqu_web.backups.refused import Refused
    from yuanqu_web.backups.restore import restore
    from yuanqu_web.backups.write import content_digest

    try:
        manifest = restore(options.file, replace=options.replace)
    except Refused as refused:
        session.note(refused.reason.zh, refused.reason.en)
        return session.finish(UNUSABLE, problem=refused.reason)
    session.line(
        f"已恢复 {manifest.made_at} 的备份：{manifest.rows} 行，摘要 {manifest.digest}",
        f"Restored the backup of {manifest.made_at}: {manifest.rows} rows, digest {manifest.digest}",
    )
    return session.finish(OK, digest=manifest.digest, now=content_digest(), rows=manifest.rows)
