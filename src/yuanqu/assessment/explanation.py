"""An outcome in words: inputs with unit and source, each row tried and why it failed or hit, the parameter and its
date, the clause, who pays, and the nearest change that would bring a better result."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from yuanqu.assessment.model import Outcome
from yuanqu.assessment.tables import state_name, status_name
from yuanqu.assessment.way_words import WayWords, plain_amount
from yuanqu.dmn import DecisionTrace, InputTrace, RuleTrace, TableTrace
from yuanqu.feel import to_text
from yuanqu.packs import Decision, Pack, Parameter
from yuanqu.values import Language, unit
from yuanqu.values.shown import shown_amount, shown_number

Kind = Literal["title", "decision", "value", "hit", "miss", "note", "result"]


@dataclass(frozen=True, slots=True)
class Line:
    depth: int
    kind: Kind
    text: str


def explain(pack: Pack, outcome: Outcome, as_of: date, lang: Language) -> tuple[Line, ...]:
    """The explanation of one outcome, line by line, in `lang`."""
    return tuple(_Writer(pack, outcome, as_of, lang).lines())


class _Writer:
    def __init__(self, pack: Pack, outcome: Outcome, as_of: date, lang: Language) -> None:
        self.pack, self.outcome, self.as_of, self.lang = pack, outcome, as_of, lang
        self.decision: Decision = pack.decisions[outcome.decision]
        self.fields = {field.name.zh: field for field in pack.schema.subject(self.decision.subject).fields}
        self.parameters = {parameter.name.zh: parameter for parameter in pack.parameters.values()}
        self.choices = {c.id: c.name for field in self.fields.values() for c in field.choices}
        self.english = pack.english.get(self.decision.file, {})

    def say(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    def lines(self) -> Iterator[Line]:
        decision, outcome = self.decision, self.outcome
        sentence = self.pack.sentence(decision.clause)
        yield Line(0, "title", f"{decision.name.get(self.lang)} · {outcome.name}（{outcome.subject}）"
                   if self.lang == "zh" else f"{decision.name.en} · {outcome.name} ({outcome.subject})")  # fmt: skip
        period = outcome.period.label(self.lang) if outcome.period else self.say("登记数据", "register")
        yield Line(0, "note", self.say(
            f"依据 {sentence.label('zh')}（{sentence.id}）· {status_name(decision.status, 'zh')} · 数据期 {period} · 截至 {self.as_of}",
            f"{sentence.label('en')} ({sentence.id}) · {status_name(decision.status, 'en')} · data of {period} · as of {self.as_of}",
        ))  # fmt: skip
        for step in outcome.trace:
            yield from self._step(step)
        yield from self._result()
        for reading in sentence.readings:
            yield Line(0, "note", self.say(f"读法：{reading.reading.zh}", f"Reading: {reading.reading.en}"))

    def _step(self, step: DecisionTrace) -> Iterator[Line]:
        name = self._name(step.name, step.id)
        yield Line(0, "decision", f"{name} = {self._value(step.value)}")
        if step.expression:
            yield Line(1, "note", self._expression(step))
        for input_name, value in step.inputs:
            yield Line(1, "value", self._input(input_name, value))
        for table in (step.table, *step.inner):
            if table is not None:
                yield from self._table(step, table)

    def _table(self, step: DecisionTrace, table: TableTrace) -> Iterator[Line]:
        """Each row: applied and what it gives, or the input that let it fail and the value this had."""
        if table is not step.table and table.name != step.name:
            yield Line(
                1, "note", self.say(f"其中的表“{table.name}”：", f"Its table “{self._name(table.name)}”:")
            )
        for rule in table.rules:
            label = self.english.get(rule.id, rule.description) if self.lang == "en" else rule.description
            cells = " · ".join(self._words_of(cell) for cell in rule.cells)
            head = self.say(f"第 {rule.number} 行", f"row {rule.number}") + f"  {cells}  {label}"
            if rule.number in table.fired:
                gives = ", ".join(self._words_of(text) for text in rule.outputs)
                yield Line(1, "hit", f"✓ {head}" + self.say(f" → {gives}", f" → {gives}"))
            elif rule.failed_input is None:
                why = self.say("也符合，但前面的行已适用", "also fits, but an earlier row applied")
                yield Line(1, "miss", f"– {head}{self.say('：', ' — ')}{why}")
            else:
                tried = table.inputs[rule.failed_input]
                name = self._column(tried)
                value, cell = self._value(tried.value), self._words_of(rule.cells[rule.failed_input])
                why = self.say(f"{name} = {value}，不符合 {cell}", f"{name} = {value}, which is not {cell}")
                yield Line(1, "miss", f"✗ {head}{self.say('：', ' — ')}{why}")
            yield from self._homes(rule)

    def _homes(self, rule: RuleTrace) -> Iterator[Line]:
        """The numbers of the policy that stand in the row's own cells, with their day and clause."""
        for number in cell_parameters(self.pack, self.decision, rule.id):
            yield Line(2, "note", self._parameter(number, number.at(self.as_of)))

    def _column(self, tried: InputTrace) -> str:
        if self.lang == "zh":
            return tried.label or tried.expression
        words = self._labels()
        return words.get(tried.label) or self._words_of(tried.expression)

    def _labels(self) -> dict[str, str]:
        tree = self.pack.models[self.decision.file].tree
        found: dict[str, str] = {}
        for element in tree.iter("{*}input") if tree is not None else ():
            english = self.english.get(element.get("id") or "")
            if english:
                found[element.get("label") or ""] = english
        return found

    def _words_of(self, text: str) -> str:
        """A cell with the names people read: values by their names, on an English page also what it refers to."""
        for value, named in self.decision.names.items():
            text = text.replace(f'"{value}"', named.get(self.lang))
        for literal, zh, en in (("true", "是", "yes"), ("false", "否", "no")):
            text = re.sub(rf"\b{literal}\b", self.say(zh, en), text)
        for id, choice in self.choices.items():
            text = text.replace(f'"{id}"', choice.get(self.lang))
        if self.lang == "zh":
            return text
        known = {name: self._name(name) for name in self.fields} | self._english_names()
        known |= {name: parameter.name.en for name, parameter in self.parameters.items()}
        for name in sorted(known, key=len, reverse=True):
            text = text.replace(name, known[name])
        return text

    def _expression(self, step: DecisionTrace) -> str:
        """The formula as written, or on an English page printed from its syntax tree with English names."""
        found = self.pack.models[self.decision.file].decision(step.name)
        if self.lang == "zh" or found is None or found.node is None:
            return step.expression or ""
        return to_text(found.node, self._english_names())

    def _english_names(self) -> dict[str, str]:
        model = self.pack.models[self.decision.file]
        names = [(item.name, item.id) for item in model.decisions] + [
            (item.name, item.id) for item in model.inputs
        ]
        return {name: self._name(name, id) for name, id in names}

    def _input(self, name: str, value: object) -> str:
        shown = self._value(value)
        if parameter := self.parameters.get(name):
            return self._parameter(parameter, value)
        if field := self.fields.get(name):
            if field.unit == "元" and isinstance(value, Decimal):
                shown = f"{value:,.2f}".replace("-", "−")
            symbol = "" if not field.unit or value is None else unit(field.unit).name.get(self.lang)
            return f"{field.name.get(self.lang)} = {shown} {symbol}".rstrip()
        return f"{self._name(name)} = {shown}"

    def _parameter(self, parameter: Parameter, value: object) -> str:
        """A number of the policy with the day since when it holds and its clause."""
        since = next((v.start for v in reversed(parameter.values) if v.start <= self.as_of), None)
        number = value if isinstance(value, Decimal) else None
        said = (
            shown_amount(number, parameter.unit, self.lang, 6) if number is not None else self._value(value)
        )
        amount = f"{parameter.name.get(self.lang)} = {said}"
        return amount + self.say(
            f"（参数，{since} 起，{parameter.clause}）", f" (parameter since {since}, {parameter.clause})"
        )

    def _result(self) -> Iterator[Line]:
        outcome, decision = self.outcome, self.decision
        amount = self._value(outcome.value) + (
            _space(unit(decision.unit).name.get(self.lang))
            if decision.unit and outcome.value is not None
            else ""
        )
        state = state_name(outcome.state, self.lang, decision)
        yield Line(0, "result", self.say(f"结论：{state}，{amount}", f"Result: {state}, {amount}"))
        if outcome.missing:
            names = [self.fields[n].name.get(self.lang) if n in self.fields else n for n in outcome.missing]
            yield Line(0, "note", self.say(f"缺少：{'、'.join(names)}", f"Missing: {', '.join(names)}"))
        for payment in outcome.payments:
            who = (
                self.say("付款财政待定", "payer to be fixed")
                if payment.treasury is None
                else self.pack.treasuries[payment.treasury].get(self.lang)
            )
            yield Line(
                0,
                "note",
                self.say(
                    f"由谁支付：{who} {shown_number(Decimal(payment.fen) / 100)} 元",
                    f"Who pays: {who} {shown_number(Decimal(payment.fen) / 100)} yuan",
                ),
            )
        for diagnostic in outcome.diagnostics:
            yield Line(0, "note", diagnostic.text(self.lang))
        yield from self._ways()

    def _ways(self) -> Iterator[Line]:
        """Every single change that brings a better outcome."""
        if self.outcome.state not in ("favoured", "not_yet"):
            return
        words = WayWords(self.pack, self.decision, self.lang, plain_amount(self.lang), self._name)
        said = words.all(self.outcome.ways)
        if said.none:
            yield Line(0, "note", self.say("更好的结果：", "A better outcome: ") + said.none)
            return
        yield Line(0, "decision", self.say(
            f"更好的结果（现为{said.now}；每次只改变一项，都已重新计算核实）",
            f"Better outcomes (now: {said.now}; one fact changed at a time, each verified by deciding anew)",
        ))  # fmt: skip
        for reached in said.reached:
            if not reached.ways:
                never = self.say("只改变一项达不到", "no change of a single fact reaches it")
                yield Line(1, "miss", f"→ {reached.outcome}{self.say('：', ': ')}{never}")
            for way in reached.ways:
                yield Line(1, "hit", f"→ {reached.outcome}{self.say('：', ': ')}{way}")

    def _name(self, name: str, id: str = "") -> str:
        """An element's name in the language of the page; a FEEL name is Chinese."""
        if self.lang == "zh":
            return name
        if name in self.fields:
            return self.fields[name].name.en
        if id in self.english:
            return self.english[id]
        model = self.pack.models[self.decision.file]
        found = model.decision(name) or model.input(name)
        return name if found is None else self.english.get(found.id, name)

    def _value(self, value: object) -> str:
        if value is None:
            return self.say("无数据", "no data")
        if isinstance(value, bool):
            return self.say("是" if value else "否", "yes" if value else "no")
        if isinstance(value, Decimal):
            return shown_number(value, 6)
        named = self.decision.names.get(str(value)) or self.choices.get(str(value))
        return str(value) if named is None else named.get(self.lang)


def parameters_of(pack: Pack, outcome: Outcome) -> tuple[Parameter, ...]:
    """The numbers of the policy that an outcome rests on: those its decisions read, then those in cells of their rows."""
    decision = pack.decisions[outcome.decision]
    by_name = {one.name.zh: one for one in pack.parameters.values()}
    found: dict[str, Parameter] = {}
    for step in outcome.trace:
        for name, _ in step.inputs:
            if name in by_name:
                found[name] = by_name[name]
    for step in outcome.trace:
        for table in (step.table, *step.inner):
            for rule in table.rules if table is not None else ():
                found |= {one.name.zh: one for one in cell_parameters(pack, decision, rule.id)}
    return tuple(found.values())


def cell_parameters(pack: Pack, decision: Decision, rule: str) -> tuple[Parameter, ...]:
    """The numbers of the policy whose home is a cell of a row of the decision's file."""
    head = f"{decision.file}#{rule}."
    return tuple(one for one in pack.parameters.values() if (one.cell or "").startswith(head))


def _space(symbol: str) -> str:
    return f" {symbol}" if symbol else ""
