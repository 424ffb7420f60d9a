"""What was accepted of a firm: each value with its source and what the law of data permits it for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from yuanqu.powers import Act
from yuanqu_web.api.described import plain
from yuanqu_web.api.describing import READS
from yuanqu_web.api.paging import PageQuery, read_key, write_key
from yuanqu_web.api.problems import Refused, missing
from yuanqu_web.api.security import needs
from yuanqu_web.filings.things import firm_returns_thing
from yuanqu_web.filings.use import NotForThis, require
from yuanqu_web.policies.selectors import current_pack
from yuanqu_web.returns.codec import restore
from yuanqu_web.returns.models import Return
from yuanqu_web.returns.selectors import ACCEPTED

router = Router()


class FactOut(Schema):
    """`value`: in `unit`, decimals as text; null for no data. `source`: who stated it; `use`: what it may be used for."""

    field: str
    value: str | bool | None
    unit: str
    source: str
    use: str


class AcceptedOut(Schema):
    """The last accepted version of a form and period. `facts` of cumulative forms are single periods."""

    form: str
    period: str
    start: date | None
    version: int
    accepted_at: datetime
    facts: list[FactOut]


class AcceptedPage(Schema):
    items: list[AcceptedOut]
    next: str


class FactsQuery(PageQuery):
    """`purpose`: what they are asked for. `decision` is refused for forms with values for statistics only."""

    purpose: Literal["collection", "statistics", "decision"]
    form: str = Field(max_length=60)


@router.get("/{id}/facts", response={200: AcceptedPage, **READS}, operation_id="list_facts")
@needs(Act.RETURN_READ, of=firm_returns_thing)
def list_facts(request: HttpRequest, id: UUID, query: Query[FactsQuery]) -> AcceptedPage:
    """What was accepted of a firm in one form, the latest period first."""
    schema = current_pack().schema
    form = next(
        (one for one in schema.forms_of("enterprise") if one.id == query.form and not one.is_register), None
    )
    if form is None:
        raise missing()
    fields = [one for one in schema.form_fields(form) if one.id != form.key]
    try:
        require(fields, query.purpose)
    except NotForThis as why:
        details = [{"where": [name], "use": "statistical"} for name in why.fields]
        raise Refused(403, "data-use", _("这些数据仅供汇总统计，不用于对单个企业的认定。"), details) from None
    rows = Return.objects.filter(enterprise_id=id, form=form.id).order_by("-start", "-period", "-version")
    if key := read_key(query.after, str, str):
        rows = rows.filter(Q(start__lt=_day(key[0])) | Q(start=_day(key[0]), period__lt=key[1]))
    found: list[Return] = []
    seen: set[str] = set()
    for row in rows.iterator(chunk_size=200):
        if row.period not in seen:
            seen.add(row.period)
            if row.state == ACCEPTED:
                found.append(row)
        if len(found) > query.limit:
            break
    shown = found[: query.limit]
    return AcceptedPage(
        items=[
            AcceptedOut(
                form=form.id,
                period=row.period,
                start=row.start,
                version=row.version,
                accepted_at=row.accepted_at,
                facts=[
                    FactOut(
                        field=one.id,
                        value=plain(restore(one, row.values.get(one.id))),
                        unit=one.unit or "",
                        source=one.source,
                        use=one.use,
                    )
                    for one in fields
                ],
            )
            for row in shown
        ],
        next=write_key(str(shown[-1].start), shown[-1].period) if len(found) > query.limit else "",
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(422, "after", _("after 不是本列表给出的翻页键。")) from None
