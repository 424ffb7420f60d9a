"""A decision as an official would print it: its tables in words, the formulas, the parameters at the date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from yuanqu.dmn.model import Decision as DmnDecision
from yuanqu.dmn.model import Model, Table
from yuanqu.packs.model import DatedValue, Decision, Pack, Parameter
from yuanqu_web.policies.names import english_names, value_names
from yuanqu_web.policies.wording import Wording
from yuanqu_web.ui.language import language
from yuanqu_web.ui.numbers import percent, with_unit


@dataclass(frozen=True, slots=True)
class PrintedRule:
    number: int
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    description: str


@dataclass(frozen=True, slots=True)
class PrintedTable:
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rules: tuple[PrintedRule, ...]
    policy: str
    described: bool


@dataclass(frozen=True, slots=True)
class Formula:
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class DatedParameter:
    parameter: Parameter
    value: Decimal
    start: date


@dataclass(frozen=True, slots=True)
class Printed:
    """What is printed of a decision; `parameters` are those that its file reads, at the day."""

    tables: tuple[PrintedTable, ...]
    formulas: tuple[Formula, ...]
    parameters: tuple[DatedParameter, ...]


def printed(pack: Pack, decision: Decision, day: date) -> Printed:
    """The decision and those shown with it, in the order of the file."""
    model = pack.models.get(decision.file)
    if model is None:
        return Printed((), (), ())
    parameters = tuple(_parameters(pack, model, day))
    stated = {held.parameter.name.zh: _stated(held) for held in parameters}
    words = Wording(value_names(pack, decision), english_names(pack, decision.file), stated)
    tables, formulas = [], []
    for entry in model.decisions:
        if entry.table is not None:
            tables.append(_table(pack, decision.file, entry.name, entry.table, words))
        elif (text := _formula(entry, words)) is not None:
            formulas.append(Formula(words.name(entry.name), text))
    return Printed(tuple(tables), tuple(formulas), parameters)


def _table(pack: Pack, file: str, name: str, table: Table, words: Wording) -> PrintedTable:
    rules = tuple(
        PrintedRule(
            number=rule.number,
            inputs=tuple(words.cell(cell.node) for cell in rule.inputs),
            outputs=tuple(words.cell(cell.node) for cell in rule.outputs),
            description=_description(pack, file, rule.id, rule.description),
        )
        for rule in table.rules
    )
    return PrintedTable(
        name=words.name(name),
        inputs=tuple(words.name(entry.label or entry.text) for entry in table.inputs),
        outputs=tuple(words.name(entry.label or entry.name or name) for entry in table.outputs),
        rules=rules,
        policy=_policy(table),
        described=any(rule.description for rule in rules),
    )


def _description(pack: Pack, file: str, id: str, chinese: str) -> str:
    return pack.english.get(file, {}).get(id, "") if language() == "en" else chinese


def _policy(table: Table) -> str:
    match table.hit_policy, table.aggregation:
        case "FIRST", _any:
            return _("从上到下，取第一条符合的。")
        case "PRIORITY", _any:
            return _("几条都符合时，取排位最前的结果。")
        case "COLLECT", "SUM":
            return _("各条符合的相加。")
        case "COLLECT", "MIN":
            return _("取符合各条中最小的。")
        case "COLLECT", "MAX":
            return _("取符合各条中最大的。")
        case "COLLECT", "COUNT":
            return _("计符合的条数。")
    return ""


def _formula(entry: DmnDecision, words: Wording) -> str | None:
    return words.expression(entry.node) if entry.node is not None else entry.expression


def _parameters(pack: Pack, model: Model, day: date) -> list[DatedParameter]:
    read = {entry.name for entry in model.inputs}
    return [
        DatedParameter(parameter, dated.value, dated.start)
        for parameter in pack.parameters.values()
        if parameter.name.zh in read and (dated := _at(parameter, day)) is not None
    ]


def _stated(held: DatedParameter) -> str:
    """A share is said in per cent."""
    if held.parameter.unit == "1":
        return percent(held.value, None)
    return with_unit(held.value, held.parameter.unit, language())


def _at(parameter: Parameter, day: date) -> DatedValue | None:
    held = [dated for dated in parameter.values if dated.start <= day]
    return held[-1] if held else None
