"""The explanation of one answer as a readable chain: inputs → rows tried → result → clause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from yuanqu.assessment import Outcome
from yuanqu.assessment.explanation import parameters_of
from yuanqu.dmn import DecisionTrace, TableTrace
from yuanqu.packs.model import Decision, Pack, Reading
from yuanqu.values import Text
from yuanqu_web.assessments.words import (
    STATUS,
    english,
    fact_text,
    field_of,
    label,
    names_of,
    needs,
    number_text,
    parameter_of,
    plain_value,
    value_text,
)
from yuanqu_web.ui.language import language, said
from yuanqu_web.ui.numbers import unit_label

OFFICES = {
    "own": Text("企业申报", "Declared by the firm"),
    "tax": Text("税务部门", "Tax office"),
    "land": Text("国土部门", "Land office"),
    "statistics": Text("统计部门", "Statistics office"),
    "environment": Text("环保部门", "Environment office"),
    "industry": Text("工信部门", "Industry office"),
    "science": Text("科技部门", "Science office"),
    "city": Text("市政府及有关部门", "City government"),
}


@dataclass(frozen=True, slots=True)
class Given:
    """A fact that the decision read. `missing`: no data."""

    name: str
    value: str
    source: str
    period: str
    missing: bool


@dataclass(frozen=True, slots=True)
class Fixed:
    """A number of the policy, as in force on the day."""

    name: str
    value: str
    since: date | None
    clause: str
    status: str
    status_words: str


@dataclass(frozen=True, slots=True)
class CellTried:
    """`failed`: this cell let the row fail."""

    text: str
    failed: bool


@dataclass(frozen=True, slots=True)
class RowTried:
    """A row of a decision table. `why`: in words, why it did not apply."""

    number: int
    description: str
    cells: tuple[CellTried, ...]
    outputs: tuple[str, ...]
    fired: bool
    why: str


@dataclass(frozen=True, slots=True)
class TableTried:
    """`name`: of the knowledge that holds it, where that isn't the decision itself."""

    name: str
    inputs: tuple[tuple[str, str], ...]
    outputs: tuple[str, ...]
    rows: tuple[RowTried, ...]
    hit_policy: str


@dataclass(frozen=True, slots=True)
class Link:
    """One decision of the chain: its inputs, its formula, its table and those of the knowledge it calls, its value.
    `last`: it is the answer."""

    name: str
    inputs: tuple[tuple[str, str], ...]
    formula: str
    tables: tuple[TableTried, ...]
    value: str
    last: bool


def givens(
    pack: Pack, decision: Decision, row: Mapping[str, object], period: str, money: str
) -> tuple[Given, ...]:
    """The facts the decision reads, in order of need. `row`: values by FEEL name."""
    found = []
    for name in needs(pack, decision):
        field = field_of(pack, decision, name)
        if field is None:
            continue
        value = row.get(name)
        derived = (
            _("由%(names)s算出") % {"names": formula(pack, decision, field.derived)} if field.derived else ""
        )
        found.append(
            Given(
                name=said(field.name),
                value=fact_text(field, value, money),
                source=derived or said(OFFICES.get(field.source)),
                period=period if field.derived or _is_periodic(pack, decision, field.id) else _("名录"),
                missing=value is None,
            )
        )
    return tuple(found)


def fixed(pack: Pack, decision: Decision, outcome: Outcome, day: date, money: str) -> tuple[Fixed, ...]:
    """The numbers of the policy that the decision reads or that stand in its rows, with the day since when each holds."""
    read = [parameter_of(pack, name) for name in needs(pack, decision) if not field_of(pack, decision, name)]
    found = []
    for id in dict.fromkeys(one.id for one in (*read, *parameters_of(pack, outcome)) if one is not None):
        parameter = pack.parameters[id]
        value = parameter.at(day)
        since = max((dated.start for dated in parameter.values if dated.start <= day), default=None)
        found.append(
            Fixed(
                name=said(parameter.name),
                value=number_text(value, parameter.unit, money=money) if value is not None else _("尚未生效"),
                since=since,
                clause=parameter.clause,
                status=parameter.status,
                status_words=said(STATUS[parameter.status]),
            )
        )
    return tuple(found)


