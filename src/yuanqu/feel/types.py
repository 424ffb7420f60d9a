"""Types: what conforms, and the coercions DMN allows (one-item lists, date to date and time)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yuanqu.feel.nodes import TypeNode
from yuanqu.feel.temporal import Date, midnight
from yuanqu.feel.values import FeelFunction, FeelRange, Value, type_name

if TYPE_CHECKING:
    from yuanqu.feel.run import Run

LIST_STEPS = 2
SIMPLE = {
    "number": "number",
    "string": "string",
    "boolean": "boolean",
    "date": "date",
    "time": "time",
    "date and time": "date and time",
    "dateTime": "date and time",
    "days and time duration": "days and time duration",
    "dayTimeDuration": "days and time duration",
    "years and months duration": "years and months duration",
    "yearMonthDuration": "years and months duration",
}


@dataclass(frozen=True, slots=True)
class Type:
    """kind: any, null, simple, list, range, context or function. `item` is a list's or range's; `result` a function's.

    `allowed`, if any, tells whether a value is among the allowed values written as `allowed_text`.
    """

    kind: str
    name: str = ""
    item: Type | None = None
    fields: tuple[tuple[str, Type], ...] = ()
    parameters: tuple[Type, ...] = ()
    result: Type | None = None
    allowed: Callable[[Value, Run | None], bool] | None = field(default=None, compare=False)
    allowed_text: str = ""
    label: str = ""

    def __str__(self) -> str:
        if self.label:
            return self.label
        match self.kind:
            case "list" | "range":
                return f"{self.kind}<{self.item}>"
            case "context":
                return f"context<{', '.join(f'{name}: {kind}' for name, kind in self.fields)}>"
            case "function":
                return f"function<{', '.join(map(str, self.parameters))}> -> {self.result}"
            case _:
                return self.name


ANY = Type("any", "Any")
NULL = Type("null", "Null")
TYPES: Mapping[str, Type] = {
    "Any": ANY,
    "any": ANY,
    "Null": NULL,
    "context": Type("context"),
    "list": Type("list", item=ANY),
    "function": Type("function", "function"),
    "range": Type("range", item=ANY),
    **{name: Type("simple", canonical) for name, canonical in SIMPLE.items()},
}


def resolve(node: TypeNode, types: Mapping[str, Type], missing: Callable[[str], None]) -> Type:
    """The type that is written; unknown names are told to `missing` and count as Any."""
    if node.kind == "name":
        found = types.get(node.name) or TYPES.get(node.name)
        if found is None:
            missing(node.name)
        return found or ANY
    items = tuple(resolve(item, types, missing) for item in node.items)
    match node.kind:
        case "list" | "range":
            return Type(node.kind, item=items[0])
        case "context":
            return Type("context", fields=tuple(zip(node.keys, items, strict=True)))
        case _:
            return Type("function", "function<>", parameters=items[:-1], result=items[-1])


def conforms(value: Value, wanted: Type, *, check_allowed: bool = False, run: Run | None = None) -> bool:
    """Whether a value is of a type. Null conforms to every type here; `instance of` treats it apart."""
    if value is None or wanted.kind == "any":
        return True
    match wanted.kind:
        case "simple":
            fits = type_name(value) == wanted.name
        case "list":
            item = wanted.item or ANY
            if run is not None:
                run.weigh(value, LIST_STEPS)
            fits = type(value) is list and all(
                conforms(v, item, check_allowed=check_allowed, run=run) for v in value
            )
        case "context":
            if run is not None:
                run.step(None, LIST_STEPS * len(wanted.fields))
            fits = type(value) is dict and all(
                name in value and conforms(value[name], kind, check_allowed=check_allowed, run=run)
                for name, kind in wanted.fields
            )
        case "range":
            fits = type(value) is FeelRange and all(
                conforms(end, wanted.item or ANY) for end in (value.low, value.high)
            )
        case "function":
            fits = type(value) is FeelFunction and (
                wanted.name == "function" or _function_fits(value, wanted)
            )
        case _:
            fits = False
    return fits and (not check_allowed or wanted.allowed is None or wanted.allowed(value, run))


def _function_fits(value: FeelFunction, wanted: Type) -> bool:
    if len(value.parameters) != len(wanted.parameters):
        return False
    own = value.types or (None,) * len(value.parameters)
    accepts = all(
        mine is None or subtype(theirs, mine) for mine, theirs in zip(own, wanted.parameters, strict=True)
    )
    return accepts and (wanted.result is None or subtype(value.result or ANY, wanted.result))


def subtype(left: Type, right: Type) -> bool:
    """Whether every value of `left` is one of `right`."""
    if right.kind == "any" or left.kind == "null":
        return True
    if left.kind != right.kind:
        return False
    match right.kind:
        case "simple":
            return left.name == right.name
        case "list" | "range":
            return subtype(left.item or ANY, right.item or ANY)
        case "context":
            own = dict(left.fields)
            return all(name in own and subtype(own[name], kind) for name, kind in right.fields)
        case "function":
            return len(left.parameters) == len(right.parameters) and (
                all(subtype(r, l) for l, r in zip(left.parameters, right.parameters, strict=True))  # noqa: E741
                and subtype(left.result or ANY, right.result or ANY)
            )
        case _:
            return True


class Misfit(Exception):  # noqa: N818 - turned into null and a diagnostic by the caller
    """A value can't become the wanted type; `args[0]` is the value that doesn't fit."""


def coerce(value: Value, wanted: Type, run: Run | None = None) -> Value:
    """The value as the wanted type; `run` counts the work. Misfit when it can't be."""
    if value is None or wanted.kind == "any":
        return value
    result = _coerce(value, wanted, run)
    if wanted.allowed is not None and not wanted.allowed(result, run):
        raise Misfit(value)
    return result


def _coerce(value: Value, wanted: Type, run: Run | None) -> Value:
    kind = type(value)
    if wanted.kind == "simple":
        if type_name(value) == wanted.name:
            return value
        if kind is Date and wanted.name == "date and time":
            return midnight(value)
    elif wanted.kind == "list":
        item = wanted.item or ANY
        if run is not None:
            run.weigh(value, LIST_STEPS)
        return [coerce(v, item, run) for v in value] if kind is list else [coerce(value, item, run)]
    elif wanted.kind == "context":
        if kind is dict:
            if run is not None:
                run.step(None, LIST_STEPS * (len(value) + len(wanted.fields)))
            changed = dict(value)
            for name, field_type in wanted.fields:
                if name not in value:
                    raise Misfit(value)
                changed[name] = coerce(value[name], field_type, run)
            return changed
    elif conforms(value, wanted, run=run):
        return value
    if kind is list and len(value) == 1 and type(value[0]) is not list and wanted.kind != "list":
        return coerce(value[0], wanted, run)
    raise Misfit(value)
