"""Reading forms.yaml: fields of one kind of subject, grouped into tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast, get_args

from yuanqu.facts.fields import Complete, Field, Form, Once, PeriodKind, SubjectKind
from yuanqu.facts.yaml_shape import Shape

_KEYS = ("id", "name", "subject", "period", "key", "fields")
_CHECKS = (*_KEYS, "title", "needs", "once", "complete", "filing")  # filing: read by yuanqu.filing


def read_forms(
    shape: Shape, raw: Mapping[str, object], subjects: tuple[SubjectKind, ...]
) -> tuple[Form, ...]:
    """The forms; faults go to the shape's findings."""
    top = shape.mapping(raw, "", required=("forms",))
    by_subject = {s.id: {f.id: f for f in s.fields} for s in subjects}
    keys: dict[str, str] = {}
    forms: list[Form] = []
    taken: dict[str, str] = {}
    for i, item in enumerate(shape.sequence(top.get("forms", []), "forms")):
        path = f"forms[{i}]"
        entry = shape.mapping(item, path, required=_KEYS, optional=_CHECKS)
        form_id, subject = shape.string(entry, "id", path), shape.string(entry, "subject", path)
        name, key = shape.text(entry, "name", path), shape.string(entry, "key", path)
        period = shape.closed(entry, "period", get_args(PeriodKind), path) or "none"
        if subject and subject not in by_subject:
            shape.report("FACT-009", f"{path}.subject", value=subject, allowed=", ".join(by_subject))
            continue
        fields = shape.strings(entry, "fields", path)
        for code, value in (("FACT-006", form_id), ("FACT-007", name.zh), ("FACT-007", name.en)):
            if value and taken.setdefault(value, form_id) != form_id:
                shape.report(code, path, name=value, other=taken[value])
        if form_id and form_id in {form.id for form in forms}:
            shape.report("FACT-006", path, name=form_id, other=form_id)
        _check_form_fields(shape, path, key, fields, by_subject.get(subject, {}))
        if keys.setdefault(subject, key) != key or (period == "none" and key not in fields):
            shape.report("FACT-014", f"{path}.key", key=key, form=form_id)
        known = by_subject.get(subject, {})
        checks = _Checks(shape, path, {id: known[id] for id in (key, *fields) if id in known})
        forms.append(
            Form(
                form_id,
                name,
                subject,
                cast(PeriodKind, period),
                key,
                fields,
                title=checks.title(entry),
                needs=checks.needs(entry),
                once=checks.once(entry),
                complete=checks.complete(entry),
            )
        )
    return tuple(forms)


class _Checks:
    """Reads what a form says about whole rows: its title and the checks over them."""

    def __init__(self, shape: Shape, path: str, fields: Mapping[str, Field]) -> None:
        self.shape, self.path, self.fields = shape, path, fields

    def title(self, entry: Mapping[str, object]) -> str:
        return self._field(self.shape.string(entry, "title", self.path), "title", "text")

    def needs(self, entry: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
        raw = self.shape.mapping(entry.get("needs", {}), f"{self.path}.needs")
        pairs = []
        for given in raw:
            needed = self.shape.string(raw, given, f"{self.path}.needs")
            pairs.append((self._field(given, "needs"), self._field(needed, f"needs.{given}")))
        return tuple(pairs)

    def once(self, entry: Mapping[str, object]) -> Once | None:
        if "once" not in entry:
            return None
        raw = self._part(entry, "once", ("per", "start", "end"))
        days = (self._field(raw[name], f"once.{name}", "date") for name in ("start", "end"))
        return Once(self._field(raw["per"], "once.per"), *days)

    def complete(self, entry: Mapping[str, object]) -> Complete | None:
        if "complete" not in entry:
            return None
        path = f"{self.path}.complete"
        raw = self.shape.mapping(
            entry["complete"], path, required=("fields",), optional=("fields", "per", "kinds")
        )
        asked = self.shape.strings(raw, "fields", path)
        per = self._field(self.shape.string(raw, "per", path), "complete.per")
        kinds = self._field(self.shape.string(raw, "kinds", path), "complete.kinds", "choice")
        return Complete(tuple(self._field(id, "complete.fields", "boolean") for id in asked), per, kinds)

    def _part(self, entry: Mapping[str, object], key: str, names: tuple[str, ...]) -> dict[str, str]:
        path = f"{self.path}.{key}"
        raw = self.shape.mapping(entry[key], path, required=names, optional=names)
        return {name: self.shape.string(raw, name, path) for name in names}

    def _field(self, field_id: str, where: str, kind: str = "") -> str:
        """The id, after a report when the form has no such field or one of another type."""
        if not field_id:
            return field_id
        if field_id not in self.fields:
            self.shape.report("FACT-008", f"{self.path}.{where}", name=field_id)
        elif kind and (actual := self.fields[field_id].type.kind) != kind:
            self.shape.report("FACT-035", f"{self.path}.{where}", name=field_id, actual=actual, expected=kind)
        return field_id


def _check_form_fields(
    shape: Shape, path: str, key: str, fields: tuple[str, ...], known: Mapping[str, Field]
) -> None:
    for index, field_id in enumerate(fields):
        where = f"{path}.fields[{index}]"
        if field_id not in known:
            shape.report("FACT-008", where, name=field_id)
        elif known[field_id].derived:
            shape.report("FACT-015", where, name=field_id)
        if field_id in fields[:index]:
            shape.report("FACT-006", where, name=field_id, other=field_id)
    if key and key not in known:
        shape.report("FACT-008", f"{path}.key", name=key)
    elif key and (known[key].type.kind not in ("text", "code") or not known[key].required):
        shape.report("FACT-014", f"{path}.key", key=key, form=path)
