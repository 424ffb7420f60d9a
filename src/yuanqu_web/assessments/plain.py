"""Values of the library as JSON and back to what pages show: decimals as text, dates in ISO form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from yuanqu.diagnostics import Diagnostic
from yuanqu.dmn import DecisionTrace
from yuanqu.values import Period

Json = str | int | float | bool | list["Json"] | dict[str, "Json"] | None


def plain(value: object) -> Json:
    """JSON of a FEEL value, a trace, a payment or a diagnostic."""
    match value:
        case None | bool() | int() | str():
            return value
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
        case Enum():
            return plain(value.value)
        case Period():
            return str(value)
        case Diagnostic():
            return {"zh": value.text("zh"), "en": value.text("en"), "code": value.code}
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case Iterable():
            return [plain(item) for item in value]
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return str(value)


def plain_trace(trace: Iterable[DecisionTrace]) -> list[Json]:
    """A trace without the texts of the rules, which stand in the release: per decision its value, its inputs,
    the rows that fired, and for each other row the 1-based input that let it fail."""
    return [_step(step) for step in trace]


def _step(step: DecisionTrace) -> dict[str, Json]:
    found: dict[str, Json] = {
        "id": step.id,
        "value": plain(step.value),
        "inputs": {name: plain(value) for name, value in step.inputs},
    }
    if step.table is not None:
        found["fired"] = list(step.table.fired)
        failed = {str(r.number): r.failed_input + 1 for r in step.table.rules if r.failed_input is not None}
        found["failed"] = plain(failed)
    return found
