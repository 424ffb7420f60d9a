"""parameters.yaml, indicators.yaml, targets.yaml: the numbers of the policy and what they are measured by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, get_args

from yuanqu.documents import Entry
from yuanqu.indicators import Aggregate, Indicator, Ratio, Target
from yuanqu.packs.model import DatedValue, Parameter, Status
from yuanqu.values import unit


def by_id(top: Entry, items: Iterable[Any]) -> dict[str, Any]:
    """Index by id; a repeated id is reported."""
    out: dict[str, Any] = {}
    for item in items:
        if item.id in out:
            top.report("DOC-017", None, id=item.id)
        out[item.id] = item
    return out


def read_unit(entry: Entry, key: str = "unit") -> str:
    symbol = entry.string(key)
    try:
        unit(symbol)
    except KeyError:
        if key in entry:
            entry.report("DOC-018", key, unit=symbol)
    return symbol


def read_parameters(top: Entry) -> dict[str, Parameter]:
    parameters = by_id(top, [_parameter(entry) for entry in top.entries("parameters")])
    names: dict[str, str] = {}
    for parameter in parameters.values():
        if parameter.name.zh in names:
            top.report("DOC-017", None, id=parameter.name.zh)
        names[parameter.name.zh] = parameter.id
    top.close()
    return parameters


def _parameter(entry: Entry) -> Parameter:
    values = []
    for dated in entry.entries("values"):
        values.append(DatedValue(dated.day("from"), dated.decimal("value")))
        dated.close()
    if [v.start for v in values] != sorted({v.start for v in values}):
        entry.report("PACK-027", "values")
    parameter = Parameter(
        id=entry.string("id"),
        name=entry.text("name"),
        unit=read_unit(entry),
        clause=entry.string("clause"),
        status=entry.choice("status", get_args(Status)),
        note=entry.optional_text("note"),
        values=tuple(values),
        cell=entry.optional("cell"),
        target=entry.optional("target"),
    )
    entry.close()
    return parameter


def read_indicators(top: Entry) -> dict[str, Indicator]:
    indicators = by_id(top, [_indicator(entry) for entry in top.entries("indicators")])
    top.close()
    return indicators


def _indicator(entry: Entry) -> Indicator:
    aggregate = ratio = None
    if part := entry.optional_entry("aggregate"):
        counted = part.flag("count", False)
        aggregate = Aggregate(
            part.string("form"), None if counted else part.string("sum"), part.optional("where")
        )
        part.close()
    if part := entry.optional_entry("ratio"):
        ratio = Ratio(part.string("of"), part.string("over"))
        part.close()
    indicator = Indicator(
        id=entry.string("id"),
        name=entry.text("name"),
        unit=read_unit(entry),
        kind=entry.choice("kind", ("flow", "stock", "share", "count")),
        scope=entry.optional_text("scope"),
        needs=entry.optional_text("needs"),
        needs_table=entry.optional("needs_table"),
        aggregate=aggregate,
        ratio=ratio,
    )
    entry.close()
    return indicator


def read_targets(top: Entry) -> dict[str, Target]:
    targets = by_id(top, [_target(entry) for entry in top.entries("targets")])
    top.close()
    return targets


def _target(entry: Entry) -> Target:
    target = Target(
        id=entry.string("id"),
        indicator=entry.string("indicator"),
        name=entry.text("name"),
        row=entry.string("row"),
        clause=entry.string("clause"),
        comparison=entry.choice("comparison", (">=", ">", "<=", "<", "about")),
        value=entry.decimal("value"),
        tolerance=entry.optional_decimal("tolerance"),
        unit=read_unit(entry),
        due=entry.optional_day("due"),
        note=entry.optional_text("note"),
    )
    entry.raw("baseline", None)
    entry.close()
    return target
