"""yuanqu tck: run a folder of the DMN Technology Compatibility Kit."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from yuanqu.commands.session import FOUND, OK, UNUSABLE, Session
from yuanqu.diagnostics import diagnose
from yuanqu.dmn.tck import run_folder
from yuanqu.values import Language


def register(commands: Any, common: argparse.ArgumentParser, lang: Language) -> None:
    zh = lang == "zh"
    parser = commands.add_parser(
        "tck",
        parents=[common],
        help="运行 DMN 一致性测试（TCK）文件夹" if zh else "run a folder of the DMN compatibility kit (TCK)",
    )
    parser.add_argument("folder", metavar="DIR", type=Path)
    parser.add_argument(
        "--failures", action="store_true", help="列出未通过的用例" if zh else "list the failing cases"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, session: Session) -> int:
    if not options.folder.is_dir():
        return session.fail(UNUSABLE, (diagnose("CLI-001", None, path=options.folder),))
    results = run_folder(options.folder)
    if not results:
        return session.fail(UNUSABLE, (diagnose("CLI-003", None, path=options.folder),))
    session.table(
        (session.say("文件夹", "folder"), session.say("通过", "passed"), session.say("未通过", "failed")),
        [(r.folder, str(r.passed), str(r.failed)) for r in results],
        right=(1, 2),
    )
    if options.failures:
        for result in results:
            for failure in result.failures:
                session.line(f"✗ {failure}", f"✗ {failure}")
    passed, failed = sum(r.passed for r in results), sum(r.failed for r in results)
    session.line(f"{passed} passed, {failed} failed", f"{passed} passed, {failed} failed")
    folders = [
        {"folder": r.folder, "passed": r.passed, "failed": r.failed, "failures": [str(f) for f in r.failures]}
        for r in results
    ]
    return session.finish(FOUND if failed else OK, folders=folders, passed=passed, failed=failed)
