"""What a figure rests on: the accepted returns of a form and period, each leading to its own history."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yuanqu.facts import Field
from yuanqu.powers import Act
from yuanqu.values import Period
from yuanqu_web.accounts.access import allows, scope_of
from yuanqu_web.filings import page, selectors
from yuanqu_web.filings.models import Filing
from yuanqu_web.filings.things import firm_returns_thing
from yuanqu_web.filings.views.common import from_address, in_address, sheet_or_404, where
from yuanqu_web.registry.models import Enterprise
from yuanqu_web.returns.codec import restore
from yuanqu_web.ui.language import language, said
from yuanqu_web.ui.navigation import Crumb
from yuanqu_web.ui.paging import page_of
from yuanqu_web.ui.tables import Cell, Column, Row, Table

SHOWN = 4


@require_GET
@allows(Act.RETURN_READ)
def accepted(request: HttpRequest, form: str, period: str) -> HttpResponse:
    """Accepted returns by firm. Statistical values of single firms stay on the page: they aren't exported."""
    sheet, text = sheet_or_404(form), from_address(period)
    dataset = selectors.dataset_in_use()
    if dataset is None:
        raise Http404
    rows = selectors.returns_behind(
        dataset, form, text, scope_of(request, Act.RETURN_READ), request.GET.get("after", "")[:60]
    )
    shown = page_of(rows, size=selectors.PAGE, key=lambda row: str(row.enterprise_id))
    label = Period.parse(text).label(language())
    fields = sheet.asked[:SHOWN]
    columns = (
        Column("firm", _("企业")),
        *(_column(field) for field in fields),
        Column("version", _("版本"), "number", digits=0),
        Column("accepted", _("接收"), "date"),
    )
    table = Table(
        id="accepted",
        caption=f"{said(sheet.form.name)} · {label}",
        columns=columns,
        rows=tuple(
            Row(
                (
                    Cell(
                        row.enterprise.name,
                        href=reverse("filings:of_firm", args=[row.enterprise_id, form, in_address(text)]),
                        foreign=True,
                    ),
                    *(Cell(_number(field, restore(field, row.values.get(field.id)))) for field in fields),
                    Cell(row.version),
                    Cell(row.accepted_at.date()),
                ),
                href=reverse("filings:of_firm", args=[row.enterprise_id, form, in_address(text)]),
            )
            for row in shown.items
        ),
        next=shown.next,
        about=_("已接收的最后版本，按单期数列出") if sheet.head.cumulative else _("已接收的最后版本"),
        export=not sheet.statistical,
        empty_title=_("这一期还没有已接收的报表"),
    ).visible([])
    context = {
        "here": "filings",
        "where": where(Crumb(table.caption)),
        "table": table,
        "statistical": sheet.statistical,
        "title": table.caption,
    }
    return render(request, "filings/accepted.html", context)


def _column(field: Field) -> Column:
    unit = field.shown_unit or ""
    number = field.type.is_number
    return Column(field.id, said(field.name), "number" if number else "text", "" if unit == "1" else unit)


def _number(field: Field, value: object) -> Decimal | str | None:
    from yuanqu.facts.exact import from_stored

    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return from_stored(field, field.shown_unit, Decimal(value))
    return None if value is None else str(value)


@require_GET
@allows(Act.RETURN_READ, of=firm_returns_thing)
def of_firm(request: HttpRequest, id: UUID, form: str, period: str) -> HttpResponse:
    """The versions of a firm's form and period; the way of the return where it went through this system."""
    sheet, text = sheet_or_404(form), from_address(period)
    firm = Enterprise.objects.select_related("dataset").filter(pk=id).first()
    if firm is None:
        raise Http404
    row = Filing.objects.filter(enterprise=firm, form=form, period=text).first()
    if row is not None:
        return HttpResponseRedirect(reverse("filings:history", args=[row.pk]))
    found = selectors.editions(firm, sheet.fields, form, text, "collection")
    if not found:
        raise Http404
    context = {
        "here": "filings",
        "where": where(Crumb(said(sheet.form.name)), Crumb(firm.name, foreign=True)),
        "firm": firm,
        "sheet": sheet,
        "covers": Period.parse(text).label(language()),
        "editions": [(one.row, []) for one in found],
        "lines": [
            (
                said(field.name),
                field.shown_unit if field.shown_unit != "1" else "",
                [page.shown(sheet, field, one.values.get(field.id), "form") for one in found],
            )
            for field in sheet.fields
        ],
        "imported": True,
    }
    return render(request, "filings/history.html", context)
