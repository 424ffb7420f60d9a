"""yuanqu explain: one decision for one subject, from the inputs to the result, with the clause."""

from __future__ import annotations

import argparse
from typing import Any

from yuanqu.assessment import Outcome, assess_one
from yuanqu.assessment.explanation import Line, explain
from yuanqu.commands.inputs import Unusable, day, open_facts, open_pack
from yuanqu.commands.session import OK, UNUSABLE, Session, money
from yuanqu.values import Language

_STYLES = {
    "title": "bold",
    "decision": "bold",
    "hit": "green",
    "miss": "dim",
    "note": "",
    "value": "",
    "result": "bold",
}


def register(commands: Any, common: argparse.ArgumentParser, lang: Language) -> None:
    zh = lang == "zh"
    parser = commands.add_parser(
        "explain",
        parents=[common],
        help="说明对一个对象的一项决策：输入、逐行、结果、依据"
        if zh
        else "explain one decision: inputs, rows tried, result, clause",
    )
    parser.add_argument("pack", metavar="PACK")
    parser.add_argument(
        "decision",
        metavar="DECISION",
        help="决策标识，如 land_use_tax" if zh else "id of a decision, such as land_use_tax",
    )
    parser.add_argument("facts", metavar="FACTS")
    parser.add_argument(
        "--subject",
        required=True,
        metavar="CODE",
        help="统一社会信用代码或编号" if zh else "unified social credit code, or number",
    )
    parser.add_argument("--as-of", type=day, help="截至日期" if zh else "date of assessment")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, session: Session) -> int:
    try:
        pack = open_pack(session, options.pack)
        facts = open_facts(session, pack, options.facts)
    except Unusable as error:
        return error.code
    as_of = options.as_of or pack.identity.as_of
    outcome, found = assess_one(pack, facts, as_of, options.decision, options.subject)
    if outcome is None:
        return session.fail(UNUSABLE, found)
    lines = explain(pack, outcome, as_of, session.lang)
    for line in lines:
        session.line("  " * line.depth + line.text, "  " * line.depth + line.text, _STYLES[line.kind])
    return session.finish(OK, **_plain(outcome, lines))


def _plain(outcome: Outcome, lines: tuple[Line, ...]) -> dict[str, object]:
    nearest = outcome.nearest
    return {
        "decision": outcome.decision,
        "subject": outcome.subject,
        "period": outcome.period,
        "state": outcome.state,
        "value": outcome.value,
        "shown": outcome.shown,
        "amount": None if outcome.fen is None else money(outcome.fen).replace(",", ""),
        "payments": [{"treasury": p.treasury or "to be fixed", "fen": p.fen} for p in outcome.payments],
        "missing": outcome.missing,
        "nearest": None
        if nearest is None
        else {
            "change": nearest.change,
            "threshold": nearest.threshold,
            "outcome": nearest.outcome,
            "inclusive": nearest.inclusive,
        },
        "explanation": [{"depth": line.depth, "kind": line.kind, "text": line.text} for line in lines],
        "trace": [
            {
                "decision": step.name,
                "expression": step.expression,
                "value": step.value,
                "inputs": dict(step.inputs),
                "rules": []
                if step.table is None
                else [
                    {
                        "number": r.number,
                        "id": r.id,
                        "matched": r.matched,
                        "failed_input": r.failed_input,
                        "cells": r.cells,
                    }
                    for r in step.table.rules
                ],
            }
            for step in outcome.trace
        ],
    }
