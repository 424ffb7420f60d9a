"""A register as a table: the same object is shown and exported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from yuanqu.facts import Field, Schema
from yuanqu_web.registers.completeness import lacking_in_row
from yuanqu_web.registers.models import Entry, EntryState
from yuanqu_web.registers.query import ListQuery, filter_fields, sort_keys
from yuanqu_web.registers.shape import Shape
from yuanqu_web.registers.wording import References, cell_of, column_of, references_of
from yuanqu_web.registry.models import Dataset
from yuanqu_web.ui.language import said
from yuanqu_web.ui.tables import Cell, Column, Row, Table

SHOWN = 7


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """One drop-down. `any`: the words for no choice."""

    name: str
    label: str
    any: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    without: str


def filters(shape: Shape, query: ListQuery) -> list[Filter]:
    """States, then what the form's choices and yes/no fields offer."""
    states = {EntryState.IN_FORCE.value: _("在册"), EntryState.ENDED.value: _("已终止"), "all": _("全部状态")}
    now = query.state or "all"
    found = [
        Filter("state", _("状态"), "", tuple(Option(id, text, id == now) for id, text in states.items()))
    ]
    for field in filter_fields(shape):
        if field.type.kind == "boolean":
            pairs = [("yes", _("是")), ("no", _("否"))]
        else:
            pairs = [(choice.id, said(choice.name)) for choice in field.choices]
        chosen = query.chosen.get(field.id, "")
        options = tuple(Option(id, text, id == chosen) for id, text in pairs)
        found.append(Filter(field.id, said(field.name), said(field.name), options))
    return found


def chips(shape: Shape, query: ListQuery, request: HttpRequest) -> list[Chip]:
    """What narrows the list now, each with its way back."""
    found = [Chip(f"“{query.text}”", _without(request, "q"))] if query.text else []
    for filter in filters(shape, query):
        for option in filter.options:
            if option.chosen and not (filter.name == "state" and option.value == EntryState.IN_FORCE):
                label = option.label if filter.name == "state" else f"{filter.label}：{option.label}"
                found.append(Chip(label, _without(request, filter.name)))
    return found


def _without(request: HttpRequest, name: str) -> str:
    query: QueryDict = request.GET.copy()
    for key in (name, "after", "format"):
        query.pop(key, None)
    return f"?{query.urlencode()}"


def table(
    *,
    dataset: Dataset | None,
    schema: Schema,
    shape: Shape,
    rows: Sequence[Entry],
    query: ListQuery,
    next: str,
    sample: bool,
    narrowed: bool,
) -> Table:
    """The list. Columns beyond the first few are shown when asked for."""
    fields = [field for field in shape.values if field.id != shape.title_field]
    sortable = set(sort_keys(shape))
    titled = shape.title_field != shape.form.key
    columns = [Column("name", said(shape.field(shape.title_field).name), sort="name")]
    if titled:
        columns.append(Column("key", said(shape.field(shape.form.key).name), sort="key"))
    else:
        columns[0] = Column("name", said(shape.field(shape.form.key).name), sort="key")
    whole = shape.form.complete is not None
    if whole:
        columns.append(Column("lacking", _("还缺")))
    hidden = set(shape.form.complete.fields) if shape.form.complete else set()
    plain = [field for field in fields if field.id not in hidden]
    shown = {field.id for field in plain[: SHOWN - len(columns)]}
    columns += [column_of(field, field.id in shown, field.id in sortable) for field in fields]
    columns.append(Column("changed", _("最近修改"), "date", sort="changed", shown=False))
    names = references_of(dataset, schema, fields, [row.values for row in rows]) if dataset else {}
    return Table(
        id=shape.form.id.replace("_", "-"),
        caption=said(shape.form.name),
        columns=tuple(columns),
        rows=tuple(_row(shape, row, fields, names, titled, whole, sample) for row in rows),
        sort=query.sort,
        next=next,
        empty_title=_("没有符合条件的记录") if narrowed else _("还没有登记"),
        empty_hint=_("请减少筛选条件，或换一个词：名称、编号、拼音或首字母均可。")
        if narrowed
        else _("先登记第一条，或下载模板填好后整批导入。"),
    )


def _row(
    shape: Shape,
    row: Entry,
    fields: Sequence[Field],
    names: References,
    titled: bool,
    whole: bool,
    sample: bool,
) -> Row:
    href = reverse("registers:entry", args=[shape.form.id, row.pk])
    note = _("已终止") if row.state == EntryState.ENDED else ""
    cells = [Cell(row.title, href=href, foreign=True, mark="sample" if sample else "", note=note)]
    if titled:
        cells.append(Cell(row.key))
    if whole:
        missing = lacking_in_row(shape, row.values)
        cells.append(Cell("、".join(said(field.name) for field in missing) or _("齐全")))
    cells += [cell_of(field, row.values.get(field.id), names) for field in fields]
    cells.append(Cell(row.changed_at.date()))
    return Row(tuple(cells), href=href, id=str(row.pk))
