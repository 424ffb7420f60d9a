"""Holds the scalar evaluator and a table that an engine made against each other."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa

from yuanqu.dmn import Program, compile_model, read_model
from yuanqu.feel import Date


def flat(name: str, value: object) -> dict[str, object]:
    if isinstance(value, dict):
        return {k: v for part, inner in value.items() for k, v in flat(f"{name}.{part}", inner).items()}
    return {name: value.to_python() if isinstance(value, Date) else value}


def differences_of(
    xml: bytes, constants: dict[str, object], source: pa.Table, made: pa.Table, decisions: tuple[str, ...]
) -> list[str]:
    """The same for a process of its own."""
    read = read_model(xml, source="drawn")
    assert read.model is not None
    return differences(compile_model(read.model, constants=constants), source, made, decisions)


def differences(program: Program, source: pa.Table, made: pa.Table, decisions: tuple[str, ...]) -> list[str]:
    """Where they differ: the row, the output, both values."""
    found: list[str] = []
    columns = {name: made[name].to_pylist() for name in made.column_names}
    assert made.num_rows == source.num_rows
    assert columns
    parts = {d: [n for n in columns if n == d or n.startswith(f"{d}.")] for d in decisions}
    call = program.prepare(decisions, source.column_names)
    for at, row in enumerate(zip(*(column.to_pylist() for column in source.columns), strict=True)):
        answer = call(row)
        for decision, value in zip(decisions, answer.values, strict=True):
            wanted = flat(decision, value)
            for name in parts[decision]:
                own = wanted.get(name) if value is not None else None
                if not alike(own, columns[name][at]):
                    found.append(f"{name}: scalar {own!r}, columns {columns[name][at]!r}, row {row}")
        clashes = {d.where.item for d in answer.diagnostics if d.code in ("DMN-101", "DMN-102")}
        for step in answer.trace:
            if step.table is None or step.name not in parts:
                continue
            if f"{step.name}#rule" in columns:
                own = ",".join(str(n) for n in step.table.fired) or None
                theirs = columns[f"{step.name}#rule"][at]
                if own != (None if theirs is None else str(theirs)):
                    found.append(f"{step.name}#rule: scalar {own}, columns {theirs}, row {row}")
            told = f"{step.name}#violation" in columns and bool(columns[f"{step.name}#violation"][at])
            if (step.name in clashes) != told:
                found.append(f"{step.name}#violation: scalar {not told}, columns {told}, row {row}")
        if len(found) > 5:
            break
    return found


def alike(scalar: object, column: object) -> bool:
    if isinstance(scalar, Decimal) and isinstance(column, (Decimal, int)) and not isinstance(column, bool):
        return scalar == column
    return type(scalar) is type(column) and scalar == column
