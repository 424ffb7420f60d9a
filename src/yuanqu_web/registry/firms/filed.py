"""The returns of a firm as tables and trends: years, months, confirmed data, what it owns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from yuanqu.facts import Field, Form, Schema
from yuanqu.values import Period, convert
from yuanqu_web.registry.firms.words import value_text
from yuanqu_web.returns.selectors import Filed, Recorded
from yuanqu_web.ui import numbers
from yuanqu_web.ui.charts import Figure, Line
from yuanqu_web.ui.language import language, said
from yuanqu_web.ui.tables import Cell, Column, Row, Table

_KINDS = {"decimal": "number", "integer": "number", "date": "date"}


def shown_unit(field: Field, money: str) -> str:
    """The unit people read a field in; money in the reader's."""
    unit = field.shown_unit or ""
    return numbers.money_unit(money, unit) if numbers.is_money(unit) else unit


def shown_value(field: Field, value: object, money: str) -> Decimal | str | None:
    """A fact as it stands in a table: numbers in the shown unit, choices by name."""
    if value is None:
        return None
    if isinstance(value, bool):
        return value_text("", value)
    if isinstance(value, int | Decimal):
        unit = shown_unit(field, money)
        if field.unit and unit and unit != field.unit:
            return convert(Decimal(value), field.unit, unit)
        return Decimal(value)
    if field.type.kind == "choice":
        return next((said(choice.name) for choice in field.choices if choice.id == value), str(value))
    return str(value)


def period_table(schema: Schema, form: Form, filed: Sequence[Filed], money: str) -> Table | None:
    """A periodic form: one row per period, the latest first. None when nothing was filed."""
    rows = [one for one in filed if one.form == form.id]
    if not rows:
        return None
    fields = [f for f in schema.form_fields(form) if f.id != form.key]
    columns = (Column("period", _("期间")), *(_column(field, money) for field in fields))
    return Table(
        id=form.id.replace("_", "-"),
        caption=said(form.name),
        columns=columns,
        rows=tuple(_period_row(one, fields, money) for one in sorted(rows, key=_time, reverse=True)),
        export=False,
    )


def trend(schema: Schema, form: Form, filed: Sequence[Filed], money: str, id: str) -> Figure | None:
    """The first money flow of a form over time. None for fewer than two periods."""
    rows = sorted((one for one in filed if one.form == form.id), key=_time)
    field = next(
        (f for f in schema.form_fields(form) if f.nature == "flow" and numbers.is_money(f.unit or "")), None
    )
    if field is None or len(rows) < 2:
        return None
    known = [value for one in rows if isinstance(value := one.values.get(field.id), Decimal)]
    large = money == "auto" and known and max(known) >= convert(Decimal(1), "亿元", field.unit or "元")
    money = "yi" if large else money
    values = tuple(_number(shown_value(field, one.values.get(field.id), money)) for one in rows)
    labels = tuple(_period_label(one.period) for one in rows)
    kind = "bars" if form.period == "month" else "trend"
    name = f"{said(field.name)} · {said(form.name)}"
    return Figure(id, name, labels, (Line(name, values, "sample"),), shown_unit(field, money), kind)  # type: ignore[arg-type]


def record_table(schema: Schema, form: Form, records: Iterable[Recorded], money: str) -> Table | None:
    """What a firm owns of one kind: buildings, lines, people."""
    rows = [one for one in records if one.kind == form.subject]
    if not rows:
        return None
    fields = [f for f in schema.form_fields(form) if f.type.kind != "ref" and f.id != form.key]
    key = schema.form_fields(form)[0]
    return Table(
        id=form.id.replace("_", "-"),
        caption=said(form.name),
        columns=(Column(key.id, said(key.name)), *(_column(field, money) for field in fields)),
        rows=tuple(
            Row(
                (Cell(one.key), *(Cell(shown_value(f, one.values.get(f.id), money)) for f in fields)),
                id=one.key,
            )
            for one in rows
        ),
        export=False,
    )


def latest(filed: Sequence[Filed], form: str, year: str = "") -> Mapping[str, object]:
    """The values of one form in a year, else in its last period."""
    rows = sorted((one for one in filed if one.form == form), key=_time)
    of_year = [one for one in rows if one.period == year]
    chosen = of_year or ([] if year else rows)
    return chosen[-1].values if chosen else {}


def _column(field: Field, money: str) -> Column:
    kind = _KINDS.get(field.type.kind, "text")
    unit = shown_unit(field, money)
    digits = 2 if field.type.kind == "decimal" else 0
    return Column(field.id, said(field.name), kind, "" if unit == "1" else unit, digits)  # type: ignore[arg-type]


def _period_row(one: Filed, fields: Sequence[Field], money: str) -> Row:
    cells = (Cell(shown_value(field, one.values.get(field.id), money)) for field in fields)
    return Row((Cell(_period_label(one.period)), *cells), id=f"{one.form}-{one.period}".replace("/", "-"))


def _period_label(period: str) -> str:
    return Period.parse(period).label(language())


def _time(one: Filed) -> Period:
    return Period.parse(one.period)


def _number(value: Decimal | str | None) -> Decimal | None:
    return value if isinstance(value, Decimal) else None
