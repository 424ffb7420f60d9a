"""yuanqu facts template | check: the workbook to fill in, and what is wrong with one that was."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from yuanqu.commands.inputs import Unusable, open_pack
from yuanqu.commands.session import FOUND, OK, UNUSABLE, USAGE, Session
from yuanqu.diagnostics import diagnose
from yuanqu.facts.marked_up import write_marked_up
from yuanqu.facts.reading import read_facts
from yuanqu.facts.template import write_template
from yuanqu.values import Language


def register(commands: Any, common: argparse.ArgumentParser, lang: Language) -> None:
    zh = lang == "zh"
    parser = commands.add_parser("facts", help="事实：模板与检查" if zh else "facts: template and check")
    actions = parser.add_subparsers(metavar="template|check", required=True)
    template = actions.add_parser(
        "template", parents=[common], help="写出待填的工作簿" if zh else "write the workbook to fill in"
    )
    template.add_argument("pack", metavar="PACK")
    template.add_argument("-o", "--output", type=Path, required=True, metavar="x.xlsx")
    template.set_defaults(run=run_template)
    checked = actions.add_parser(
        "check",
        parents=[common],
        help="检查工作簿、CSV 或 Parquet" if zh else "check a workbook, CSV or Parquet",
    )
    checked.add_argument("pack", metavar="PACK")
    checked.add_argument("facts", metavar="FACTS", type=Path)
    checked.add_argument("-o", "--marked-up", type=Path, metavar="y.xlsx",
                         help="写出标出错误的副本（仅 xlsx）" if zh else "write a copy with the errors marked (xlsx only)")  # fmt: skip
    checked.set_defaults(run=run_check)


def run_template(options: argparse.Namespace, session: Session) -> int:
    if options.output.suffix != ".xlsx":
        return session.fail(USAGE, (diagnose("CLI-002", None, suffix=options.output.suffix, known=".xlsx"),))
    try:
        pack = open_pack(session, options.pack)
    except Unusable as error:
        return error.code
    write_template(pack.schema, options.output, session.lang)
    session.note(f"已写出 {options.output}", f"Written: {options.output}")
    return session.finish(OK, output=options.output)


def run_check(options: argparse.Namespace, session: Session) -> int:
    if not options.facts.exists():
        return session.fail(UNUSABLE, (diagnose("CLI-001", None, path=options.facts),))
    try:
        pack = open_pack(session, options.pack)
    except Unusable as error:
        return error.code
    read = read_facts(options.facts, pack.schema)
    if not session.json:
        session.diagnostics(read.diagnostics)
    session.table(
        (session.say("表", "form"), session.say("行", "rows")),
        [(pack.schema.form(form).name.get(session.lang), f"{count:,}") for form, count in read.rows.items()],
        right=(1,),
    )
    if options.marked_up is not None and options.facts.suffix == ".xlsx" and read.diagnostics:
        write_marked_up(options.facts, read.diagnostics, options.marked_up, session.lang)
        session.note(f"已写出标注副本 {options.marked_up}", f"Marked-up copy: {options.marked_up}")
    usable = read.facts is not None
    session.line(
        "可以使用。" if usable else "有错误，未载入任何内容。",
        "Fit for use." if usable else "There are errors; nothing was loaded.",
    )
    return session.finish(
        OK if usable else FOUND,
        diagnostics=[d.as_dict(session.lang) for d in read.diagnostics],
        rows=read.rows,
        digest=read.facts.digest() if read.facts is not None else None,
    )
