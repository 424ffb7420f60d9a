"""An outcome in words: inputs with unit and source, each row tried and why it failed or hit, the parameter and its
date, the clause, who pays, and the nearest change that would bring a better result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from yuanqu.assessment.model import Outcome
from yuanqu.assessment.tables import state_name, status_name
from yuanqu.dmn import DecisionTrace
from yuanqu.feel import to_text
from yuanqu.packs import Decision, Pack
from yuanqu.proofs import Step
from yuanqu.values import Language, unit
from yuanqu.values.shown import shown_number

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
        if step.table is not None:
            for rule in step.table.rules:
                label = self.english.get(rule.id, rule.description) if self.lang == "en" else rule.description
                cells = " · ".join(rule.cells)
                if rule.matched:
                    yield Line(
                        1,
                        "hit",
                        self.say(
                            f"✓ 第 {rule.number} 行  {cells}  {label}",
                            f"✓ row {rule.number}  {cells}  {label}",
                        ),
                    )
                else:
                    yield Line(
                        1,
                        "miss",
                        self.say(
                            f"✗ 第 {rule.number} 行  {cells}  {label}",
                            f"✗ row {rule.number}  {cells}  {label}",
                        ),
                    )

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
            since = next((v.start for v in reversed(parameter.values) if v.start <= self.as_of), None)
            amount = (
                f"{parameter.name.get(self.lang)} = {shown}{_space(unit(parameter.unit).name.get(self.lang))}"
            )
            return amount + self.say(
                f"（参数，{since} 起，{parameter.clause}）", f" (parameter since {since}, {parameter.clause})"
            )
        if field := self.fields.get(name):
            if field.unit == "元" and isinstance(value, Decimal):
                shown = f"{value:,.2f}".replace("-", "−")
            symbol = "" if not field.unit else unit(field.unit).name.get(self.lang)
            return f"{field.name.get(self.lang)} = {shown} {symbol}".rstrip()
        return f"{self._name(name)} = {shown}"

    def _result(self) -> Iterator[Line]:
        outcome, decision = self.outcome, self.decision
        amount = self._value(outcome.value) + (
            _space(unit(decision.unit).name.get(self.lang)) if decision.unit else ""
        )
        state = state_name(outcome.state, self.lang)
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
        if outcome.nearest is not None:
            yield Line(0, "note", self._nearest(outcome.nearest))
        for diagnostic in outcome.diagnostics:
            yield Line(0, "note", diagnostic.text(self.lang))

    def _nearest(self, step: Step) -> str:
        """The nearest change of one number that brings a better result, with the result before and after."""
        table = self.decision.distance.decision if self.decision.distance else ""
        before = next((t.value for t in self.outcome.trace if t.name == table), None)
        label = (step.label or step.input) if self.lang == "zh" else self._label(step)
        change, threshold = shown_number(abs(step.change), 6), shown_number(step.threshold, 6)
        more = step.change >= 0
        reach = (
            ("到" if step.inclusive else "超过")
            if self.lang == "zh"
            else ("to" if step.inclusive else "beyond")
        )
        was, would = self._value(before), self._value(step.outcome)
        return self.say(
            f"离更好的一档：{label}再{'增' if more else '减'} {change}，{reach} {threshold}：{table}由 {was} 变为 {would}",
            f"To the next band: {label} {change} {'more' if more else 'less'}, {reach} {threshold}: "
            f"{self._name(table)} from {was} to {would}",
        )

    def _label(self, step: Step) -> str:
        """English label of the table's input column that the step changes."""
        file = self.pack.models[self.decision.file]
        for element in file.tree.iter("{*}input"):
            if element.get("label") == step.label and element.get("id") in self.english:
                return self.english[element.get("id")]
        return self._name(step.input)

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
        named = self.decision.names.get(str(value))
        return str(value) if named is None else named.get(self.lang)


def _space(symbol: str) -> str:
    return f" {symbol}" if symbol else ""
