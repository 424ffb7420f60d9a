"""Checks over whole tables: values against the schema, duplicates, references, keys that no register has."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from yuanqu.diagnostics import Diagnostic, Where, diagnose
from yuanqu.facts.fields import Field, Schema
from yuanqu.facts.reading.cells import parser_of
from yuanqu.facts.reading.grid import Chunk
from yuanqu.facts.reading.parser import Parser, Reject, show
from yuanqu.facts.reading.times import PeriodParser
from yuanqu.values import Text

Keys = Mapping[str, Collection[str]]


def check_values(schema: Schema, chunk: Chunk) -> Iterator[Diagnostic]:
    """The values of a table that came typed, as Parquet does; text cells were checked while reading."""
    for field in schema.form_fields(chunk.form):
        column = chunk.table[field.id]
        if field.required or field.id == chunk.form.key:
            yield from _empty(chunk, field.id)
        if field.type.is_number:
            yield from _out_of_range(chunk, field)
        elif pa.types.is_string(column.type):
            target = schema.key_field(field.type.target) if field.type.kind == "ref" else None
            yield from _unreadable(chunk, field.id, parser_of(field, target))
    if not chunk.form.is_register:
        yield from _empty(chunk, "period")
        yield from _unreadable(chunk, "period", PeriodParser(chunk.form.period))


def _empty(chunk: Chunk, column: str) -> Iterator[Diagnostic]:
    for index in _indices(pc.is_null(chunk.table[column])):
        yield diagnose("FACT-069", chunk.where(index, column))


def _out_of_range(chunk: Chunk, field: Field) -> Iterator[Diagnostic]:
    column = chunk.table[field.id]
    wide = pa.decimal128(38, field.type.scale)
    for code, limit, compare in (
        ("FACT-064", field.minimum, pc.less),
        ("FACT-065", field.maximum, pc.greater),
    ):
        if limit is None:
            continue
        bound = pa.scalar(limit.quantize(Decimal(1).scaleb(-field.type.scale)), wide)
        for index in _indices(compare(column.cast(wide), bound)):
            yield diagnose(
                code, chunk.where(index, field.id), value=show(column[index].as_py()), limit=f"{limit:f}"
            )


def _unreadable(chunk: Chunk, name: str, parse: Parser) -> Iterator[Diagnostic]:
    """Typed text must already be in its stored form: reading it must give itself."""
    column = chunk.table[name]
    wrong: dict[str, Reject] = {}
    for text in pc.unique(column).to_pylist():
        if text is None:
            continue
        try:
            if parse(text) != text:
                wrong[text] = Reject("FACT-090", value=show(text))
        except Reject as reject:
            wrong[text] = reject
    if wrong:
        for index in _indices(pc.is_in(column, pa.array(list(wrong)))):
            reason = wrong[column[index].as_py()]
            yield diagnose(reason.code, chunk.where(index, name), **reason.values)


def check_duplicates(chunks: Sequence[Chunk]) -> Iterator[Diagnostic]:
    """A key stands once in a form, or once per period. The chunks are of one form."""
    names = [chunk.form.key for chunk in chunks[:1]] + ["period"] * (not chunks[0].form.is_register)
    keys = [list(zip(*(chunk.table[name].to_pylist() for name in names), strict=True)) for chunk in chunks]
    if len({key for part in keys for key in part}) == sum(len(part) for part in keys):
        return
    seen: dict[tuple[str, ...], tuple[Chunk, int]] = {}
    for chunk, part in zip(chunks, keys, strict=True):
        for index, key in enumerate(part):
            if None in key:
                continue
            first, at = seen.setdefault(key, (chunk, index))
            if (first, at) != (chunk, index):
                place = first.where(at, "")
                texts = {"first_zh": place.text("zh"), "first_en": place.text("en")}
                yield diagnose("FACT-079", chunk.where(index, chunk.form.key), key=" · ".join(key), **texts)


def check_references(schema: Schema, chunks: Sequence[Chunk], known: Keys) -> Iterator[Diagnostic]:
    """Keys must be in their register, references in the register of what they name.

    known: keys registered elsewhere. A subject without any registered key is not checked: FACT-089 says so.
    """
    registered = _registered(schema, chunks, known)
    for chunk in chunks:
        form = chunk.form
        for field in schema.form_fields(form):
            if field.id == form.key and not form.is_register:
                target, register = form.subject, _register_name(schema, form.subject)
                if register is None:
                    continue
                code, values = "FACT-081", {"register_zh": register.zh, "register_en": register.en}
            elif field.type.kind == "ref":
                target = field.type.target
                name = schema.subject(target).name
                code, values = "FACT-080", {"subject_zh": name.zh, "subject_en": name.en.lower()}
            else:
                continue
            yield from _unknown(schema, chunk, field, target, registered, code, values)


def _unknown(
    schema: Schema,
    chunk: Chunk,
    field: Field,
    target: str,
    registered: Mapping[str, pa.Array],
    code: str,
    values: Mapping[str, str],
) -> Iterator[Diagnostic]:
    column = chunk.table[field.id]
    if not len(registered[target]):
        if column.null_count < len(column):
            name, form = schema.subject(target).name, chunk.form.name
            texts = {
                "subject_zh": name.zh,
                "subject_en": name.en.lower(),
                "form_zh": form.zh,
                "form_en": form.en,
            }
            yield diagnose("FACT-089", Where(chunk.source, chunk.item), **texts)
        return
    strange = pc.and_(pc.is_valid(column), pc.invert(pc.is_in(column, registered[target])))
    for index in _indices(strange):
        yield diagnose(code, chunk.where(index, field.id), value=column[index].as_py(), **values)


def _registered(schema: Schema, chunks: Sequence[Chunk], known: Keys) -> dict[str, pa.Array]:
    keys = {subject.id: dict.fromkeys(known.get(subject.id, ())) for subject in schema.subjects}
    for chunk in chunks:
        if chunk.form.is_register:
            column = chunk.table[chunk.form.key].drop_null()
            keys[chunk.form.subject].update(dict.fromkeys(column.to_pylist()))
    return {subject: pa.array(list(found), pa.string()) for subject, found in keys.items()}


def _register_name(schema: Schema, subject: str) -> Text | None:
    return next((form.name for form in schema.forms_of(subject) if form.is_register), None)


def _indices(mask: pa.ChunkedArray) -> list[int]:
    """Where a mask is true."""
    indices: list[int] = pc.indices_nonzero(mask.fill_null(False)).to_pylist()
    return indices
