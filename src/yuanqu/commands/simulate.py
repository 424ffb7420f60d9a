"""yuanqu simulate: a draft of a policy beside the policy, over the same facts."""

from __future__ import annotations

import argparse
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from yuanqu.assessment.comparison import Comparison, compare
from yuanqu.assessment.comparison_views import Cell, Column, View, views
from yuanqu.assessment.comparison_writing import write_comparison
from yuanqu.commands.inputs import Unusable, day, open_facts, open_pack
from yuanqu.commands.session import OK, UNUSABLE, USAGE, Session, money
from yuanqu.diagnostics import Diagnostic, diagnose
from yuanqu.packs import Pack
from yuanqu.packs.checks.proofs import check_proofs
from yuanqu.values import Language, to_fen

SUFFIXES = (".xlsx",)
_IN_FILES_ONLY = ("subjects",)  # too long for a terminal


def register(commands: Any, common: argparse.ArgumentParser, lang: Language) -> None:
    zh = lang == "zh"
    parser = commands.add_parser(
        "simulate",
        parents=[common],
        help="推演：草稿与现行政策比较" if zh else "rehearse a draft: compare it with the policy in force",
        description=(
            "用同一批事实对现行政策和草稿各作全部决策：各级财政的支出、谁受益谁受损（按所在地、集群、规模）、金额变动的分布、"
            "谁跨了档、资格的得失；并证明草稿的决策表有无空档、重叠。示例单列，不计入合计。"
            if zh
            else "Decides everything under the policy and under the draft, over the same facts: cost per treasury, winners "
            "and losers by place, cluster and size, distribution of the change, who crosses a band, eligibility gained "
            "and lost; and proves the draft's tables. Samples stand apart and are in no total."
        ),
    )
    parser.add_argument("pack", metavar="PACK")
    parser.add_argument(
        "draft", metavar="DRAFT",
        help="同一政策包的草稿：文件夹或发布包" if zh else "a draft of the same pack: a folder or a release",
    )  # fmt: skip
    parser.add_argument(
        "facts",
        metavar="FACTS",
        help="xlsx、csv、parquet 或文件夹" if zh else "xlsx, csv, parquet or a folder",
    )
    parser.add_argument(
        "--decision", action="append", default=[], metavar="ID",
        help="只比较这项决策，可重复" if zh else "compare only this decision; may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "-o", "--output", type=Path, help="写出工作簿 .xlsx" if zh else "write a workbook, .xlsx"
    )
    parser.add_argument(
        "--as-of", type=day, help="截至日期，如 2014-09-30" if zh else "date, such as 2014-09-30"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, session: Session) -> int:
    if options.output is not None and options.output.suffix not in SUFFIXES:
        known = ", ".join(SUFFIXES)
        return session.fail(USAGE, (diagnose("CLI-002", None, suffix=options.output.suffix, known=known),))
    try:
        pack = open_pack(session, options.pack)
        draft = open_pack(session, options.draft)
        as_of = options.as_of or pack.identity.as_of
        comparison, found = _compared(session, pack, draft, options, as_of)
    except Unusable as error:
        return error.code
    if comparison is None:
        return session.fail(UNUSABLE, found)
    proofs = tuple(check_proofs(draft))
    made = views(comparison, session.lang)
    origin = comparison.origin
    session.line(
        f"{pack.identity.title.zh}　现行 {pack.identity.ref} 对草稿 {draft.identity.ref}　截至 {as_of}　{origin.zh}",
        f"{pack.identity.title.en}: {pack.identity.ref} against draft {draft.identity.ref}, as of {as_of}, {origin.en}",
        "bold",
    )
    for view in made:
        if view.id not in _IN_FILES_ONLY:
            _print(session, view)
    _print_quiet(session, comparison)
    if not session.json:
        session.diagnostics((*found, *proofs), to_out=False)
    if options.output is not None:
        write_comparison(comparison, options.output, session.lang)
        session.note(f"已写出 {options.output}", f"Written: {options.output}")
    return session.finish(
        OK,
        pack=pack.identity.ref,
        draft=draft.identity.ref,
        pack_digest=pack.digest,
        draft_digest=draft.digest,
        facts=comparison.facts,
        as_of=as_of,
        views={view.id: _plain(view, session.lang) for view in made},
        diagnostics=[d.as_dict(session.lang) for d in (*found, *proofs)],
    )


def _compared(
    session: Session, pack: Pack, draft: Pack, options: argparse.Namespace, as_of: date
) -> tuple[Comparison | None, tuple[Diagnostic, ...]]:
    """Over columns where the facts are a folder of Parquet and every decision compiles; else row by row."""
    from yuanqu.assessment.comparison_columns import NotInColumns, compare_in_columns
    from yuanqu.columns.duckdb_engine import Unusable as NotExact

    folder = Path(options.facts)
    if folder.is_dir():
        try:
            return compare_in_columns(pack, draft, folder, as_of, only=options.decision)
        except (NotInColumns, NotExact):
            pass  # reading row by row says what is wrong, or makes do
    facts = open_facts(session, pack, options.facts)
    return compare(pack, draft, facts, as_of, only=options.decision)


def _print(session: Session, view: View) -> None:
    session.line()
    session.line(view.title.zh, view.title.en, "bold")
    if not view.rows:
        session.line("没有变化。", "No change.")
        return
    heads = [column.head.get(session.lang) for column in view.columns]
    if view.note:
        session.line(view.note, view.note)
    numbers = [at for at, column in enumerate(view.columns) if column.kind != "text"]
    session.table(heads, ([_shown(c, cell) for c, cell in zip(view.columns, row, strict=True)] for row in view.rows),
                  right=numbers)  # fmt: skip


def _shown(column: Column, cell: Cell) -> str:
    if isinstance(cell, Decimal):
        text = money(to_fen(cell))
        return f"+{text}" if column.id == "difference" and cell > 0 else text
    return "—" if cell is None else str(cell)


def _print_quiet(session: Session, comparison: Comparison) -> None:
    """How many decisions give everyone the same as today."""
    same = sum(all(c.effect == "unchanged" for c in comparison.of(d.id)) for d in comparison.decisions)
    session.line()
    session.line(f"{same} 项决策对所有对象不变。", f"{same} decisions give every subject the same as today.")


def _plain(view: View, lang: Language) -> dict[str, object]:
    """Chart data: columns with their heads, rows by column id; amounts as exact text."""
    return {
        "title": view.title.get(lang),
        "note": view.note,
        "columns": [{"id": c.id, "name": c.head.get(lang), "kind": c.kind} for c in view.columns],
        "rows": [dict(zip((c.id for c in view.columns), row, strict=True)) for row in view.rows],
    }
