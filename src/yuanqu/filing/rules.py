"""Validation rules: FEEL over this period, the one before, the same of last year, and what the register says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from yuanqu.diagnostics import Where
from yuanqu.facts import Field, Form, Schema
from yuanqu.feel import Compiled as Expression
from yuanqu.feel import compile_expression
from yuanqu.filing.model import FormHead, Rank, Rule

Outcome = Literal["passed", "failed", "unknown"]
Values = Mapping[str, object]

PREVIOUS, YEAR_BEFORE, SINGLE = "上期", "上年同期", "本月"
"""Before a field's name: its value one period before, the same period of last year, and (where flows are filed
from January on) this period's own amount."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """The rules of a form, ready to run; compiled once per pack. `names`: all that their FEEL may speak of."""

    form: str
    rules: tuple[tuple[Rule, Expression], ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of a rule. `missing`: names without a value, for a rule that can't be judged."""

    rule: Rule
    outcome: Outcome
    missing: tuple[str, ...] = ()

    @property
    def blocks(self) -> bool:
        """A hard rule that fails forbids submitting."""
        return self.outcome == "failed" and self.rule.rank is Rank.A

    @property
    def needs_reason(self) -> bool:
        return self.outcome == "failed" and self.rule.rank in (Rank.B, Rank.C)


def rule_names(schema: Schema, form: Form, head: FormHead) -> dict[str, Field]:
    """Every name a rule of the form may use, with the field it stands for."""
    names = {field.name.zh: field for field in schema.subject(form.subject).fields}
    for field in (schema.field(id, form.subject) for id in form.fields if id != form.key):
        for start in (PREVIOUS, YEAR_BEFORE):
            names[f"{start}{field.name.zh}"] = field
        if head.cumulative and field.nature == "flow":
            names[f"{SINGLE}{field.name.zh}"] = field
    return names


def compile_rules(schema: Schema, form: Form, head: FormHead) -> Compiled:
    """Compile once. Faults stand in each expression's diagnostics: `check` reports them."""
    names = tuple(rule_names(schema, form, head))
    rules = []
    for rule in head.rules:
        where = Where("forms.yaml", f"{form.id}.{rule.id}", rule.line or None)
        rules.append((rule, compile_expression(rule.expect, names, where=where)))
    return Compiled(form.id, tuple(rules), names)


def context(
    schema: Schema,
    form: Form,
    *,
    values: Values,
    previous: Values | None = None,
    year_before: Values | None = None,
    single: Values | None = None,
    register: Values | None = None,
) -> dict[str, object]:
    """Values by the names rules use; each mapping by field id, in stored units."""
    fields = {field.id: field.name.zh for field in schema.subject(form.subject).fields}
    found: dict[str, object] = {}
    groups = (
        ("", register),
        ("", values),
        (PREVIOUS, previous),
        (YEAR_BEFORE, year_before),
        (SINGLE, single),
    )
    for start, group in groups:
        for id, value in (group or {}).items():
            if id in fields:
                found[f"{start}{fields[id]}"] = value
    return found


def judge(compiled: Compiled, values: Values) -> tuple[Finding, ...]:
    """Every rule, in its order. A rule whose FEEL gives neither true nor false can't be judged: that isn't a failure."""
    return tuple(_judge(rule, expression, values) for rule, expression in compiled.rules)


def _judge(rule: Rule, expression: Expression, values: Values) -> Finding:
    value = expression.evaluate(values).value
    if value is True:
        return Finding(rule, "passed")
    if value is False:
        return Finding(rule, "failed")
    return Finding(rule, "unknown", tuple(name for name in expression.names_used if values.get(name) is None))


def failed(findings: Sequence[Finding], rank: Rank) -> tuple[Finding, ...]:
    return tuple(one for one in findings if one.outcome == "failed" and one.rule.rank is rank)
