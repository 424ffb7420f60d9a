"""Standings as JSON and back, led by the types of the dataclasses."""

from __future__ import annotations

import types
from collections.abc import Hashable, Iterable
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from yuanqu.indicators.model import Observation, Standing
from yuanqu.values import Period

T = TypeVar("T")


def to_json(item: Standing | Observation) -> dict[str, Any]:
    body: dict[str, Any] = _plain(item)
    return body


def observation_from_json(body: dict[str, Any]) -> Observation:
    return _made(Observation, body)


def from_json(body: dict[str, Any]) -> Standing:
    return _made(Standing, body)


def _plain(value: object) -> Any:
    match value:
        case None | bool() | int() | str():
            return value
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
        case Period():
            return str(value)
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Iterable):
        return [_plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} cannot be stored")


@cache
def _hints(cls: Any) -> dict[str, Any]:
    return get_type_hints(cls)


def _made(cls: type[T], body: dict[str, Any]) -> T:
    """A field that the stored body doesn't know takes its default."""
    hints = _hints(cast(Hashable, cls))
    return cls(**{name: _value(hints[name], given) for name, given in body.items() if name in hints})


def _value(kind: Any, given: Any) -> Any:
    if given is None:
        return None
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        (kind,) = (part for part in get_args(kind) if part is not type(None))
        return _value(kind, given)
    if origin is tuple:
        return tuple(_value(get_args(kind)[0], item) for item in given)
    if origin is Literal or kind in (str, bool, int):
        return given
    if kind is Decimal:
        return Decimal(given)
    if kind is date:
        return date.fromisoformat(given)
    if kind is Period:
        return Period.parse(given)
    return _made(kind, given)
