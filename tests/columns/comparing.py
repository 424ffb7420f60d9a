"""Holds the scalar evaluator and a table that an engine made against each other."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa

from yuanqu.columns import Plan
from yuanqu.dmn import Program
from yuanqu.feel import Date


def flat(name: str, value: object) -> dict[str, object]:
    if isinstance(value, dict):
        return {k: v for part, inner in value.items() for k, v in flat(f"{name}.{part}", inner).items()}
    return {name: value.to_python() if isinstance(value, Date) else value}


def differences(
    program: Program, plan: Plan, source: pa.Table, made: pa.Table, decisions: tuple[str, ...]
) -> list[str]:
    """Where they differ: the row, the output, both values."""
    found: list[str] = []
    columns = {name: made[name].to_pylist() for name in made.column_names}
    assert made.num_rows == source.num_rows
    for at, row in enumerate(source.to_pylist()):
        for decision in decisions:
            result = program.evaluate(decision, row, trace=True)
            wanted = flat(decision, result.value)
            for name in columns:
                if name == decision or name.startswith(f"{decision}."):
                    own = wanted.get(name) if result.value is not None else None
                    if not alike(own, columns[name][at]):
                        found.append(f"{name}: scalar {own!r}, columns {columns[name][at]!r}, row {row}")
            table = result.trace[-1].table if result.trace else None
            if f"{decision}#rule" in columns and table is not None:
                own = ",".join(str(n) for n in table.fired) or None
                theirs = columns[f"{decision}#rule"][at]
                if own != (None if theirs is None else str(theirs)):
                    found.append(f"{decision}#rule: scalar {own}, columns {theirs}, row {row}")
            if table is not None:
                clash = any(
                    d.code in ("DMN-101", "DMN-102") and d.where.item == decision for d in result.diagnostics
                )
                told = bool(columns.get(f"{decision}#violation", [False] * made.num_rows)[at])
                if clash != told:
                    found.append(f"{decision}#violation: scalar {clash}, columns {told}, row {row}")
        if len(found) > 5:
            break
    return found


def alike(scalar: object, column: object) -> bool:
    if isinstance(scalar, Decimal) and isinstance(column, (Decimal, int)) and not isinstance(column, bool):
        return scalar == column
    return type(scalar) is type(column) and scalar == column
