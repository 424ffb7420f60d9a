"""Checks over whole rows of the tables of one form, each reported at its sheet and row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from yuanqu.diagnostics import Diagnostic, diagnose
from yuanqu.facts.fields import Form, Schema
from yuanqu.facts.reading.grid import Chunk
from yuanqu.facts.row_checks import Values, check_needs, check_span, overlaps, span_text


def check_rows(schema: Schema, chunks: Sequence[Chunk]) -> Iterator[Diagnostic]:
    """What the form asks of whole rows. The chunks are of one form."""
    form = chunks[0].form
    if not form.needs and form.once is None:
        return
    rows: dict[str, tuple[Chunk, int, Values]] = {}
    for chunk in chunks:
        for index, values in enumerate(chunk.table.to_pylist()):
            yield from check_needs(schema, form, values, chunk.where(index, _needs_column(form)))
            yield from check_span(form, values, chunk.where(index, form.once.end if form.once else ""))
            if key := values.get(form.key):
                rows.setdefault(key, (chunk, index, values))
    if form.once is None:
        return
    for key, other in overlaps(form, ((key, values) for key, (_, _, values) in rows.items())):
        chunk, index, values = rows[key]
        yield diagnose(
            "FACT-092",
            chunk.where(index, form.once.start),
            per=values[form.once.per],
            other=other,
            **span_text(form, rows[other][2]),
        )


def _needs_column(form: Form) -> str:
    return form.needs[0][1] if form.needs else ""
