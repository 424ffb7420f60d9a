"""yuanqu sample: generate the sample city of a settings file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from yuanqu.commands.inputs import Unusable, open_pack
from yuanqu.commands.session import OK, UNUSABLE, Session
from yuanqu.diagnostics import diagnose
from yuanqu.facts.writing import write_facts
from yuanqu.packs import sample_file
from yuanqu.sampling import generate, read_settings
from yuanqu.values import Language


def register(commands: Any, common: argparse.ArgumentParser, lang: Language) -> None:
    zh = lang == "zh"
    parser = commands.add_parser(
        "sample",
        parents=[common],
        help="生成示例城市（非真实企业）" if zh else "generate the sample city (no real firms)",
    )
    parser.add_argument("pack", metavar="PACK")
    parser.add_argument(
        "settings",
        metavar="SETTINGS",
        nargs="?",
        type=Path,
        help="city.yaml（默认用随程序所带）" if zh else "city.yaml (default: the one shipped)",
    )
    parser.add_argument(
        "-o", "--output", type=Path, required=True, help="文件夹或 .xlsx" if zh else "a folder or .xlsx"
    )
    parser.add_argument(
        "--enterprises",
        type=int,
        metavar="N",
        help="企业数，合计不变" if zh else "number of firms; totals stay the same",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, session: Session) -> int:
    try:
        pack = open_pack(session, options.pack)
    except Unusable as error:
        return error.code
    path = options.settings or sample_file(pack.identity.id, "city.yaml")
    if path is None or not path.is_file():
        return session.fail(UNUSABLE, (diagnose("CLI-001", None, path=path or "city.yaml"),))
    settings, found = read_settings(path.read_bytes(), path.name, pack.schema)
    if settings is None:
        return session.fail(UNUSABLE, found)
    facts = generate(settings, pack.schema, enterprises=options.enterprises)
    write_facts(facts, options.output)
    counts = facts.row_counts()
    session.note(
        f"已写出 {options.output}：{facts.origin.title.zh}",
        f"Written: {options.output}, {facts.origin.title.en}",
    )
    return session.finish(OK, output=options.output, rows=counts, digest=facts.digest())
