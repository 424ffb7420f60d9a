"""Reading forms.yaml: fields of one kind of subject, grouped into tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast, get_args

from yuanqu.facts.fields import Field, Form, PeriodKind, SubjectKind
from yuanqu.facts.yaml_shape import Shape


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
        entry = shape.mapping(
            item,
            path,
            required=("id", "name", "subject", "period", "key", "fields"),
            optional=("filing",),  # the form as a return: read by yuanqu.filing
        )
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
        forms.append(Form(form_id, name, subject, cast(PeriodKind, period), key, fields))
    return tuple(forms)


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