def links(pack: Pack, decision: Decision, outcome: Outcome, money: str) -> tuple[Link, ...]:
    """The decisions in the order they were taken, the answer last."""
    return tuple(_link(pack, decision, step, step.name == decision.decision, money) for step in outcome.trace)


def readings(pack: Pack, decision: Decision) -> tuple[Reading, ...]:
    """How the ambiguities of the clause were settled."""
    return pack.sentence(decision.clause).readings


def _link(pack: Pack, decision: Decision, step: DecisionTrace, last: bool, money: str) -> Link:
    return Link(
        name=english(pack, decision, step.id, step.name),
        inputs=tuple(
            (label(pack, decision, name), _value(pack, decision, name, value)) for name, value in step.inputs
        ),
        formula=formula(pack, decision, step.expression) if step.expression and step.table is None else "",
        tables=tuple(
            _table(pack, decision, step, one) for one in (step.table, *step.inner) if one is not None
        ),
        value=value_text(pack, decision, step.name, step.value, money),
        last=last,
    )


def _value(pack: Pack, decision: Decision, name: str, value: object) -> str:
    if field := field_of(pack, decision, name):
        # Formulas count in stored units: the reader must be able to redo them.
        stored = field.type.is_number and value is not None and not isinstance(value, bool)
        return f"{plain_value(value)} {unit_text(field.unit)}".strip() if stored else fact_text(field, value)
    if (parameter := parameter_of(pack, name)) and value is not None:
        return f"{plain_value(value)} {unit_text(parameter.unit)}".strip()
    return value_text(pack, decision, name, value)


def unit_text(unit: str | None) -> str:
    return unit_label(unit, language()) if unit else ""


def _table(pack: Pack, decision: Decision, step: DecisionTrace, table: TableTrace) -> TableTried:
    heads = [label(pack, decision, one.label or one.expression) for one in table.inputs]
    outputs = [one.label or one.name or step.name for one in table.table.outputs]
    return TableTried(
        name="" if table.name == step.name else label(pack, decision, table.name),
        inputs=tuple(
            (head, _value(pack, decision, one.expression, one.value))
            for head, one in zip(heads, table.inputs, strict=True)
        ),
        outputs=tuple(label(pack, decision, one) for one in outputs),
        rows=tuple(_row(pack, decision, table, heads, number) for number in range(len(table.rules))),
        hit_policy=table.hit_policy,
    )


def _row(pack: Pack, decision: Decision, table: TableTrace, heads: Sequence[str], index: int) -> RowTried:
    rule = table.rules[index]
    why = ""
    if rule.failed_input is not None:
        one = table.inputs[rule.failed_input]
        why = _("%(name)s是%(value)s，不在“%(cell)s”内") % {
            "name": heads[rule.failed_input],
            "value": _value(pack, decision, one.expression, one.value),
            "cell": formula(pack, decision, rule.cells[rule.failed_input]),
        }
    elif rule.matched and rule.number not in table.fired:
        why = _("也符合，但前面的行已适用")
    return RowTried(
        number=rule.number,
        description=english(pack, decision, rule.id, rule.description),
        cells=tuple(
            CellTried(formula(pack, decision, text), position == rule.failed_input)
            for position, text in enumerate(rule.cells)
        ),
        outputs=tuple(_output(pack, decision, text) for text in rule.outputs),
        fired=rule.number in table.fired,
        why=why,
    )


def _output(pack: Pack, decision: Decision, text: str) -> str:
    """An output cell; a named value by its name."""
    plain = text.strip().strip('"')
    names = names_of(decision)
    return said(names[plain]) if plain in names else formula(pack, decision, text)


def formula(pack: Pack, decision: Decision, text: str) -> str:
    """FEEL as it is written; on an English page with the English names of what it speaks of."""
    if language() == "zh":
        return text
    names = {field.name.zh for field in pack.schema.subject(decision.subject).fields}
    names |= {parameter.name.zh for parameter in pack.parameters.values()}
    model = pack.models[decision.file]
    names |= {one.name for one in model.decisions} | {one.name for one in model.inputs}
    for name in sorted(names, key=len, reverse=True):
        if name in text:
            text = text.replace(name, f"[{label(pack, decision, name)}]")
    return text


def _is_periodic(pack: Pack, decision: Decision, field: str) -> bool:
    return any(
        field in form.fields and not form.is_register for form in pack.schema.forms_of(decision.subject)
    )
