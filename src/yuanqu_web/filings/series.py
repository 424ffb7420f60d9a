"""What was accepted of a firm before, as the form shows it: cumulative forms see sums from January on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yuanqu.facts import Field
from yuanqu.facts.cumulative import to_cumulative, to_single
from yuanqu.filing import before, periods_of_year, year_before
from yuanqu.values import Period
from yuanqu_web.filings.forms import Sheet
from yuanqu_web.registry.models import Enterprise
from yuanqu_web.returns.codec import Fact, restore
from yuanqu_web.returns.models import Return
from yuanqu_web.returns.selectors import ACCEPTED

Values = Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Beside:
    """By field id, in stored units. `previous`, `year_before`: as the form counts (from January on, if cumulative).
    `months_before`: this year's single amounts before the period; None where a period isn't accepted."""

    previous: Values
    year_before: Values
    months_before: Mapping[Period, Values | None]
    here: Return | None


def rolls(sheet: Sheet, field: Field) -> bool:
    """Whether a field of the form is filed from January on."""
    return sheet.head.cumulative and field.nature == "flow" and field.type.is_number


def accepted_of(enterprise: Enterprise, form: str, start: date, end: date) -> dict[str, Return]:
    """The last accepted version per period, of periods that begin in [start, end). One query."""
    found: dict[str, Return] = {}
    rows = Return.objects.filter(enterprise=enterprise, form=form, start__gte=start, start__lt=end)
    for row in rows.order_by("version"):
        found[row.period] = row
    return {period: row for period, row in found.items() if row.state == ACCEPTED}


def beside(sheet: Sheet, enterprise: Enterprise, period: Period) -> Beside:
    """Two years of the firm's accepted returns of one form, as the page needs them."""
    rows = accepted_of(enterprise, sheet.form.id, date(period.start.year - 1, 1, 1), period.end)
    single = {
        Period.parse(text): {f.id: restore(f, row.values.get(f.id)) for f in sheet.fields}
        for text, row in rows.items()
    }
    earlier = [p for p in periods_of_year(sheet.head.frequency, period.start.year) if p < period]
    return Beside(
        previous=_counted(sheet, single, before(period), within=period.start.year),
        year_before=_counted(sheet, single, year_before(period)),
        months_before={p: single.get(p) for p in earlier},
        here=rows.get(str(period)),
    )


def _counted(
    sheet: Sheet, single: Mapping[Period, Values], period: Period, within: int | None = None
) -> Values:
    """A period's values as the form counts them. Sums from January on never reach back over the new year."""
    if not sheet.head.cumulative:
        return single.get(period, {})
    if within is not None and period.start.year != within:
        return {}
    if period not in single:
        return {}
    months = [p for p in periods_of_year("monthly", period.start.year) if p <= period]
    found: dict[str, Fact] = dict(single[period])
    for field in sheet.asked:
        if rolls(sheet, field):
            amounts = {p: _number(single.get(p, {}).get(field.id)) for p in months}
            found[field.id] = to_cumulative(amounts)[period]
    return found


def single_values(
    sheet: Sheet, period: Period, values: Values, months_before: Mapping[Period, Values | None]
) -> dict[str, Fact]:
    """This period's own amounts out of the values as filed. None where an earlier period isn't known."""
    found: dict[str, Fact] = dict(values)
    for field in sheet.asked:
        if rolls(sheet, field):
            sums = to_cumulative({p: _number((v or {}).get(field.id)) for p, v in months_before.items()})
            sums[period] = _number(values.get(field.id))
            found[field.id] = to_single(sums)[period]
    return found


def summed(sheet: Sheet, single: Values, months_before: Mapping[Period, Values | None]) -> dict[str, Fact]:
    """Values as the form counts them, out of this period's own amounts: the inverse of `single_values`."""
    found: dict[str, Fact] = dict(single)
    for field in sheet.asked:
        if rolls(sheet, field):
            total = _number(single.get(field.id))
            for month in months_before.values():
                amount = None if month is None else _number(month.get(field.id))
                total = None if total is None or amount is None else total + amount
            found[field.id] = total
    return found


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        return None
    return Decimal(value)
