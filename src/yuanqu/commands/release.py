"""yuanqu release: a deterministic zip named by its content."""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path
from typing import Any

from yuanqu.commands.session import FOUND, OK, UNUSABLE, Session
from yuanqu.diagnostics import diagnose, errors
from yuanqu.packs import check, load, locate, release
from yuanqu.packs.release import release_name
from yuanqu.values import Language


def register(commands: Any, common: argparse.ArgumentParser, lang: Language) -> None:
    zh = lang == "zh"
    parser = commands.add_parser(
        "release", parents=[common], help="生成发布包（先检查）" if zh else "make a release (after checking)"
    )
    parser.add_argument("pack", metavar="PACK")
    parser.add_argument(
        "-o", "--output", type=Path, default=Path(), help="输出文件夹" if zh else "folder to write to"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, session: Session) -> int:
    folder = locate(options.pack)
    if folder is None or not folder.is_dir():
        return session.fail(UNUSABLE, (diagnose("PACK-007", None, path=options.pack),))
    loaded = load(folder)
    found = [*loaded.diagnostics, *(check(loaded.pack) if loaded.pack else ())]
    if loaded.pack is None or errors(found):
        return session.fail(FOUND, errors(found))
    data = release(folder)
    identity = loaded.pack.identity
    options.output.mkdir(parents=True, exist_ok=True)
    path = options.output / release_name(identity.id, identity.version, data)
    path.write_bytes(data)
    session.line(str(path), str(path))
    return session.finish(OK, output=path, sha256=hashlib.sha256(data).hexdigest())
