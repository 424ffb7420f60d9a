"""From an accepted return to facts: a new version in `returns`, never a change of one that stands."""

from __future__ import annotations

from datetime import datetime

from yuanqu.filing import Reason, periods_of_year
from yuanqu.record import By
from yuanqu.values import Period
from yuanqu_web.filings.forms import Sheet
from yuanqu_web.filings.models import Filing, States
from yuanqu_web.filings.refusals import refuse
from yuanqu_web.filings.series import Values, beside, rolls, single_values
from yuanqu_web.returns.codec import Fact, Stored, restore, store_row
from yuanqu_web.returns.models import Return
from yuanqu_web.returns.selectors import ACCEPTED


def store_accepted(*, sheet: Sheet, filing: Filing, at: datetime, by: By) -> Return:
    """The version that comes of a return. Cumulative forms are differenced against what was accepted before; the
    period after, if it has been accepted as a sum, is differenced anew. NotNow when the period before isn't accepted.
    """
    period = Period.parse(filing.period)
    filed = {field.id: restore(field, filing.values.get(field.id)) for field in sheet.asked}
    stored = _store(sheet, filing, period, filed, at, by)
    if sheet.head.cumulative and (following := _following(filing, period)):
        values = following.values
        if following.state != States.ACCEPTED:
            last = following.events.filter(action="accept").order_by("-pk").first()
            values = last.values if last else None
        if values:
            amounts = {field.id: restore(field, values.get(field.id)) for field in sheet.asked}
            _store(sheet, following, Period.parse(following.period), amounts, at, by)
    return stored


def _store(sheet: Sheet, filing: Filing, period: Period, filed: Values, at: datetime, by: By) -> Return:
    past = beside(sheet, filing.enterprise, period)
    single: dict[str, Fact] = dict(filed)
    if sheet.head.cumulative:
        needed = any(rolls(sheet, f) and filed.get(f.id) is not None for f in sheet.asked)
        if needed and None in past.months_before.values():
            raise refuse(Reason.BEFORE_IT, filing)
        single = single_values(sheet, period, filed, past.months_before)
    values: dict[str, Stored] = dict(past.here.values) if past.here else {}  # what other offices stated stays
    values |= store_row(sheet.asked, single)
    last = (
        Return.objects.filter(
            dataset_id=filing.collection.dataset_id,
            enterprise_id=filing.enterprise_id,
            form=filing.form,
            period=filing.period,
        )
        .order_by("-version")
        .first()
    )
    if last is not None and last.state == ACCEPTED and last.values == values:
        return last
    return Return.objects.create(
        dataset_id=filing.collection.dataset_id,
        enterprise_id=filing.enterprise_id,
        form=filing.form,
        period=filing.period,
        start=period.start,
        end=period.end,
        version=last.version + 1 if last else 1,
        state=ACCEPTED,
        accepted_at=at,
        pack_release=sheet.pack.digest,
        values=values,
        by_id=by.id,
        by_name=by.name,
    )


def _following(filing: Filing, period: Period) -> Filing | None:
    """The next period's return of the firm within the year, where a return of the firm exists."""
    later = [p for p in periods_of_year("monthly", period.start.year) if p > period]
    if not later:
        return None
    text = str(later[0])
    return (
        Filing.objects.select_related("collection", "enterprise")
        .filter(
            enterprise_id=filing.enterprise_id,
            form=filing.form,
            period=text,
            collection__dataset_id=filing.collection.dataset_id,
        )
        .first()
    )
