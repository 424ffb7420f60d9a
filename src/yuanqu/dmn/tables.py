"""Reads decision tables."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from yuanqu.diagnostics import Where, diagnose
from yuanqu.dmn.model import Cell, Rule, Table, TableInput, TableOutput
from yuanqu.dmn.xml import child, children, text_at
from yuanqu.feel.nodes import UnaryTests

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from yuanqu.dmn.logic import LogicReader

HIT_POLICIES = ("UNIQUE", "FIRST", "PRIORITY", "ANY", "COLLECT", "RULE ORDER", "OUTPUT ORDER")
AGGREGATIONS = ("SUM", "COUNT", "MIN", "MAX")
MAX_RULES = 20_000


def read_table(logic: LogicReader, element: Element) -> Table:
    """A table with every cell parsed in the scope of `logic`."""
    where = logic.where
    policy = (element.get("hitPolicy") or "UNIQUE").upper()
    aggregation = (element.get("aggregation") or "").upper()
    if policy not in HIT_POLICIES:
        logic.findings.append(diagnose("DMN-030", where, found=policy))
        policy = "UNIQUE"
    if aggregation and (aggregation not in AGGREGATIONS or policy != "COLLECT"):
        logic.findings.append(diagnose("DMN-031", where, found=aggregation, policy=policy))
        aggregation = ""
    inputs = tuple(_input(logic, e) for e in children(element, "input"))
    outputs = tuple(_output(logic, e) for e in children(element, "output"))
    if not outputs:
        logic.findings.append(diagnose("DMN-034", where))
    names = [output.name for output in outputs]
    if len(outputs) > 1 and (not all(names) or len(set(names)) != len(names)):
        logic.findings.append(diagnose("DMN-033", where))
    if policy in ("PRIORITY", "OUTPUT ORDER") and not any(o.values or _has_values(o) for o in outputs):
        logic.findings.append(diagnose("DMN-035", where, policy=policy))
    rules: list[Rule] = []
    for number, rule in enumerate(children(element, "rule"), 1):
        if number > MAX_RULES:
            logic.findings.append(diagnose("DMN-036", where, limit=MAX_RULES))
            break
        rules.append(_rule(logic, rule, number, inputs, outputs))
    written = element.get("typeRef") or ""
    own = element.get("id") or ""
    kind = logic.types.optional(written, where)
    return Table(policy, aggregation, inputs, outputs, tuple(rules), where, own, written, kind)


def _has_values(output: TableOutput) -> bool:
    return output.resolved is not None and bool(output.resolved.allowed_text)


def _tests(logic: LogicReader, text: str, where: Where) -> UnaryTests | None:
    return logic.tests(text, where) if text else None


def _input(logic: LogicReader, element: Element) -> TableInput:
    expression = child(element, "inputExpression")
    text = text_at(expression, "text")
    label = " ".join((element.get("label") or text).split())
    where = replace(logic.where, column=label)
    written = (expression.get("typeRef") or "") if expression is not None else ""
    allowed_text = text_at(element, "inputValues", "text")
    allowed = _tests(logic, allowed_text, where)
    node = logic.expression(text, where)
    return TableInput(
        label, text, node, written, allowed, allowed_text, where, logic.types.optional(written, where)
    )


def _output(logic: LogicReader, element: Element) -> TableOutput:
    name = " ".join((element.get("name") or "").split())
    label = " ".join((element.get("label") or name).split())
    where = replace(logic.where, column=label)
    written = element.get("typeRef") or ""
    text = text_at(element, "outputValues", "text")
    default_element = child(element, "defaultOutputEntry")
    default = logic.cell(text_at(default_element, "text"), where) if default_element is not None else None
    kind = logic.types.optional(written, where)
    if not text and kind is not None and kind.allowed_text:
        text = kind.allowed_text
    return TableOutput(name, written, _tests(logic, text, where), text, default, label, kind)


def _rule(
    logic: LogicReader,
    element: Element,
    number: int,
    inputs: tuple[TableInput, ...],
    outputs: tuple[TableOutput, ...],
) -> Rule:
    where = replace(logic.where, row=number)
    input_texts = [text_at(e, "text") for e in children(element, "inputEntry")]
    output_texts = [text_at(e, "text") for e in children(element, "outputEntry")]
    if len(input_texts) != len(inputs) or len(output_texts) != len(outputs):
        logic.findings.append(diagnose("DMN-037", where, inputs=len(inputs), outputs=len(outputs)))
    tested: list[Cell] = []
    for position, column in enumerate(inputs):
        text = input_texts[position] if position < len(input_texts) else "-"
        place = replace(where, column=column.label)
        tested.append(Cell(text or "-", logic.tests(text, place), place))
    given: list[Cell] = []
    for position, output in enumerate(outputs):
        text = output_texts[position] if position < len(output_texts) else ""
        given.append(logic.cell(text, replace(where, column=output.label)))
    description = text_at(element, "description")
    return Rule(number, element.get("id") or "", description, tuple(tested), tuple(given))
