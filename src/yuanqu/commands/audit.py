"""yuanqu audit: verify an export of the record; export it where the platform is installed."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from yuanqu.commands.session import FOUND, OK, UNUSABLE, USAGE, Session
from yuanqu.diagnostics import Diagnostic, diagnose
from yuanqu.record import Head, parse_head, verify_export
from yuanqu.values import Language

Exporter = Callable[[Path], None]


def register(commands: Any, common: argparse.ArgumentParser, lang: Language) -> None:
    zh = lang == "zh"
    parser = commands.add_parser(
        "audit",
        parents=[common],
        help="核验或导出审计记录" if zh else "verify or export the audit record",
    )
    inside = parser.add_subparsers(metavar="动作" if zh else "ACTION", required=True)
    verify = inside.add_parser(
        "verify",
        parents=[common],
        help="核验导出文件：改动、删除、调换、截断都能查出"
        if zh
        else "verify an export: finds altered, removed, reordered or cut-off entries",
    )
    verify.add_argument(
        "file",
        metavar="FILE",
        type=Path,
        nargs="?",
        help="导出文件；不给则先从本机平台导出"
        if zh
        else "the export; without it the platform here is exported first",
    )
    verify.add_argument(
        "--head",
        action="append",
        default=[],
        metavar="N:HASH",
        help="公布的链头，可给多个" if zh else "a published head; may be given several times",
    )
    verify.set_defaults(run=run_verify)
    export = inside.add_parser(
        "export",
        parents=[common],
        help="把全部记录导出为一个文件" if zh else "export the whole record into one file",
    )
    export.add_argument("file", metavar="FILE", type=Path)
    export.set_defaults(run=run_export)


def run_verify(options: argparse.Namespace, session: Session) -> int:
    heads: list[Head] = []
    wrong: list[Diagnostic] = []
    for text in options.head:
        try:
            heads.append(parse_head(text))
        except ValueError:
            wrong.append(diagnose("REC-009", None, text=text))
    if wrong:
        return session.fail(USAGE, wrong)
    if options.file is None:
        with tempfile.TemporaryDirectory() as folder:
            made = Path(folder) / "record.jsonl"
            if (problem := _export(made)) is not None:
                return session.fail(UNUSABLE, (problem,))
            return _verify(made, heads, session)
    if not options.file.is_file():
        return session.fail(UNUSABLE, (diagnose("CLI-001", None, path=options.file),))
    return _verify(options.file, heads, session)


def run_export(options: argparse.Namespace, session: Session) -> int:
    if (problem := _export(options.file)) is not None:
        return session.fail(UNUSABLE, (problem,))
    session.line(f"已导出：{options.file}", f"Exported: {options.file}")
    return session.finish(OK, file=options.file)


def _verify(file: Path, heads: list[Head], session: Session) -> int:
    with file.open("rb") as lines:
        found = verify_export(lines, heads, source=file.name)
    if not session.json:
        session.diagnostics(found.diagnostics)
    verdict = ("记录完好", "the record is intact") if found.ok else ("记录有问题", "the record is not intact")
    session.line(
        f"{found.entries} 条，链头 {found.head}：{verdict[0]}",
        f"{found.entries} entries, head {found.head}: {verdict[1]}",
    )
    if not heads:
        session.line(
            "未给公布的链头：只核验了文件自身前后一致。",
            "No published head was given: only the file's own consistency was checked.",
        )
    elif found.ok and found.covered < found.head.number:
        session.line(
            f"第 {found.covered} 条以前已由公布的链头证实；之后的只核验了前后一致。",
            f"Up to entry {found.covered} this is proved by a published head; later entries are only consistent.",
        )
    return session.finish(
        OK if found.ok else FOUND,
        ok=found.ok,
        entries=found.entries,
        head=str(found.head),
        proved_to=found.covered,
        diagnostics=[d.as_dict(session.lang) for d in found.diagnostics],
    )


def _export(file: Path) -> Diagnostic | None:
    """Let the platform write its record; why not, otherwise."""
    for entry in entry_points(group="yuanqu.record"):
        try:
            exporter: Exporter = entry.load()
        except ImportError:
            continue
        try:
            exporter(file)
        except OSError as error:
            return diagnose("REC-011", None, path=file, reason=error.strerror or str(error))
        return None
    return diagnose("REC-010", None)
