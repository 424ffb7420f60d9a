"""Between a row of facts and the JSON of a return: integers at the declared scale, null for no data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from yuanqu.facts import Field

Stored = str | int | bool | None
Fact = Decimal | int | date | bool | str | None


def store(field: Field, value: object) -> Stored:
    """A fact as JSON. ValueError when a decimal has more digits than its field declares."""
    match value:
        case None | bool() | str():
            return value
        case Decimal():
            scaled = value.scaleb(field.type.scale)
            whole = int(scaled)
            if whole != scaled:
                raise ValueError(f"{field.id}: {value} has more than {field.type.scale} decimals")
            return whole
        case date():
            return value.isoformat()
        case int():
            return value
    raise ValueError(f"{field.id}: {value!r} is not a fact")


def restore(field: Field, stored: Stored) -> Fact:
    """The fact that was stored."""
    if stored is None or isinstance(stored, bool):
        return stored
    match field.type.kind:
        case "decimal":
            return Decimal(stored).scaleb(-field.type.scale)
        case "integer":
            return int(stored)
        case "date":
            return date.fromisoformat(str(stored))
        case _:
            return str(stored)


def store_row(fields: Iterable[Field], row: Mapping[str, object]) -> dict[str, Stored]:
    return {field.id: store(field, row.get(field.id)) for field in fields}


def restore_row(fields: Iterable[Field], values: Mapping[str, Stored]) -> dict[str, Fact]:
    return {field.id: restore(field, values.get(field.id)) for field in fields}
