"""Reading the schema of facts from facts.yaml and forms.yaml; every problem is reported at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast

from yuanqu.diagnostics import Diagnostic, has_errors
from yuanqu.facts.derived import check_derived
from yuanqu.facts.fields import (
    Choice,
    Field,
    FieldType,
    Form,
    Schema,
    SubjectKind,
    TypeKind,
)
from yuanqu.facts.schema_forms import read_forms
from yuanqu.facts.yaml_shape import Shape
from yuanqu.values import Text, unit

__all__ = ["Choice", "Field", "FieldType", "Form", "Schema", "SubjectKind", "TypeKind", "read_schema"]

SUBJECTS = ("city", "park", "plot", "building", "enterprise", "project", "person", "institution", "platform",
            "line", "cluster", "zone", "group", "holding", "membership", "qualification", "brand", "product", "plan",
            "duty")  # fmt: skip
TABLES = ("places", "industries", "clusters", "focuses")
CODES = ("uscc", "gbt4754")
USES = ("statistical", "administrative", "public")
SOURCES = ("own", "tax", "land", "statistics", "environment", "industry", "science", "city")
NATURES = ("flow", "stock")
_FIELD_KEYS = (
    "id",
    "name",
    "type",
    "unit",
    "shown",
    "nature",
    "range",
    "use",
    "source",
    "required",
    "derived",
)
_PARAMETRIC = re.compile(r"(decimal|code|ref|choice)\(([^()]*)\)")
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]*")

Tables = Mapping[str, Mapping[str, Text]]


def read_schema(
    facts: Mapping[str, object], forms: Mapping[str, object], *, source: str, tables: Tables
) -> tuple[Schema | None, tuple[Diagnostic, ...]]:
    """Read the parsed facts.yaml and forms.yaml of the pack `source`.

    tables: ids and names of the pack's places, industries, clusters and focuses, for `choice(TABLE)`.
    The schema is None when there is any error.
    """
    found: list[Diagnostic] = []
    prefix = f"{source}/" if source else ""
    subjects = _subjects(Shape(f"{prefix}facts.yaml", found), facts, tables)
    parsed_forms = read_forms(Shape(f"{prefix}forms.yaml", found), forms, subjects)
    if has_errors(found):
        return None, tuple(found)
    schema = Schema(subjects, parsed_forms)
    found.extend(check_derived(schema, source=f"{prefix}facts.yaml"))
    return (None if has_errors(found) else schema), tuple(found)


def _subjects(shape: Shape, facts: Mapping[str, object], tables: Tables) -> tuple[SubjectKind, ...]:
    top = shape.mapping(facts, "", required=("subjects",), optional=("choices",))
    raw_subjects = shape.mapping(top.get("subjects", {}), "subjects")
    names = shape.mapping(top.get("choices", {}), "choices")
    used: set[str] = set()
    subjects = []
    for subject_id, raw in raw_subjects.items():
        path = f"subjects.{subject_id}"
        shape.one_of(subject_id, SUBJECTS, path)
        entry = shape.mapping(raw, path, required=("name", "fields"))
        reader = _FieldReader(shape, subject_id, tuple(raw_subjects), names, tables, used)
        items = shape.sequence(entry.get("fields", []), f"{path}.fields")
        fields = [reader.read(item, f"{path}.fields[{i}]") for i, item in enumerate(items)]
        subjects.append(
            SubjectKind(subject_id, shape.text(entry, "name", path), tuple(f for f in fields if f))
        )
    for name in names:
        if name not in used:
            shape.report("FACT-017", f"choices.{name}", name=name)
    _check_shared_names(shape, subjects)
    return tuple(subjects)


def _check_shared_names(shape: Shape, subjects: list[SubjectKind]) -> None:
    """An id or a Chinese name may recur in another subject only for the same thing: same id, name, type, unit."""
    by_id: dict[str, Field] = {}
    by_name: dict[str, Field] = {}
    for subject in subjects:
        own: set[str] = set()
        for i, item in enumerate(subject.fields):
            path = f"subjects.{subject.id}.fields[{i}]"
            same_id, same_name = by_id.setdefault(item.id, item), by_name.setdefault(item.name.zh, item)
            for other, key, code in ((same_id, item.id, "FACT-006"), (same_name, item.name.zh, "FACT-007")):
                if key in own or _meaning(other) != _meaning(item):
                    shape.report(code, path, name=key, other=f"{other.subject}.{other.id}")
            if item.name.en in own:
                shape.report("FACT-007", path, name=item.name.en, other=subject.id)
            own.update((item.id, item.name.zh, item.name.en))


def _meaning(item: Field) -> tuple[object, ...]:
    return item.id, item.name.zh, item.type, item.unit


class _FieldReader:
    """Reads the fields of one subject."""

    def __init__(
        self,
        shape: Shape,
        subject: str,
        subjects: tuple[str, ...],
        names: Mapping[str, object],
        tables: Tables,
        used: set[str],
    ) -> None:
        self.shape, self.subject, self.subjects = shape, subject, subjects
        self.names, self.tables, self.used = names, tables, used

    def read(self, raw: object, path: str) -> Field | None:
        shape = self.shape
        entry = shape.mapping(
            raw, path, required=("id", "name", "type", "use", "source"), optional=_FIELD_KEYS
        )
        field_id = shape.string(entry, "id", path)
        if field_id and (not _ID.fullmatch(field_id) or field_id == "period"):
            shape.report("FACT-018", path, name=field_id)
        kind = self._type(shape.string(entry, "type", path), f"{path}.type")
        if not entry or kind is None or not field_id:
            return None
        bounds = shape.mapping(entry.get("range", {}), f"{path}.range", optional=("min", "max"))
        minimum = shape.decimal(bounds, "min", f"{path}.range")
        maximum = shape.decimal(bounds, "max", f"{path}.range")
        if minimum is not None and maximum is not None and minimum > maximum:
            shape.report("FACT-012", f"{path}.range", value=f"{minimum} > {maximum}")
        if bounds and not kind.is_number:
            shape.report("FACT-012", f"{path}.range", value=str(kind))
        stored, shown = self._units(entry, kind, path)
        return Field(
            id=field_id,
            name=shape.text(entry, "name", path),
            subject=self.subject,
            type=kind,
            unit=stored,
            shown=shown,
            nature=shape.closed(entry, "nature", NATURES, path),
            minimum=minimum,
            maximum=maximum,
            use=shape.closed(entry, "use", USES, path) or "",
            source=shape.closed(entry, "source", SOURCES, path) or "",
            required=shape.flag(entry, "required", path),
            derived=shape.string(entry, "derived", path) or None,
            choices=self._choices(field_id, kind, path),
        )

    def _type(self, text: str, path: str) -> FieldType | None:
        """ "decimal(18,2)", "choice(places)", "date" …; None after a report."""
        if not text:
            return None
        if text in ("integer", "date", "boolean", "text"):
            return FieldType(cast(TypeKind, text))
        match = _PARAMETRIC.fullmatch(text)
        kind, inner = (cast(TypeKind, match[1]), match[2].replace(" ", "")) if match else ("text", "")
        if kind == "decimal" and (sizes := re.fullmatch(r"(\d{1,2}),(\d{1,2})", inner)):
            precision, scale = int(sizes[1]), int(sizes[2])
            if 1 <= precision <= 38 and scale <= precision:
                return FieldType("decimal", precision=precision, scale=scale)
        elif (kind == "code" and inner in CODES) or (kind == "ref" and inner in self.subjects):
            return FieldType(kind, target=inner)
        elif kind == "choice" and inner and all(inner.split(",")):
            if "," in inner or inner in self.tables or inner not in TABLES:
                return FieldType("choice", target=inner)
            self.shape.report("FACT-011", path, name=inner)
            return None
        self.shape.report("FACT-004", path, value=text)
        return None

    def _units(
        self, entry: Mapping[str, object], kind: FieldType, path: str
    ) -> tuple[str | None, str | None]:
        stored, shown = self.shape.string(entry, "unit", path), self.shape.string(entry, "shown", path)
        dimensions = []
        for key, symbol in (("unit", stored), ("shown", shown)):
            if not symbol:
                continue
            try:
                dimensions.append(unit(symbol).dimension)
            except KeyError:
                self.shape.report("FACT-005", f"{path}.{key}", value=symbol)
        if (shown and not stored) or (stored and not kind.is_number) or len(set(dimensions)) > 1:
            self.shape.report("FACT-010", path, unit=stored or "–", shown=shown or "–", type=kind)
        return stored or None, shown or None

    def _choices(self, field_id: str, kind: FieldType, path: str) -> tuple[Choice, ...]:
        if kind.kind != "choice":
            return ()
        if kind.target in TABLES:
            return tuple(Choice(key, name) for key, name in self.tables[kind.target].items())
        self.used.add(field_id)
        where = f"choices.{field_id}"
        ids = kind.target.split(",")
        if len(set(ids)) < len(ids):
            self.shape.report("FACT-006", f"{path}.type", name=kind.target, other=field_id)
        names = self.shape.mapping(self.names.get(field_id, {}), where, optional=tuple(ids))
        return tuple(
            Choice(key, self.shape.text(names, key, where) if key in names else Text(key, key)) for key in ids
        )
