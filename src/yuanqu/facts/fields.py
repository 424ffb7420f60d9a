"""The parts of a facts schema: fields, kinds of subjects, forms, and the lookups over them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from decimal import Decimal
from functools import cached_property
from typing import Literal

import pyarrow as pa

from yuanqu.values import Language, Text

TypeKind = Literal["decimal", "integer", "date", "boolean", "text", "code", "ref", "choice"]
FeelType = Literal["number", "date", "boolean", "string"]
PeriodKind = Literal["none", "year", "month"]

_FEEL: Mapping[TypeKind, FeelType] = {
    "decimal": "number",
    "integer": "number",
    "date": "date",
    "boolean": "boolean",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a choice field: its id, kept in the data, and its name, shown to people."""

    id: str
    name: Text


@dataclass(frozen=True, slots=True)
class FieldType:
    """`precision`, `scale`: of a decimal. `target`: the code system, the subject referred to, or the table chosen from."""

    kind: TypeKind
    precision: int = 0
    scale: int = 0
    target: str = ""

    @property
    def feel(self) -> FeelType:
        """The type that FEEL and DMN see."""
        return _FEEL.get(self.kind, "string")

    @property
    def is_number(self) -> bool:
        return self.kind in ("decimal", "integer")

    @property
    def arrow(self) -> pa.DataType:
        """The type of the field's column."""
        match self.kind:
            case "decimal":
                return pa.decimal128(self.precision, self.scale)
            case "integer":
                return pa.int64()
            case "date":
                return pa.date32()
            case "boolean":
                return pa.bool_()
            case _:
                return pa.string()

    def __str__(self) -> str:
        inner = f"{self.precision},{self.scale}" if self.kind == "decimal" else self.target
        return f"{self.kind}({inner})" if inner else self.kind


@dataclass(frozen=True, slots=True)
class Field:
    """One fact of one kind of subject. `unit` is stored, `shown` is what people read and enter.

    `minimum`, `maximum`: bounds in `unit`, both included. `use`: what the law of data permits.
    `derived`: a FEEL expression over other fields of the row; such a field is never entered.
    """

    id: str
    name: Text
    subject: str
    type: FieldType
    unit: str | None = None
    shown: str | None = None
    nature: str | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    use: str = ""
    source: str = ""
    required: bool = False
    derived: str | None = None
    choices: tuple[Choice, ...] = ()

    @property
    def shown_unit(self) -> str | None:
        return self.shown or self.unit


@dataclass(frozen=True, slots=True)
class SubjectKind:
    """A kind of thing that facts are about, such as an enterprise."""

    id: str
    name: Text
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Once:
    """What may not stand twice at one time: `per`, over [`start`, `end`). Both days are fields; none is open."""

    per: str
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Complete:
    """What a whole row answers with yes: `fields`, all boolean. With `per`, a field that names a subject or a choice,
    the rows of one are taken together. `kinds`: a choice field each of whose values must occur; only with `per`."""

    fields: tuple[str, ...]
    per: str = ""
    kinds: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """Fields reported together: one sheet of a workbook, one table of a data set. `key` names the subject of a row.

    `title`: the field by which people know a row, where it isn't the key. `needs`: (field, field that must be
    given with it). `once`, `complete`: checks of a register over its rows.
    """

    id: str
    name: Text
    subject: str
    period: PeriodKind
    key: str
    fields: tuple[str, ...]
    title: str = ""
    needs: tuple[tuple[str, str], ...] = ()
    once: Once | None = None
    complete: Complete | None = None

    @property
    def is_register(self) -> bool:
        return self.period == "none"


@dataclass(frozen=True)
class Schema:
    """All subjects and forms of a pack. A field name that two subjects share, such as 所属企业, means the same in both."""

    subjects: tuple[SubjectKind, ...]
    forms: tuple[Form, ...]
    _by_id: dict[tuple[str, str], Field] = dataclass_field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {(f.subject, f.id): f for s in self.subjects for f in s.fields})

    def fields(self) -> Iterator[Field]:
        """Every field of every subject, in the order of the file."""
        return iter(self._by_id.values())

    def subject(self, subject_id: str) -> SubjectKind:
        """KeyError for an unknown one, as in all lookups here."""
        return self._subjects[subject_id]

    def field(self, field_id: str, subject: str | None = None) -> Field:
        """The field of an id, of one subject if it is named, else the first."""
        return self._first_by_id[field_id] if subject is None else self._by_id[subject, field_id]

    def field_by_name(self, zh: str, subject: str | None = None) -> Field:
        """The field of a FEEL name, which is the Chinese name."""
        return self._first_by_name[zh] if subject is None else self._by_name[subject, zh]

    def has_name(self, zh: str) -> bool:
        return zh in self._first_by_name

    def form(self, form_id: str) -> Form:
        return self._forms[form_id]

    def forms_of(self, subject: str) -> tuple[Form, ...]:
        return tuple(form for form in self.forms if form.subject == subject)

    def form_fields(self, form: Form) -> tuple[Field, ...]:
        """The columns of a form: its key first, then its other fields."""
        ids = (form.key, *(field_id for field_id in form.fields if field_id != form.key))
        return tuple(self._by_id[form.subject, field_id] for field_id in ids)

    def key_field(self, subject: str) -> Field | None:
        """What identifies a subject: the key of its first form. None for a subject without forms."""
        forms = self.forms_of(subject)
        return self._by_id[subject, forms[0].key] if forms else None

    def arrow_schema(self, form: Form) -> pa.Schema:
        """Key, `period` in periodic forms, then the other fields."""
        columns = [pa.field(f.id, f.type.arrow) for f in self.form_fields(form)]
        if not form.is_register:
            columns.insert(1, pa.field("period", pa.string()))
        return pa.schema(columns)

    def choice_name(self, field: Field, value: str, lang: Language) -> str:
        """The name of a choice as people read it; the value itself where it has none."""
        return next((c.name.get(lang) for c in field.choices if c.id == value), value)

    @cached_property
    def digest(self) -> str:
        """A stamp of the whole schema: templates and data sets carry it."""
        return hashlib.sha256(repr((self.subjects, self.forms)).encode()).hexdigest()

    @cached_property
    def _subjects(self) -> dict[str, SubjectKind]:
        return {subject.id: subject for subject in self.subjects}

    @cached_property
    def _forms(self) -> dict[str, Form]:
        return {form.id: form for form in self.forms}

    @cached_property
    def _first_by_id(self) -> dict[str, Field]:
        return {f.id: f for f in reversed(tuple(self.fields()))}

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], Field]:
        return {(f.subject, f.name.zh): f for f in self.fields()}

    @cached_property
    def _first_by_name(self) -> dict[str, Field]:
        return {f.name.zh: f for f in reversed(tuple(self.fields()))}
