"""yuanqu explain: one decision for one subject, from the inputs to the result, with the clause."""

from __future__ import annotations

import argparse
from datetime import date
from decimal import Decimal
from typing import Any

from yuanqu.assessment import Outcome, assess_one, compile_pack
from yuanqu.assessment.explanation import Line, explain, parameters_of
from yuanqu.assessment.ways import Way, Ways
from yuanqu.commands.inputs import Unusable, day, open_facts, open_pack
from yuanqu.commands.session import OK, UNUSABLE, Session, money
from yuanqu.dmn import DecisionTrace, TableTrace
from yuanqu.packs import Pack
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
    outcome, found = assess_one(compile_pack(pack, as_of), facts, options.decision, options.subject)
    if outcome is None:
        return session.fail(UNUSABLE, found)
    lines = explain(pack, outcome, as_of, session.lang)
    for line in lines:
        session.line("  " * line.depth + line.text, "  " * line.depth + line.text, _STYLES[line.kind])
    return session.finish(OK, **_plain(pack, outcome, lines, as_of))


def _plain(pack: Pack, outcome: Outcome, lines: tuple[Line, ...], as_of: date) -> dict[str, object]:
    return {
        "decision": outcome.decision,
        "subject": outcome.subject,
        "period": outcome.period,
        "state": outcome.state,
        "state_name": pack.decisions[outcome.decision].states.get(outcome.state),
        "value": outcome.value,
        "shown": outcome.shown,
        "amount": None if outcome.fen is None else money(outcome.fen).replace(",", ""),
        "payments": [{"treasury": p.treasury or "to be fixed", "fen": p.fen} for p in outcome.payments],
        "missing": outcome.missing,
        "nearest": None if outcome.nearest is None else _way(outcome.nearest),
        "better": None if outcome.ways is None else _better(outcome.ways),
        "explanation": [{"depth": line.depth, "kind": line.kind, "text": line.text} for line in lines],
        "parameters": _parameters(pack, outcome, as_of),
        "trace": [
            _step(step)
            | {"tables": [_table(table) for table in (step.table, *step.inner) if table is not None]}
            for step in outcome.trace
        ],
    }


def _step(step: DecisionTrace) -> dict[str, object]:
    return {
        "decision": step.name,
        "expression": step.expression,
        "value": step.value,
        "inputs": dict(step.inputs),
        "clauses": [{"id": clause.id, "name": clause.name} for clause in step.clause_sources],
    }


def _table(table: TableTrace) -> dict[str, object]:
    """`failed_input`: 0-based position of the first input that did not pass, None if all did."""
    return {
        "name": table.name,
        "hit_policy": table.hit_policy,
        "inputs": [{"label": i.label, "expression": i.expression, "value": i.value} for i in table.inputs],
        "fired": list(table.fired),
        "rules": [
            {
                "number": rule.number,
                "id": rule.id,
                "description": rule.description,
                "cells": rule.cells,
                "outputs": rule.outputs,
                "matched": rule.matched,
                "failed_input": rule.failed_input,
                "failed_value": None if rule.failed_input is None else table.inputs[rule.failed_input].value,
            }
            for rule in table.rules
        ],
    }


def _parameters(pack: Pack, outcome: Outcome, as_of: date) -> list[dict[str, object]]:
    """The numbers of the policy that the decision rests on, with the day since when each holds."""
    return [
        {
            "id": one.id,
            "name": one.name,
            "value": one.at(as_of),
            "unit": one.unit,
            "since": max((v.start for v in one.values if v.start <= as_of), default=None),
            "clause": one.clause,
            "status": one.status,
            "cell": one.cell,
        }
        for one in parameters_of(pack, outcome)
    ]


def _way(way: Way) -> dict[str, object]:
    """`change` in the fact's unit, or in days; null where a choice changes."""
    band = way.band
    return {
        "input": way.input,
        "current": _value(way.current),
        "values": [_value(value) for value in way.values],
        "change": way.change,
        "outcome": way.outcome,
        "verified": way.verified,
        "band": None
        if band is None
        else {"change": band.change, "threshold": band.threshold, "inclusive": band.inclusive},
    }


def _better(ways: Ways) -> dict[str, object]:
    return {
        "decision": ways.decision,
        "now": ways.now,
        "changeable": ways.changes,
        "best": ways.best,
        "ways": [_way(way) for way in ways.ways],
        "out_of_reach": ways.closed,
    }


def _value(value: object) -> object:
    """Dates of FEEL as text; decimals, booleans and text as they are."""
    return value if isinstance(value, Decimal | bool | str) or value is None else str(value)
