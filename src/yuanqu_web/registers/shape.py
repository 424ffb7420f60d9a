"""What a register form is made of: how a row is called, where it is, whose it is, what it is found by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from yuanqu.facts import Field, Form, Schema
from yuanqu_web.returns.codec import Stored

ENTERPRISE = "enterprise"
_INDEXED = ("choice", "boolean", "ref", "date", "decimal", "integer")


@dataclass(frozen=True, slots=True)
class Shape:
    """`fields`: all of the form, the key first. `place_field`, `owner_field`: ids, empty where there is none."""

    form: Form
    fields: tuple[Field, ...]
    title_field: str
    place_field: str
    owner_field: str

    @property
    def is_enterprise(self) -> bool:
        return self.form.subject == ENTERPRISE

    @property
    def values(self) -> tuple[Field, ...]:
        """The fields besides the key: what a version holds."""
        return tuple(field for field in self.fields if field.id != self.form.key)

    def field(self, id: str) -> Field:
        """KeyError for a field that the form hasn't."""
        return {field.id: field for field in self.fields}[id]

    def title(self, key: str, values: Mapping[str, Stored]) -> str:
        named = values.get(self.title_field) if self.title_field != self.form.key else key
        return str(named or key)

    def indexed(self, values: Mapping[str, Stored]) -> Iterator[tuple[str, str, int | None]]:
        """(field, text, number) of the values that lists are filtered and sorted by."""
        for field in self.values:
            value = values.get(field.id)
            if value is None or field.type.kind not in _INDEXED:
                continue
            if field.type.is_number:
                yield field.id, "", int(value)
            else:
                yield field.id, ("yes" if value else "no") if isinstance(value, bool) else str(value), None


def shape_of(schema: Schema, form: Form) -> Shape:
    """The shape of a register form."""
    fields = schema.form_fields(form)
    place = next((f.id for f in fields if f.type.kind == "choice" and f.type.target == "places"), "")
    owner = next((f.id for f in fields if f.type.kind == "ref" and f.type.target == ENTERPRISE), "")
    return Shape(form, fields, form.title or form.key, place, owner)


def register_forms(schema: Schema) -> tuple[Form, ...]:
    """The registers of a pack, in its order."""
    return tuple(form for form in schema.forms if form.is_register)
