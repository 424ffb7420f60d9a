"""One return as its page shows it: each cell with what stood there before, what is wrong, and who may do what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from yuanqu.facts import Field
from yuanqu.facts.exact import from_stored
from yuanqu.filing import Finding
from yuanqu.values import Period
from yuanqu_web.filings.forms import Sheet
from yuanqu_web.filings.judging import Judged
from yuanqu_web.filings.models import Filing
from yuanqu_web.filings.series import Beside, rolls
from yuanqu_web.returns.codec import Fact
from yuanqu_web.ui import numbers
from yuanqu_web.ui.language import language, said


@dataclass(frozen=True, slots=True)
class Check:
    """A rule that failed or can't be judged, in words. `cells`: where it is shown."""

    id: str
    rank: str
    outcome: str
    message: str
    cells: tuple[str, ...]
    names: str
    missing: str
    reason: str
    approved: bool
    approved_by: str
    explained: bool

    @property
    def needs_reason(self) -> bool:
        return self.outcome == "failed" and self.rank in ("B", "C")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. Texts are in the unit typed in; `previous`, `year_before` plain numbers for the page's arithmetic."""

    id: str
    name: str
    unit: str
    money: bool
    number: bool
    text: str
    previous: str
    year_before: str
    previous_shown: str
    year_before_shown: str
    change: str
    month: str
    rolls: bool
    problem: str
    checks: tuple[Check, ...]
    total: bool
    choices: tuple[tuple[str, str], ...]
    row: int
    column: int

    @property
    def wrong(self) -> bool:
        return bool(self.problem) or any(one.outcome == "failed" and one.rank != "D" for one in self.checks)


def cells(
    sheet: Sheet, filing: Filing, past: Beside, found: Judged, texts: Mapping[str, str]
) -> dict[str, Cell]:
    by_field: dict[str, list[Check]] = {}
    for check in checks(sheet, found):
        if check.outcome == "failed":
            for id in check.cells:
                by_field.setdefault(id, []).append(check)
    totals = {one.total for one in sheet.head.sums}
    places = _places(sheet)
    return {
        field.id: _cell(sheet, filing.unit, field, past, found, texts, by_field, field.id in totals, places)
        for field in sheet.asked
    }


def _places(sheet: Sheet) -> dict[str, tuple[int, int]]:
    """Row and column of each cell; what the matrix leaves out follows below it, one per line."""
    found: dict[str, tuple[int, int]] = {}
    line = 0
    for row in sheet.head.matrix.rows if sheet.head.matrix else ():
        for column, id in enumerate(row.fields):
            found[id] = (line, column)
        line += 1
    for field in sheet.asked:
        if field.id not in found:
            found[field.id] = (line, 0)
            line += 1
    return found


def _cell(
    sheet: Sheet,
    unit: str,
    field: Field,
    past: Beside,
    found: Judged,
    texts: Mapping[str, str],
    by_field: Mapping[str, Sequence[Check]],
    total: bool,
    places: Mapping[str, tuple[int, int]],
) -> Cell:
    symbol = sheet.symbol(field, unit) or ""
    before, year = past.previous.get(field.id), past.year_before.get(field.id)
    problem = found.problems.get(field.id)
    row, column = places[field.id]
    single = found.single.get(field.id) if rolls(sheet, field) else None
    return Cell(
        id=field.id,
        name=said(field.name),
        unit="" if symbol == "1" else symbol,
        money=numbers.is_money(field.shown_unit or ""),
        number=field.type.is_number,
        text=texts.get(field.id, ""),
        previous=plain(sheet, field, before, unit),
        year_before=plain(sheet, field, year, unit),
        previous_shown=shown(sheet, field, before, unit),
        year_before_shown=shown(sheet, field, year, unit),
        change=change(found.values.get(field.id), year),
        month=shown(sheet, field, single, unit) if rolls(sheet, field) else "",
        rolls=rolls(sheet, field),
        problem=problem.message(language()) if problem else "",
        checks=tuple(by_field.get(field.id, ())),
        total=total,
        choices=_choices(field),
        row=row,
        column=column,
    )


def _choices(field: Field) -> tuple[tuple[str, str], ...]:
    if field.type.kind == "boolean":
        return (("是", _("是")), ("否", _("否")))
    return tuple((choice.id, said(choice.name)) for choice in field.choices)


def plain(sheet: Sheet, field: Field, value: Fact, unit: str) -> str:
    """A number without separators, in the unit typed in."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        return ""
    return f"{from_stored(field, sheet.symbol(field, unit), Decimal(value)):f}"


def shown(sheet: Sheet, field: Field, value: Fact, unit: str) -> str:
    """A value as people read it; a dash for no data."""
    if value is None:
        return numbers.NOTHING
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, Decimal | int):
        return numbers.plain(from_stored(field, sheet.symbol(field, unit), Decimal(value)))
    return next((said(c.name) for c in field.choices if c.id == value), str(value))


def change(value: Fact, before: Fact) -> str:
    """Against the same period of last year, in per cent; empty without both, or over zero."""
    if isinstance(value, Decimal | int) and isinstance(before, Decimal | int) and before > 0:
        return f"{numbers.signed((Decimal(value) - before) * 100 / before, 1)}{numbers.THIN}%"
    return ""


def checks(sheet: Sheet, found: Judged) -> tuple[Check, ...]:
    """Rules that failed, hard ones first; then those that can't be judged."""
    names = {field.id: said(field.name) for field in sheet.asked}
    stop = "、" if language() == "zh" else ", "
    rows = [_check(one, found, names, stop) for one in found.findings]
    return tuple(sorted(rows, key=lambda one: (one.outcome != "failed", one.rank)))


def _check(one: Finding, found: Judged, names: Mapping[str, str], stop: str) -> Check:
    reason = found.reasons.get(one.rule.id, {})
    return Check(
        id=one.rule.id,
        rank=one.rule.rank.value,
        outcome=one.outcome,
        message=said(one.rule.message),
        cells=tuple(id for id in one.rule.fields if id in names),
        names=stop.join(names[id] for id in one.rule.fields if id in names),
        missing="、".join(one.missing),
        reason=str(reason.get("text", "")),
        approved=bool(reason.get("approved")),
        approved_by=str(reason.get("approved_by", "")),
        explained=found.explained(one),
    )


def covers(sheet: Sheet, period: Period) -> str:
    """The months that the form's figures stand for: 2014年1—10月 for a cumulative one."""
    from yuanqu.filing.periods import to_date

    return (to_date(period) if sheet.head.cumulative else period).label(language())
