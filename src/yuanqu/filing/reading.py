"""Reading `filing:` of forms.yaml and calendar.yaml."""

from __future__ import annotations

from datetime import date
from typing import get_args

from yuanqu.documents import Entry
from yuanqu.facts import Form, Schema
from yuanqu.filing.calendar import Calendar, Year
from yuanqu.filing.model import Due, FormHead, Frequency, Matrix, MatrixRow, Rank, Rule, RuleCase, Sum
from yuanqu.values import Text

OFFICES = ("own", "tax", "land", "statistics", "environment", "industry", "science", "city")


def read_heads(top: Entry, schema: Schema) -> dict[str, FormHead]:
    """Heads by form id, of the forms that firms file. Faults go to the entry's report."""
    known = {form.id: form for form in schema.forms}
    heads = {}
    for entry in top.entries("forms"):
        part, form = entry.optional_entry("filing"), known.get(str(entry.raw("id", "")))
        if part is not None and form is not None:
            heads[form.id] = _head(part, form)
    return heads


def _head(entry: Entry, form: Form) -> FormHead:
    due = entry.entry("due")
    own = tuple(field for field in form.fields if field != form.key)
    head = FormHead(
        form=form.id,
        number=entry.string("number"),
        office=entry.text("office"),
        asked_by=entry.choice("asked_by", OFFICES),
        approval=entry.string("approval"),
        valid_until=entry.optional_day("valid_until"),
        sample=entry.flag("sample"),
        frequency=entry.choice("frequency", get_args(Frequency)),
        cumulative=entry.flag("cumulative", False),
        due=Due(due.integer("days"), due.choice("counted", ("working", "calendar"))),
        asks=entry.strings("asks", ()) or own,
        sums=tuple(_sum(part) for part in entry.entries("sums", ())),
        rules=tuple(_rule(part) for part in entry.entries("rules", ())),
        cases=tuple(_case(part) for part in entry.entries("cases", ())),
        matrix=_matrix(part) if (part := entry.optional_entry("matrix")) else None,
        note=entry.optional_text("note"),
        line=entry.where().row or 0,
    )
    due.close()
    entry.close()
    return head


def _matrix(entry: Entry) -> Matrix:
    raw = entry.raw("columns")
    columns = tuple(
        Text(str(item["zh"]), str(item["en"]))
        for item in (raw if isinstance(raw, list) else ())
        if isinstance(item, dict) and {"zh", "en"} == set(item)
    )
    if not isinstance(raw, list) or len(columns) != len(raw):
        entry.report("DOC-014", "columns", expected="[{zh, en}, …]", value=raw)
    rows = []
    for part in entry.entries("rows"):
        rows.append(MatrixRow(part.text("name"), part.strings("fields")))
        part.close()
    entry.close()
    return Matrix(columns, tuple(rows))


def _sum(entry: Entry) -> Sum:
    found = Sum(entry.string("total"), entry.strings("parts"))
    entry.close()
    return found


def _rule(entry: Entry) -> Rule:
    found = Rule(
        id=entry.string("id"),
        rank=Rank(entry.choice("class", [rank.value for rank in Rank])),
        expect=entry.string("expect"),
        message=entry.text("message"),
        fields=entry.strings("fields"),
        line=entry.where().row or 0,
    )
    entry.close()
    return found


def _case(entry: Entry) -> RuleCase:
    given = entry.raw("given")
    if not isinstance(given, dict) and "given" in entry:
        entry.report("DOC-014", "given", expected="mapping", value=given)
    found = RuleCase(
        name=entry.text("name"),
        given=dict(given) if isinstance(given, dict) else {},
        fails=entry.strings("fails", ()),
        unknown=entry.strings("unknown", ()),
        line=entry.where().row or 0,
    )
    entry.close()
    return found


def read_calendar(top: Entry) -> Calendar:
    """calendar.yaml: days off and days worked in exchange, by year, each with the notice it comes from."""
    years = {}
    for entry in top.entries("years"):
        year = entry.integer("year")
        found = Year(year, entry.text("source"), _days(entry, "off"), _days(entry, "worked"))
        for day in (*found.off, *found.worked):
            if day.year != year:
                entry.report("FIL-012", None, day=day, year=year)
        for day in sorted(found.worked & found.off) + sorted(d for d in found.worked if d.weekday() < 5):
            entry.report("FIL-013", "worked", day=day)
        years[year] = found
        entry.close()
    top.close()
    return Calendar(years)


def _days(entry: Entry, key: str) -> frozenset[date]:
    """Single days, or pairs `[first, last]`."""
    days: set[date] = set()
    raw = entry.raw(key)
    for item in raw if isinstance(raw, list) else ():
        ends = item if isinstance(item, list) else [item, item]
        if len(ends) == 2 and all(isinstance(end, date) for end in ends) and ends[0] <= ends[1]:
            days.update(date.fromordinal(n) for n in range(ends[0].toordinal(), ends[1].toordinal() + 1))
        else:
            entry.report("DOC-014", key, expected="date 2014-10-01 or [2014-10-01, 2014-10-07]", value=item)
    return frozenset(days)
