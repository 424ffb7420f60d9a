"""Indicators summed or counted over the facts of enterprises: sample figures as long as the facts are a sample."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

from yuanqu.facts import Facts, Form
from yuanqu.feel import Compiled, compile_expression
from yuanqu.indicators.definition import Aggregate, Indicator
from yuanqu.indicators.model import Basis, Observation, Series, Source
from yuanqu.indicators.series import quotients
from yuanqu.values import Period, convert


def aggregate_series(
    indicator: Indicator, facts: Facts, as_of: date, indicators: Mapping[str, Indicator]
) -> Series:
    """One value per period that ended by `as_of`: years, or the months of a year summed to the year to date.

    A sum over rows of which none has the field is no data, not zero; a count over no rows is no data too.
    """
    basis: Basis = "sample" if facts.origin.kind == "sample" else "press"
    source = Source(facts.origin.title)
    if indicator.ratio:
        of = aggregate_series(indicators[indicator.ratio.of], facts, as_of, indicators)
        over = aggregate_series(indicators[indicator.ratio.over], facts, as_of, indicators)
        return Series(indicator.id, tuple(quotients(indicator, of, over, basis, source)), ())
    if indicator.aggregate is None:
        return Series(indicator.id, (), ())
    used = [
        Observation(indicator.id, period, value, indicator.unit, basis, source, preferred=True)
        for period, value in _values(indicator, indicator.aggregate, facts, as_of)
    ]
    return Series(indicator.id, tuple(used), ())


def _values(
    indicator: Indicator, aggregate: Aggregate, facts: Facts, as_of: date
) -> Iterator[tuple[Period, Decimal]]:
    form = facts.schema.form(aggregate.form)
    periods = [p for p in facts.periods(form.id) if p.end <= as_of + timedelta(days=1)]
    where = _filter(aggregate, facts, form)
    if form.period != "month":
        for period in periods:
            value = _value(aggregate, facts, form, period, where)
            if value is not None:
                yield period, _in_unit(value, aggregate, facts, indicator)
        return
    for year in sorted({period.start.year for period in periods}):
        months = [period for period in periods if period.start.year == year]
        parts = [_value(aggregate, facts, form, month, where) for month in months]
        known = [part for part in parts if part is not None]
        covered = sum(month.month_count for month in months)
        last = max(month.last_day.month for month in months)
        if len(known) == len(parts) and covered == last:  # a missing month would make the sum too small
            total = sum(known, Decimal(0))
            yield Period.months(year, 1, last), _in_unit(total, aggregate, facts, indicator)


def _filter(aggregate: Aggregate, facts: Facts, form: Form) -> Compiled | None:
    if aggregate.where is None:
        return None
    names = [field.name.zh for field in facts.schema.subject(form.subject).fields]
    return compile_expression(aggregate.where, names)


def _value(
    aggregate: Aggregate, facts: Facts, form: Form, period: Period, where: Compiled | None
) -> Decimal | None:
    rows = facts.rows(form.subject, None if form.period == "none" else period)
    kept = [row for row in rows if where is None or where.evaluate(row).value is True]
    if aggregate.sum is None:
        return Decimal(len(kept)) if rows else None
    name = facts.schema.field(aggregate.sum).name.zh
    numbers = [value for row in kept if isinstance(value := row.get(name), Decimal)]
    return sum(numbers, Decimal(0)) if numbers else None


def _in_unit(value: Decimal, aggregate: Aggregate, facts: Facts, indicator: Indicator) -> Decimal:
    if aggregate.sum is None:
        return value
    return convert(value, facts.schema.field(aggregate.sum).unit or "1", indicator.unit)
