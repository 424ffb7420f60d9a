"""yuanqu check: every problem of a pack, at once."""

from __future__ import annotations

import argparse
from collections import Counter
from typing import Any

from yuanqu.commands.session import FOUND, OK, UNUSABLE, Session
from yuanqu.diagnostics import has_errors
from yuanqu.packs import check, load
from yuanqu.values import Language


def register(commands: Any, common: argparse.ArgumentParser, lang: Language) -> None:
    zh = lang == "zh"
    parser = commands.add_parser(
        "check",
        parents=[common],
        help="检查政策包，一次列出全部问题" if zh else "check a pack; all problems at once",
        description=(
            "读入政策包的全部文件，核对引用、参数、类型、资料用途、英文，并跑完它自带的案例。"
            if zh
            else "Reads every file of a pack, checks references, parameters, types, permitted use and English, and runs its cases."
        ),
    )
    parser.add_argument(
        "pack", metavar="PACK", help="文件夹、发布包或 id@版本" if zh else "folder, release or id@version"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, session: Session) -> int:
    loaded = load(options.pack)
    found = list(loaded.diagnostics)
    cases = 0
    if loaded.pack is not None:
        found.extend(check(loaded.pack))
        cases = sum(len(file.cases) for file in loaded.pack.cases)
    if not session.json:
        session.diagnostics(found)
    counts = Counter(d.severity for d in found)
    if loaded.pack is not None:
        pack = loaded.pack
        session.line(
            f"{pack.identity.ref}：{len(pack.sentences)} 句、{len(pack.decisions)} 项决策、{len(pack.targets)} 个目标、{cases} 个案例",
            f"{pack.identity.ref}: {len(pack.sentences)} sentences, {len(pack.decisions)} decisions, "
            f"{len(pack.targets)} targets, {cases} cases",
        )
    session.line(
        f"错误 {counts['error']}，提醒 {counts['warning']}",
        f"{counts['error']} errors, {counts['warning']} warnings",
    )
    missing = any(d.code == "PACK-007" for d in found)
    code = UNUSABLE if missing else FOUND if has_errors(found) else OK
    return session.finish(
        code,
        diagnostics=[d.as_dict(session.lang) for d in found],
        errors=counts["error"],
        warnings=counts["warning"],
        cases=cases,
    )
