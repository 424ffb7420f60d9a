"""Outputs and types of a table: what is missing, not among the output values, or of another type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from yuanqu.dmn.model import Decision, Model, Rule, Table
from yuanqu.feel import nodes as n
from yuanqu.feel.compare import satisfies
from yuanqu.feel.constants import constant_of
from yuanqu.feel.text import literal_of
from yuanqu.feel.types import conforms
from yuanqu.feel.values import Value, type_name
from yuanqu.proofs.domains import kind_of_type
from yuanqu.proofs.finding import Finding, finding
from yuanqu.proofs.grid import Grid
from yuanqu.proofs.reader import computed


def same_outputs(left: Rule, right: Rule, values: Mapping[str, object]) -> bool:
    """Whether two rows certainly give the same: equal expressions or equal constants."""
    return all(_same(a.node, b.node, values) for a, b in zip(left.outputs, right.outputs, strict=True))


def _same(left: n.Node, right: n.Node, values: Mapping[str, object]) -> bool:
    if left == right:
        return True
    a, b = computed(left, values), computed(right, values)
    return a is not None and b is not None and type(a.value) is type(b.value) and bool(a.value == b.value)


def output_findings(decision: Decision, table: Table, values: Mapping[str, object]) -> Iterator[Finding]:
    """Missing outputs, and constants that no output may be."""
    for rule in table.rules:
        for cell, output in zip(rule.outputs, table.outputs, strict=True):
            if not cell.text.strip():
                yield finding(
                    "PRF-012", "no output", table, decision.name, rows=(rule.number,), where=cell.where
                )
                continue
            known = computed(cell.node, values)
            if known is None or known.value is None:
                continue
            kind = output.resolved or (
                decision.resolved if len(table.outputs) == 1 and not table.aggregation else None
            )
            if output.values is not None and not _among(known.value, output.values):
                yield finding(
                    "PRF-013", "output", table, decision.name, rows=(rule.number,), where=cell.where,
                    value=literal_of(known.value), allowed=output.values_text,
                )  # fmt: skip
            elif (
                kind is not None
                and kind.kind == "simple"
                and not conforms(known.value, kind, check_allowed=True)
            ):
                yield finding(
                    "PRF-014", "type", table, decision.name, rows=(rule.number,), where=cell.where,
                    value=literal_of(known.value), found=type_name(known.value), expected=kind.allowed_text or str(kind),
                )  # fmt: skip


def _among(value: Value, tests: n.UnaryTests) -> bool:
    """Whether a value is among constants; anything else than constants is taken to hold it."""
    known = [constant_of(test) for test in tests.tests]
    return not all(known) or any(k is not None and satisfies(value, k.value) is True for k in known)


def type_findings(model: Model, decision: Decision, table: Table, grid: Grid) -> Iterator[Finding]:
    """Columns declared as another type than what they read, and cells of another type than their column."""
    for column in table.inputs:
        source = None
        if isinstance(column.node, n.Name):
            source = model.input(column.node.name) or model.decision(column.node.name)
        declared, own = (
            kind_of_type(column.resolved),
            kind_of_type(source.resolved if source is not None else None),
        )
        if declared and own and declared != own:
            yield finding(
                "PRF-016", "type", table, decision.name, where=column.where, declared=declared, found=own, input=column.text
            )  # fmt: skip
    for odd in grid.odd:
        yield finding(
            "PRF-015", "type", table, decision.name, rows=(odd.rule,), where=replace(odd.cell.where),
            text=odd.cell.text, found=odd.found, expected=odd.axis.kind,
        )  # fmt: skip
