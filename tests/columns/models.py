"""DMN models out of short texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape

import pyarrow as pa

from yuanqu import columns
from yuanqu.columns import Plan
from yuanqu.columns.schema import kind_of
from yuanqu.columns.typing import Number, to_arrow
from yuanqu.dmn import Model, read_model


def table(
    inputs: Sequence[str],
    rows: Sequence[Sequence[str]],
    policy: str = "UNIQUE",
    aggregation: str = "",
    values: str = "",
) -> str:
    """A decision table: the last text of a row is its output."""
    collected = f' aggregation="{aggregation}"' if aggregation else ""
    given = f"<outputValues><text>{escape(values)}</text></outputValues>" if values else ""
    head = "".join(
        f"<input><inputExpression><text>{escape(i)}</text></inputExpression></input>" for i in inputs
    )
    rules = "".join(
        "<rule>"
        + "".join(f"<inputEntry><text>{escape(c)}</text></inputEntry>" for c in row[:-1])
        + f"<outputEntry><text>{escape(row[-1])}</text></outputEntry></rule>"
        for row in rows
    )
    return f'<decisionTable hitPolicy="{policy}"{collected}>{head}<output>{given}</output>{rules}</decisionTable>'


def model(
    inputs: Sequence[str],
    decisions: Mapping[str, str],
    knowledge: Mapping[str, tuple[str, str]] | None = None,
) -> Model:
    """Decisions by name: FEEL, or the XML of boxed logic. Each sees all inputs and the decisions before it."""
    knowledge = knowledge or {}
    parts = [f'<inputData id="i{at}" name="{name}"/>' for at, name in enumerate(inputs)]
    for at, (name, (parameters, body)) in enumerate(knowledge.items()):
        formal = "".join(f'<formalParameter name="{p}"/>' for p in parameters.split())
        parts.append(
            f'<businessKnowledgeModel id="k{at}" name="{name}"><encapsulatedLogic>{formal}<literalExpression><text>'
            f"{escape(body)}</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>"
        )
    for at, (name, body) in enumerate(decisions.items()):
        logic = (
            body
            if body.startswith("<")
            else f"<literalExpression><text>{escape(body)}</text></literalExpression>"
        )
        needs = "".join(
            f'<informationRequirement><requiredInput href="#i{i}"/></informationRequirement>'
            for i in range(len(inputs))
        )
        needs += "".join(
            f'<informationRequirement><requiredDecision href="#d{i}"/></informationRequirement>'
            for i in range(at)
        )
        needs += "".join(
            f'<knowledgeRequirement><requiredKnowledge href="#k{i}"/></knowledgeRequirement>'
            for i in range(len(knowledge))
        )
        parts.append(f'<decision id="d{at}" name="{name}"><variable name="{name}"/>{needs}{logic}</decision>')
    head = (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="m" namespace="urn:m">'
    )
    xml = f"{head}{''.join(parts)}</definitions>"
    read = read_model(xml.encode(), source="test.dmn")
    assert read.model is not None
    assert not [d for d in read.diagnostics if d.severity == "error"], read.diagnostics
    return read.model


def plan_of(expression: str, types: Mapping[str, str], *, matched: bool = False, **constants: object) -> Plan:
    """A plan of one decision 结果."""
    made = model([*types, *constants], {"结果": expression})
    return columns.compile(made, "结果", types, constants, matched=matched)


def rows(types: Mapping[str, str], **values: Sequence[object]) -> pa.Table:
    """A table with declared types; numbers may be given as text."""
    arrays = {}
    for name, given in values.items():
        kind = kind_of(types[name])
        arrow = (
            pa.decimal128(kind.digits, kind.scale)
            if isinstance(kind, Number) and not kind.whole
            else to_arrow(kind)
        )
        if isinstance(kind, Number):
            given = [None if v is None else int(str(v)) if kind.whole else Decimal(str(v)) for v in given]
            arrow = pa.int64() if kind.whole else arrow
        arrays[name] = pa.array(
            [date.fromisoformat(v) if arrow == pa.date32() and isinstance(v, str) else v for v in given],
            arrow,
        )
    return pa.table(arrays)


def results(plan: Plan, source: pa.Table, engine: str = "duckdb", column: str = "结果") -> list[object]:
    assert plan.ok, [d.text("en") for d in plan.diagnostics]
    return columns.run(plan, source, engine)[column].to_pylist()  # type: ignore[arg-type]
