"""Facts in memory: one Arrow table per form, and the flat rows that decisions see."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from yuanqu.facts.derived import Derive, derived_fields, evaluate_derived
from yuanqu.facts.fields import Form, Schema
from yuanqu.values import Period, Text

Value = Decimal | str | date | bool | None
OriginKind = Literal["published", "sample", "own"]

_NO_NOTE = Text("", "")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where facts come from. `published`: cited figures; `sample`: made up, with the seed; `own`: a user's own data."""

    kind: OriginKind
    title: Text
    note: Text = _NO_NOTE
    seed: int | None = None


class Row(dict[str, object]):
    """One subject at one period: Chinese field name → value (Decimal, date, bool, str; None is no data)."""

    __slots__ = ("key",)

    def __init__(self, key: str, values: Mapping[str, object]) -> None:
        super().__init__(values)
        self.key = key


@dataclass(frozen=True)
class Facts:
    """Tables by form id. Columns are field ids: the key, `period` in periodic forms, then the others; null is no data.

    A form that is not given gets an empty table. Tables are taken as checked: see `reading` and `checks`.
    """

    schema: Schema
    tables: Mapping[str, pa.Table]
    origin: Origin

    def __post_init__(self) -> None:
        full = {}
        for form in self.schema.forms:
            wanted, table = self.schema.arrow_schema(form), self.tables.get(form.id)
            full[form.id] = wanted.empty_table() if table is None else table.select(wanted.names).cast(wanted)
        if unknown := set(self.tables) - set(full):
            raise KeyError(f"no such form: {', '.join(sorted(unknown))}")
        object.__setattr__(self, "tables", full)

    def form_table(self, form: Form | str) -> pa.Table:
        """The table of a form."""
        return self.tables[form if isinstance(form, str) else form.id]

    def row_counts(self) -> dict[str, int]:
        """Rows by form id, forms without rows left out."""
        return {form_id: table.num_rows for form_id, table in self.tables.items() if table.num_rows}

    def periods(self, form: Form | str) -> tuple[Period, ...]:
        """The periods of a form that have rows, in time. Empty for a register."""
        table = self.form_table(form)
        if "period" not in table.column_names:
            return ()
        return tuple(sorted(Period.parse(text) for text in pc.unique(table["period"]).to_pylist()))

    def keys(self, subject: str) -> tuple[str, ...]:
        """The subjects in the register, in its order; without a register rows, all that any form names."""
        registered: dict[str, None] = {}
        reported: dict[str, None] = {}
        for form in self.schema.forms_of(subject):
            column = self.form_table(form)[form.key]
            (registered if form.is_register else reported).update(dict.fromkeys(column.to_pylist()))
        return tuple(registered or reported)

    def rows(self, subject: str, period: Period | None = None, *, derive: Derive | None = None) -> list[Row]:
        """One row per subject: its register joined with every form that has exactly this period.

        Without a period only the register is joined. Every field of the subject is in each row, None
        where nothing is known. If two forms state a field for the period, the first that has a value counts.
        Derived fields are computed by `derive`, by default with their FEEL, and are not rounded.
        """
        names = {field.id: field.name.zh for field in self.schema.subject(subject).fields}
        blank: dict[str, object] = dict.fromkeys(names.values())
        key_field = self.schema.key_field(subject)
        rows = {key: Row(key, blank) for key in self.keys(subject)}
        for form in self.schema.forms_of(subject):
            table = self.form_table(form)
            if not form.is_register:
                if period is None:
                    continue
                table = table.filter(pc.equal(table["period"], str(period)))
            _join(rows, table, form, names)
        for row in rows.values():
            if key_field is not None:
                row[key_field.name.zh] = row.key
        derived = derived_fields(self.schema, subject)
        compute = derive or evaluate_derived(self.schema)
        for row in rows.values() if derived else ():
            for field in derived:
                row[field.name.zh] = compute(field, row)
        return list(rows.values())

    def digest(self) -> str:
        """SHA-256 of the content: the same facts give the same digest whatever file they were read from.

        Values, column names and form names count; the order of rows and the origin do not.
        """
        return self._digest

    @cached_property
    def _digest(self) -> str:
        total = hashlib.sha256()
        for form_id, table in self.tables.items():
            if table.num_rows:
                total.update(f"\x1d{form_id}\x1d{','.join(table.column_names)}\x1d".encode())
                total.update(table_bytes(table))
        return total.hexdigest()


def _join(rows: dict[str, Row], table: pa.Table, form: Form, names: Mapping[str, str]) -> None:
    keys = table[form.key].to_pylist()
    for column_id in table.column_names:
        if column_id in ("period", form.key):
            continue
        name, column = names[column_id], table[column_id]
        whole = pa.types.is_integer(column.type)
        for key, value in zip(keys, column.to_pylist(), strict=True):
            if value is None or key not in rows:
                continue
            row = rows[key]
            if row[name] is None:
                row[name] = Decimal(value) if whole else value


def table_bytes(table: pa.Table) -> bytes:
    """The rows of a table as text, sorted by key and period: a form that no file format changes."""
    order = [(name, "ascending") for name in table.column_names[:2] if pa.types.is_string(table[name].type)]
    table = table.sort_by(order).combine_chunks()
    columns = [pc.cast(column, pa.string()) for column in table.columns]
    lines = pc.binary_join_element_wise(
        *columns, pa.scalar("\x1f"), null_handling="replace", null_replacement="\x00"
    )
    return "\x1e".join(lines.to_pylist()).encode()
