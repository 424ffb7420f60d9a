"""yuanqu trace: sentence by sentence, what carries the policy out."""

from __future__ import annotations

import argparse
from typing import Any

from yuanqu.commands.inputs import Unusable, open_pack
from yuanqu.commands.session import OK, Session
from yuanqu.packs import trace
from yuanqu.values import Language


def register(commands: Any, common: argparse.ArgumentParser, lang: Language) -> None:
    zh = lang == "zh"
    parser = commands.add_parser(
        "trace",
        parents=[common],
        help="逐句列出由什么落实" if zh else "sentence by sentence, what carries it out",
    )
    parser.add_argument(
        "pack", metavar="PACK", help="文件夹、发布包或 id@版本" if zh else "folder, release or id@version"
    )
    parser.add_argument(
        "--not-yet", action="store_true", help="只列尚未落实的" if zh else "only what is not yet carried out"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, session: Session) -> int:
    try:
        pack = open_pack(session, options.pack)
    except Unusable as error:
        return error.code
    traces = trace(pack)
    titles = {article.number: article.title for article in pack.articles}
    article = 0
    listed = []
    for item in traces:
        sentence = item.sentence
        if options.not_yet and item.carried_out:
            continue
        if sentence.article != article:
            article = sentence.article
            session.line(
                f"\n第 {article} 条  {titles[article].zh}",
                f"\nArticle {article}  {titles[article].en}",
                "bold",
            )
        mark = "●" if item.carried_out else "○"
        state = session.say(
            "已落实" if item.carried_out else "未落实", "carried out" if item.carried_out else "not yet"
        )
        session.line(
            f"{mark} {sentence.id}  {state}  {sentence.summary.zh}",
            f"{mark} {sentence.id}  {state}  {sentence.summary.en}",
        )
        for duty in item.duties:
            by = ", ".join(str(reference) for reference in duty.duty.carried_out_by) or "—"
            summary = duty.duty.summary.get(session.lang)
            missing = f"  ✗ {duty.duty.missing.get(session.lang)}" if duty.duty.missing else ""
            broken = "".join(f"  ?{reference}" for reference in duty.unknown)
            rows = " ".join(duty.duty.rows)
            session.line(f"    {'✓' if duty.carried_out else '·'} {rows}  {summary}  → {by}{missing}{broken}",
                         f"    {'✓' if duty.carried_out else '·'} {rows}  {summary}  → {by}{missing}{broken}")  # fmt: skip
        listed.append({"id": sentence.id, "carried_out": item.carried_out, "summary": sentence.summary,
                       "duties": [{"id": d.duty.id, "rows": d.duty.rows, "kind": d.duty.kind, "carried_out": d.carried_out,
                                   "by": [str(r) for r in d.duty.carried_out_by], "missing": d.duty.missing}
                                  for d in item.duties]})  # fmt: skip
    done = sum(item.carried_out for item in traces)
    counted = f"{len(traces)} sentences, {done} carried out, {len(traces) - done} not yet"
    session.line()
    session.line(counted, counted)
    return session.finish(
        OK, sentences=listed, total=len(traces), carried_out=done, not_yet=len(traces) - done
    )
