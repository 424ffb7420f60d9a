"""Year-to-date figures out of accepted monthly returns: what the board shows beside the targets, with what they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from yuanqu.facts import Facts
from yuanqu.indicators.aggregation import aggregate_series
from yuanqu.packs.model import Pack
from yuanqu.values import Period, Text
from yuanqu_web.filings.forms import NoForm, sheet_of
from yuanqu_web.filings.models import ToDate
from yuanqu_web.lib.retries import atomic_write
from yuanqu_web.registry.models import Dataset


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` in `unit`; `months` are the periods it sums, the last first: each leads to its accepted returns."""

    indicator: str
    name: Text
    value: Decimal
    unit: str
    period: Period
    form: str
    months: tuple[Period, ...]
    sample: bool


@atomic_write
def store_figures(*, pack: Pack, dataset: Dataset, facts: Facts) -> int:
    """Replace the figures of a data set by those that its accepted returns give now."""
    now, made = timezone.now(), []
    for indicator in pack.indicators.values():
        if indicator.aggregate is None or pack.schema.form(indicator.aggregate.form).period != "month":
            continue
        series = aggregate_series(indicator, facts, pack.identity.as_of, pack.indicators).used
        if series:
            last = max(series, key=lambda one: one.period)
            made.append(
                ToDate(
                    dataset=dataset,
                    indicator=indicator.id,
                    form=indicator.aggregate.form,
                    period=str(last.period),
                    value=str(last.value),
                    unit=indicator.unit,
                    stored_at=now,
                )
            )
    ToDate.objects.filter(dataset=dataset).delete()
    ToDate.objects.bulk_create(made)
    return len(made)


def figures_of(pack: Pack, dataset: Dataset) -> tuple[Figure, ...]:
    """The figures kept, with the periods they were summed from."""
    found = []
    for row in ToDate.objects.filter(dataset=dataset).order_by("id"):
        indicator = pack.indicators.get(row.indicator)
        if indicator is None:
            continue
        period = Period.parse(row.period)
        months = [p for p in _months(row.form, period.start.year) if p.end <= period.end]
        found.append(
            Figure(
                row.indicator,
                indicator.name,
                Decimal(row.value),
                row.unit,
                period,
                row.form,
                tuple(reversed(months)),
                dataset.origin == "sample",
            )
        )
    return tuple(found)


def _months(form: str, year: int) -> tuple[Period, ...]:
    from yuanqu.filing import periods_of_year

    try:
        return periods_of_year(sheet_of(form).head.frequency, year)
    except NoForm:
        return ()
