"""Fields and values of the pack's forms as JSON."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ninja import Schema

from yuanqu.facts import Field
from yuanqu.facts.words import SOURCES, USES
from yuanqu.values import Text
from yuanqu_web.api.describing import Words
from yuanqu_web.returns.codec import Fact


class ChoiceOut(Schema):
    id: str
    name: Words


class FieldOut(Schema):
    """`unit`: values are in it; `shown_unit`: cells are typed in it. `source`: who states it; `use`: what the law of data
    permits: statistical values never decide on a single firm. `target`: of a reference, the kind of thing."""

    id: str
    name: Words
    type: str
    target: str
    unit: str
    shown_unit: str
    required: bool
    source: str
    source_name: Words
    use: str
    use_name: Words
    choices: list[ChoiceOut]


def words(text: Text) -> Words:
    return Words(zh=text.zh, en=text.en)


def field_out(field: Field) -> FieldOut:
    return FieldOut(
        id=field.id,
        name=words(field.name),
        type=field.type.kind,
        target=field.type.target,
        unit=field.unit or "",
        shown_unit=field.shown_unit or "",
        required=field.required,
        source=field.source,
        source_name=words(SOURCES[field.source]) if field.source in SOURCES else Words(zh="", en=""),
        use=field.use,
        use_name=words(USES[field.use]) if field.use in USES else Words(zh="", en=""),
        choices=[ChoiceOut(id=one.id, name=words(one.name)) for one in field.choices],
    )


def plain(value: Fact) -> str | bool | None:
    """A value as JSON: decimals and days as text, so that nothing is rounded; null for no data."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
