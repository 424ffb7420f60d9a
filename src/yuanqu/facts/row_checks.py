"""Checks over whole rows of a register: what must be given together, and what may not stand twice at one time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from yuanqu.diagnostics import Diagnostic, Where, diagnose
from yuanqu.facts.fields import Form, Schema

Values = Mapping[str, object]

_ALWAYS = (date.min, date.max)


def check_needs(
    schema: Schema, form: Form, values: Values, where: Where | None = None
) -> Iterator[Diagnostic]:
    """FACT-091 for each field that is given without the one it needs."""
    for given, needed in form.needs:
        if values.get(given) not in (None, "") and values.get(needed) in (None, ""):
            a, b = (schema.field(id, form.subject).name for id in (given, needed))
            yield diagnose("FACT-091", where, given_zh=a.zh, given_en=a.en, needed_zh=b.zh, needed_en=b.en)


def check_span(form: Form, values: Values, where: Where | None = None) -> Iterator[Diagnostic]:
    """FACT-093 when a row of a `once` form ends before it starts."""
    if form.once is None:
        return
    start, end = span_of(form, values)
    if end < start:
        yield diagnose("FACT-093", where, start=start, end=end)


def span_of(form: Form, values: Values) -> tuple[date, date]:
    """[start, end) of a row; the ends of time where a day isn't given."""
    if form.once is None:
        return _ALWAYS
    start, end = values.get(form.once.start), values.get(form.once.end)
    return start if isinstance(start, date) else date.min, end if isinstance(end, date) else date.max


def span_text(form: Form, values: Values) -> dict[str, str]:
    """The span of a row for messages, as `span_zh` and `span_en`."""
    start, end = span_of(form, values)
    days = ["" if day in _ALWAYS else day.isoformat() for day in (start, end)]
    return {"span_zh": f"{days[0]} 至 {days[1] or '今'}", "span_en": f"{days[0]} to {days[1] or 'now'}"}


def overlaps(form: Form, rows: Iterable[tuple[str, Values]]) -> Iterator[tuple[str, str]]:
    """Pairs of keys that break `once`: the later row and an earlier one of the same subject in the same time.

    rows: (key, values) of all rows in force. Time is n log n: each row is compared with the one that ends last before it.
    """
    once = form.once
    if once is None:
        return
    groups: dict[str, list[tuple[date, date, str]]] = defaultdict(list)
    for key, values in rows:
        if per := values.get(once.per):
            start, end = span_of(form, values)
            if start < end:
                groups[str(per)].append((start, end, key))
    for group in groups.values():
        last: tuple[date, str] | None = None
        for start, end, key in sorted(group):
            if last is not None and start < last[0]:
                yield key, last[1]
            if last is None or end > last[0]:
                last = end, key
