"""The columns of a form on paper: headings, units and texts, for files that people read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from yuanqu.facts.exact import from_stored, shown_exactly
from yuanqu.facts.fields import Field, Form, Schema
from yuanqu.facts.labels import PERIOD, heading
from yuanqu.values import Language, Text

YES, NO = Text("是", "yes"), Text("否", "no")


@dataclass(frozen=True, slots=True)
class PaperColumn:
    """`field` None: the period. `symbol`: the unit that numbers are written in."""

    id: str
    title: str
    field: Field | None
    symbol: str | None


def paper_columns(schema: Schema, form: Form, lang: Language) -> list[PaperColumn]:
    """Key, period in periodic forms, then the other fields."""
    columns = []
    for field in schema.form_fields(form):
        symbol = shown_exactly(field)
        columns.append(PaperColumn(field.id, heading(field, lang, symbol), field, symbol))
    if not form.is_register:
        columns.insert(1, PaperColumn("period", PERIOD.get(lang), None, None))
    return columns


@cache
def _choice_names(field: Field, lang: Language) -> dict[str, str]:
    """Names by id; a name that two choices share is left out, so that what is written can be read."""
    names = [choice.name.get(lang) for choice in field.choices]
    return {c.id: name for c, name in zip(field.choices, names, strict=True) if names.count(name) == 1}


def paper_value(column: PaperColumn, value: object, lang: Language) -> Decimal | date | str | None:
    """A stored value as people read it: numbers in the column's unit, names for choices, yes and no."""
    field = column.field
    if value is None or isinstance(value, date):
        return value
    if isinstance(value, bool):
        return (YES if value else NO).get(lang)
    if field is not None and isinstance(value, Decimal | int):
        return from_stored(field, column.symbol, Decimal(value))
    text = str(value)
    return _choice_names(field, lang).get(text, text) if field is not None and field.choices else text
