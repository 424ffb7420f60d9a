"""Derived fields: FEEL over other fields of the same row, evaluated in the order of their needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from yuanqu.diagnostics import Diagnostic, Where, diagnose, has_errors
from yuanqu.facts.fields import Field, Schema
from yuanqu.feel import Compiled, Date, compile_expression

Derive = Callable[[Field, Mapping[str, object]], object]


@cache
def _compile(text: str, names: tuple[str, ...]) -> Compiled:
    return compile_expression(text, names)


def _names(schema: Schema, subject: str) -> tuple[str, ...]:
    return tuple(field.name.zh for field in schema.subject(subject).fields)


def evaluate_derived(schema: Schema) -> Derive:
    """The usual way to compute a derived field: its own FEEL. What cannot be computed is None: no data."""

    def derive(field: Field, values: Mapping[str, object]) -> object:
        compiled = _compile(field.derived or "null", _names(schema, field.subject))
        value = compiled.evaluate(values).value
        return value.to_python() if isinstance(value, Date) else value

    return derive


def derived_fields(schema: Schema, subject: str) -> tuple[Field, ...]:
    """The derived fields of a subject, each after those that it needs."""
    waiting = [field for field in schema.subject(subject).fields if field.derived]
    needs = {field.name.zh: _needs(schema, field) for field in waiting}
    ordered: list[Field] = []
    while waiting:
        open_names = {field.name.zh for field in waiting}
        ready = [field for field in waiting if not needs[field.name.zh] & open_names]
        if not ready:
            raise ValueError(f"derived fields need each other: {', '.join(sorted(open_names))}")
        ordered.extend(ready)
        waiting = [field for field in waiting if field not in ready]
    return tuple(ordered)


def _needs(schema: Schema, field: Field) -> frozenset[str]:
    return frozenset(_compile(field.derived or "null", _names(schema, field.subject)).names_used)


def check_derived(schema: Schema, *, source: str) -> tuple[Diagnostic, ...]:
    """Faults of the expressions, and circles among them."""
    found: list[Diagnostic] = []
    for subject in schema.subjects:
        own = len(found)
        for index, field in enumerate(subject.fields):
            if not field.derived:
                continue
            where = Where(source, f"subjects.{subject.id}.fields[{index}].derived")
            compiled = _compile(field.derived, _names(schema, subject.id))
            faults = compiled.diagnostics
            if has_errors(faults):
                reasons = {lang: "; ".join(fault.message(lang) for fault in faults) for lang in ("zh", "en")}
                found.append(diagnose("FACT-013", where, name=field.id, zh=reasons["zh"], en=reasons["en"]))
        if len(found) == own:
            try:
                derived_fields(schema, subject.id)
            except ValueError as circle:
                where = Where(source, f"subjects.{subject.id}")
                found.append(diagnose("FACT-019", where, names=str(circle).partition(": ")[2]))
    return tuple(found)
