"""yuanqu assess: every decision for every subject, summed, and written out on request."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from yuanqu.assessment import Assessment, assess, outcome_table, totals
from yuanqu.assessment.writing import SUFFIXES, write_outcomes
from yuanqu.commands.inputs import Unusable, day, open_facts, open_pack
from yuanqu.commands.session import OK, USAGE, Session, money
from yuanqu.commands.summary import print_totals
from yuanqu.diagnostics import diagnose
from yuanqu.packs import Pack
from yuanqu.values import Language


def register(commands: Any, common: argparse.ArgumentParser, lang: Language) -> None:
    zh = lang == "zh"
    parser = commands.add_parser(
        "assess",
        parents=[common],
        help="对全部对象作出全部决策" if zh else "every decision for every subject",
        description=(
            "按政策包对事实中的全部企业、厂房、生产线等逐一作出决策，汇总人数与金额；文本未定的（示例）单列，不计入合计。"
            if zh
            else "Decides for every enterprise, building, line and so on in the facts, and sums counts and amounts. "
            "What the text leaves open (samples) stands apart and is in no total."
        ),
    )
    parser.add_argument("pack", metavar="PACK")
    parser.add_argument(
        "facts",
        metavar="FACTS",
        help="xlsx、csv、parquet 或文件夹" if zh else "xlsx, csv, parquet or a folder",
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        help="写出每项结果：.xlsx 或 .parquet" if zh else "write each outcome: .xlsx or .parquet",
    )
    parser.add_argument(
        "--engine",
        choices=("memory", "duckdb", "spark"),
        default="memory",
        help="memory 逐行并留轨迹；duckdb、spark 按列计算，写出 Parquet 分片"
        if zh
        else "memory: row by row; duckdb, spark: over columns, written as Parquet parts",
    )
    parser.add_argument(
        "--scalar",
        action="store_true",
        help="不能按列计算的决策改为多进程逐行计算"
        if zh
        else "run what can't be compiled to columns row by row",
    )
    parser.add_argument(
        "--spark",
        metavar="URL",
        default="local[2]",
        help="Spark 的连接，如 local[2]、spark://主机:7077、sc://主机"
        if zh
        else "connection to Spark: local[2], spark://host:7077, sc://host",
    )
    parser.add_argument(
        "--as-of",
        type=day,
        help="截至日期，如 2014-09-30" if zh else "date of assessment, such as 2014-09-30",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, session: Session) -> int:
    if options.engine == "memory" and options.output is not None and options.output.suffix not in SUFFIXES:
        known = ", ".join(SUFFIXES)
        return session.fail(USAGE, (diagnose("CLI-002", None, suffix=options.output.suffix, known=known),))
    try:
        pack = open_pack(session, options.pack)
        as_of = options.as_of or pack.identity.as_of
        if as_of < pack.identity.issued:
            session.diagnostics(
                [diagnose("CLI-004", None, day=as_of, issued=pack.identity.issued)], to_out=False
            )
        if options.engine != "memory":
            return _in_bulk(options, session, pack)
        facts = open_facts(session, pack, options.facts)
    except Unusable as error:
        return error.code
    assessment = assess(pack, facts, as_of, trace=False)
    session.line(
        f"{pack.identity.title.zh}（{pack.identity.number}）　截至 {as_of}　{facts.origin.title.zh}",
        f"{pack.identity.title.en} ({pack.identity.number}), as of {as_of}, {facts.origin.title.en}",
        "bold",
    )
    print_totals(session, pack, assessment)
    if options.output is not None:
        write_outcomes(outcome_table(pack, assessment, session.lang), options.output)
        session.note(f"已写出 {options.output}", f"Written: {options.output}")
    return session.finish(
        OK,
        pack=assessment.pack,
        facts=assessment.facts,
        as_of=as_of,
        decisions=_decisions(pack, assessment),
        outcomes=len(assessment.outcomes),
    )


def _in_bulk(options: argparse.Namespace, session: Session, pack: Pack) -> int:
    """The same decisions over columns, written as numbered Parquet parts into a folder."""
    from yuanqu.commands.assess_engine import assess_in_bulk

    if options.output is None:
        return session.fail(USAGE, (diagnose("CLI-005", None),))
    day = options.as_of or pack.identity.as_of
    return assess_in_bulk(
        session,
        pack,
        Path(options.facts),
        day,
        options.output,
        options.engine,
        scalar=options.scalar,
        spark=options.spark,
    )


def _decisions(pack: Pack, assessment: Assessment) -> list[dict[str, object]]:
    return [
        {
            "decision": total.decision,
            "clause": pack.decisions[total.decision].clause,
            "status": pack.decisions[total.decision].status,
            "favoured": total.favoured,
            "not_yet": total.not_yet,
            "no_data": total.no_data,
            "refused": total.refused,
            "amount": None if total.fen is None else money(total.fen).replace(",", ""),
            "payers": {
                treasury or "to be fixed": money(fen).replace(",", "")
                for treasury, fen in total.payers.items()
            },
        }
        for total in totals(pack, assessment)
    ]
