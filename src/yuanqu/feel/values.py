"""Values of FEEL that Python lacks, the names of types, and values taken in from Python."""

from __future__ import annotations

import datetime as py
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from yuanqu.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time, from_python

if TYPE_CHECKING:
    from yuanqu.feel.run import Run
    from yuanqu.feel.types import Type

Value = Any  # Decimal, str, bool, None, list, dict, temporal values, FeelRange, FeelFunction


@dataclass(frozen=True, slots=True)
class FeelRange:
    """A range of comparable values. None at an end: without bound. `form` is "=" or "!=" for (= x) and (!= x)."""

    low: Value
    high: Value
    low_included: bool
    high_included: bool
    form: str = ""


@dataclass(slots=True, eq=False)
class FeelFunction:
    """A function: built in, written in FEEL, business knowledge or a decision service.

    `invoke` takes the run and the arguments in order. `frame` holds the slots a written function sees.
    """

    name: str
    parameters: tuple[str, ...]
    invoke: Callable[[Run, list[Value]], Value]
    types: tuple[Type | None, ...] = ()
    result: Type | None = None
    frame: list[Value] | None = field(default=None, repr=False)
    named: Callable[[Run, dict[str, Value]], Value] | None = None


_NAMES: dict[type, str] = {
    type(None): "null",
    Decimal: "number",
    str: "string",
    bool: "boolean",
    list: "list",
    dict: "context",
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    DaysDuration: "days and time duration",
    MonthsDuration: "years and months duration",
    FeelRange: "range",
    FeelFunction: "function",
}
_READY = frozenset({type(None), Decimal, str, bool, *list(_NAMES)[6:]})


def type_name(value: Value) -> str:
    """The FEEL name of a value's type."""
    return _NAMES.get(type(value), "unknown")


class Unusable(Exception):  # noqa: N818 - not an error of the program: a value FEEL has no place for
    """A Python value without a FEEL counterpart; `args[0]` is the value."""


def take(value: object) -> Value:
    """A Python value as FEEL's: int becomes a decimal, the standard dates become FEEL's. Unusable for float and others."""
    kind = type(value)
    if kind in _READY:
        if kind is Decimal and not value.is_finite():  # type: ignore[attr-defined]
            raise Unusable(value)
        return value
    if kind is list or isinstance(value, tuple):
        return [take(item) for item in value]  # type: ignore[attr-defined]
    if isinstance(value, Mapping):
        return {str(key): take(item) for key, item in value.items()}
    if isinstance(value, bool):
        return bool(value)
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, (py.date, py.time, py.timedelta)):
        return from_python(value)
    if isinstance(value, str):
        return str(value)
    raise Unusable(value)
