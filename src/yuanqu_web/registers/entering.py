"""The page on which an entry is added or changed: controls from the form's fields, and what was typed read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import QueryDict
from django.utils.translation import gettext as _

from yuanqu.diagnostics import Diagnostic, diagnose
from yuanqu.facts import Field, Schema, unit_label
from yuanqu.facts.codes import check_enterprise_code, normal_code
from yuanqu.facts.exact import from_stored, shown_exactly
from yuanqu.facts.reading.cells import parser_of
from yuanqu.facts.reading.numbers import NumberParser
from yuanqu.facts.reading.parser import Reject
from yuanqu.facts.words import SOURCES, USES
from yuanqu_web.registers.shape import ENTERPRISE, Shape
from yuanqu_web.registers.wording import message
from yuanqu_web.registry.lookup import find_by_code
from yuanqu_web.registry.models import Dataset
from yuanqu_web.returns.codec import Fact, Stored, restore, store
from yuanqu_web.ui.language import language, said


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Control:
    """One field of the page. `kind`: text, long, date, number or choice. `fixed`: shown but not changed."""

    id: str
    label: str
    kind: str
    value: str
    unit: str = ""
    hint: str = ""
    required: bool = False
    fixed: bool = False
    options: tuple[Option, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed: values in stored units, and problems by field."""

    key: str
    values: Mapping[str, Stored]
    problems: Mapping[str, Diagnostic]


def controls(
    shape: Shape,
    typed: Mapping[str, str],
    problems: Mapping[str, Diagnostic],
    *,
    new: bool,
) -> list[Control]:
    """All fields of the form with what stands in them and what is wrong."""
    return [
        _control(
            field,
            typed.get(field.id, ""),
            problems.get(field.id),
            fixed=field.id == shape.form.key and not new,
        )
        for field in shape.fields
    ]


def texts_of(shape: Shape, key: str, values: Mapping[str, Stored]) -> dict[str, str]:
    """Stored values as they stand in the controls."""
    return {shape.form.key: key} | {f.id: _typed(f, restore(f, values.get(f.id))) for f in shape.values}


def texts_posted(shape: Shape, post: QueryDict) -> dict[str, str]:
    return {field.id: post.get(field.id, "") for field in shape.fields}


def read_typed(dataset: Dataset, schema: Schema, shape: Shape, post: QueryDict, day: date) -> Typed:
    """Read what was typed, by the same readers as a workbook's cells. A firm is named by its code on `day`."""
    values: dict[str, Stored] = {}
    problems: dict[str, Diagnostic] = {}
    for field in shape.fields:
        text = post.get(field.id, "")
        try:
            values[field.id] = store(field, _read(dataset, schema, field, text, day))
        except Reject as reject:
            values[field.id] = None
            problems[field.id] = diagnose(reject.code, None, **reject.values)
    key = values.pop(shape.form.key, None)
    return Typed(str(key or ""), values, problems)


def _read(dataset: Dataset, schema: Schema, field: Field, text: str, day: date) -> Fact:
    if field.type.is_number:
        return NumberParser(field, shown_exactly(field))(text)
    if field.type.kind == "ref" and field.type.target == ENTERPRISE:
        code = normal_code(text)
        if not code:
            return None
        found = find_by_code(dataset, [code], day)[code]
        if found.key():
            return found.key()
        if wrong := check_enterprise_code(code):
            raise Reject.of(wrong)
        problem = found.problem(day)
        assert problem is not None
        raise Reject.of(problem)
    target = schema.key_field(field.type.target) if field.type.kind == "ref" else None
    return parser_of(field, target)(text)


def _typed(field: Field, value: Fact) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal | int):
        return format(from_stored(field, shown_exactly(field), Decimal(value)).normalize(), "f")
    return value.isoformat() if isinstance(value, date) else str(value)


def _control(field: Field, value: str, problem: Diagnostic | None, *, fixed: bool) -> Control:
    lang = language()
    symbol = shown_exactly(field) if field.type.is_number else None
    kind = "text"
    options: tuple[Option, ...] = ()
    if field.type.is_number:
        kind = "number"
    elif field.type.kind == "date":
        kind = "date"
    elif field.type.kind == "choice":
        kind = "choice"
        options = tuple(Option(c.id, said(c.name), c.id == value) for c in field.choices)
    elif field.type.kind == "boolean":
        kind = "choice"
        options = (Option("yes", _("是"), value == "yes"), Option("no", _("否"), value == "no"))
    hints = []
    if field.type.kind == "ref":
        hints.append(
            _("写统一社会信用代码") if field.type.target == ENTERPRISE else _("写对方在其台账中的编号")
        )
    hints.append(f"{SOURCES[field.source].get(lang)} · {USES[field.use].get(lang)}")
    return Control(
        id=field.id,
        label=said(field.name),
        kind=kind,
        value=value,
        unit=unit_label(symbol, lang) if symbol else "",
        hint=" · ".join(hints),
        required=field.required,
        fixed=fixed,
        options=options,
        error=message(problem) if problem else "",
    )
