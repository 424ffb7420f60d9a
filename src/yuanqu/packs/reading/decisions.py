"""decisions.yaml, cases/*.yaml and texts.en.yaml."""

from __future__ import annotations

from typing import get_args

from yuanqu.documents import Entry
from yuanqu.packs.model import Case, CaseFile, Decision, Distance, ResultKind, Status
from yuanqu.packs.reading.numbers import by_id, read_unit
from yuanqu.values import Text


def read_decisions(top: Entry) -> dict[str, Decision]:
    decisions = by_id(top, [_decision(entry) for entry in top.entries("decisions")])
    top.close()
    return decisions


def _decision(entry: Entry) -> Decision:
    result = entry.entry("result")
    kind = result.choice("kind", get_args(ResultKind))
    unit = read_unit(result) if "unit" in result else ""
    result.close()
    distance = _distance(entry)
    decision = Decision(
        id=entry.string("id"),
        name=entry.text("name"),
        row=entry.string("row"),
        clause=entry.string("clause"),
        file=entry.string("file"),
        decision=entry.string("decision"),
        shows=entry.strings("shows", ()),
        subject=entry.string("subject"),
        period=entry.choice("period", ("year", "none")),
        status=entry.choice("status", get_args(Status)),
        kind=kind,
        unit=unit,
        good=entry.string("good"),
        payer=entry.optional("payer"),
        distance=distance,
        names=_names(entry),
        note=entry.optional_text("note"),
        states=_states(entry),
    )
    if kind == "money" and decision.payer is None:
        entry.report("PACK-028", "result", id=decision.id)
    entry.close()
    return decision


def _distance(entry: Entry) -> Distance | None:
    part = entry.optional_entry("distance")
    if part is None:
        return None
    found = Distance(
        decision=part.optional("decision") or entry.string("decision"),
        input=part.optional("input") or "",
        changes=part.strings("changes"),
        reach=part.strings("reach", ()),
    )
    part.close()
    return found


def _states(entry: Entry) -> dict[str, Text]:
    """Both or neither: a page that names one outcome and not the other would mislead."""
    part = entry.optional_entry("states")
    if part is None:
        return {}
    found = {state: part.text(state) for state in ("favoured", "not_yet")}
    part.close()
    return found


def _names(entry: Entry) -> dict[str, Text]:
    part = entry.optional_entry("names")
    return {} if part is None else {value: part.text(value) for value in part.names()}


def read_cases(top: Entry) -> CaseFile:
    cases = tuple(_case(entry) for entry in top.entries("cases"))
    file = CaseFile(top.file.name, top.string("decision"), cases)
    top.close()
    return file


def _case(entry: Entry) -> Case:
    given, expect = entry.raw("given"), entry.raw("expect")
    for key, value in (("given", given), ("expect", expect)):
        if not isinstance(value, dict) and key in entry:
            entry.report("DOC-014", key, expected="mapping", value=value)
    case = Case(
        name=entry.text("name"),
        given=dict(given) if isinstance(given, dict) else {},
        expect=dict(expect) if isinstance(expect, dict) else {},
        hits=entry.strings("hits", ()),
        line=entry.where().row or 0,
    )
    entry.close()
    return case


def read_english(top: Entry) -> dict[str, dict[str, tuple[str, str]]]:
    """File → element id → (English, first 8 hex digits of the SHA-256 of the Chinese it stands for)."""
    out: dict[str, dict[str, tuple[str, str]]] = {}
    for file in top.names():
        part = top.entry(file)
        texts = out.setdefault(file, {})
        for id in part.names():
            item = part.entry(id)
            texts[id] = (item.string("en"), item.string("zh_sha"))
            item.close()
        part.close()
    top.close()
    return out
