"""Values of entries as people read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.urls import reverse

from yuanqu.diagnostics import Diagnostic
from yuanqu.facts import Field, Schema, unit_label
from yuanqu.facts.exact import from_stored, shown_exactly
from yuanqu.facts.layout import NO, YES
from yuanqu_web.policies.selectors import NoPack, current_pack
from yuanqu_web.registers.models import Entry
from yuanqu_web.registers.shape import ENTERPRISE, Shape, register_forms
from yuanqu_web.registry.models import Dataset, Enterprise
from yuanqu_web.returns.codec import Stored, restore
from yuanqu_web.ui.language import language, said
from yuanqu_web.ui.numbers import plain
from yuanqu_web.ui.tables import Cell, Column


@dataclass(frozen=True, slots=True)
class Named:
    """What a reference leads to."""

    title: str
    href: str


References = Mapping[tuple[str, str], Named]


def references_of(
    dataset: Dataset, schema: Schema, fields: Iterable[Field], rows: Iterable[Mapping[str, Stored]]
) -> References:
    """Names and addresses of all that the rows refer to, by (kind, key): one query per kind."""
    wanted: dict[str, set[str]] = {}
    refs = [f for f in fields if f.type.kind == "ref"]
    for row in rows:
        for field in refs:
            if value := row.get(field.id):
                wanted.setdefault(field.type.target, set()).add(str(value))
    found: dict[tuple[str, str], Named] = {}
    for kind, keys in wanted.items():
        if kind == ENTERPRISE:
            for key, id, name in _firms(dataset, keys):
                found[kind, key] = Named(name, reverse("registry:firm", args=[id]))
            continue
        rows_of = Entry.objects.filter(dataset=dataset, kind=kind, key__in=sorted(keys)[:900])
        for form, key, id, title in rows_of.values_list("form", "key", "id", "title"):
            found[kind, key] = Named(title, reverse("registers:entry", args=[form, id]))
    return found


def _firms(dataset: Dataset, keys: set[str]) -> Iterable[tuple[str, UUID, str]]:
    wanted = sorted(keys)
    for start in range(0, len(wanted), 500):
        part = Enterprise.objects.filter(dataset=dataset, key__in=wanted[start : start + 500])
        yield from part.values_list("key", "id", "name")


def value_text(field: Field, stored: Stored, names: References | None = None) -> str:
    """A value in words, numbers with their unit; a dash for no data."""
    value = restore(field, stored)
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return (YES if value else NO).get(language())
    if isinstance(value, Decimal | int):
        symbol = shown_exactly(field)
        shown = plain(from_stored(field, symbol, Decimal(value)).normalize())
        label = unit_label(symbol, language()) if symbol else ""
        return f"{shown} {label}".strip()
    if isinstance(value, date):
        return value.isoformat()
    if field.type.kind == "choice":
        return next((said(c.name) for c in field.choices if c.id == value), str(value))
    if field.type.kind == "ref" and names and (named := names.get((field.type.target, str(value)))):
        return named.title
    return str(value)


def column_of(field: Field, shown: bool, sortable: bool) -> Column:
    """A column of a list."""
    number = field.type.is_number
    symbol = shown_exactly(field) or ""
    return Column(
        field.id,
        said(field.name),
        "number" if number else "date" if field.type.kind == "date" else "text",
        unit=symbol if number and symbol not in ("个", "家") else "",
        sort=field.id if sortable else "",
        shown=shown,
    )


def cell_of(field: Field, stored: Stored, names: References) -> Cell:
    """A cell of a list."""
    value = restore(field, stored)
    if value is None or isinstance(value, date):
        return Cell(value)
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return Cell(from_stored(field, shown_exactly(field), Decimal(value)).normalize())
    if field.type.kind == "ref":
        named = names.get((field.type.target, str(value)))
        return Cell(named.title, href=named.href, foreign=True) if named else Cell(str(value))
    return Cell(value_text(field, stored), foreign=field.type.kind == "text")


def message(problem: Diagnostic) -> str:
    """A problem and what to do, in the language of the page, with its code."""
    lang = language()
    if lang == "zh":
        return f"{problem.message(lang)}{problem.hint(lang)}（{problem.code}）"
    return f"{problem.message(lang)} {problem.hint(lang)} ({problem.code})"


def title_of(shape: Shape, entry: Entry) -> str:
    return entry.title if entry.title != entry.key else f"{said(shape.form.name)} {entry.key}"


def register_names() -> dict[str, str]:
    """The registers of the pack in use by id, as the record's pages call them."""
    try:
        schema = current_pack().schema
    except NoPack:
        return {}
    return {form.id: said(form.name) for form in register_forms(schema)}
