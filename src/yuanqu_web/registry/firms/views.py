"""The pages of firms. Reading only: see the modules beside this one."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yuanqu.powers import Act
from yuanqu_web.accounts.access import allows, scope_of
from yuanqu_web.assessments.behind import firms_behind
from yuanqu_web.assessments.selectors import current_run, outcomes_of_page
from yuanqu_web.policies.selectors import current_pack
from yuanqu_web.registry.firms import listing
from yuanqu_web.registry.firms.filters import chips, filters, not_understood, understood
from yuanqu_web.registry.firms.one import firm_page
from yuanqu_web.registry.firms.query import PAGE, key_of, page, read_query, select, sums
from yuanqu_web.registry.firms.words import firm_name
from yuanqu_web.registry.models import Enterprise
from yuanqu_web.registry.things import firm_thing
from yuanqu_web.ui.exports import respond
from yuanqu_web.ui.navigation import Crumb
from yuanqu_web.ui.numbers import plain
from yuanqu_web.ui.paging import page_of
from yuanqu_web.ui.preferences import preferences_of


@require_GET
@allows(Act.FIRM_READ)
def firms(request: HttpRequest) -> HttpResponse:
    """The list: searched, filtered, sorted, paged by key, exported as seen."""
    pack, run = current_pack(), current_run()
    query = understood(pack, read_query(request))
    money = preferences_of(request).money
    behind = firms_behind(pack, run, query.indicator) if query.indicator else None
    found = select(query, run, behind, scope_of(request))
    exporting = request.GET.get("format") in ("csv", "xlsx")
    rows = page(found, query, None if exporting else PAGE)
    shown = page_of(rows, size=len(rows) if exporting else PAGE, key=key_of)
    totals = sums(found)
    asked = listing.decisions_asked(pack, request.GET.getlist("col"))
    outcomes = outcomes_of_page(run, asked, [row.pk for row in shown.items]) if run and asked else {}
    parts = []
    if totals.sample:
        parts.append(_("%(count)s 家示例企业") % {"count": plain(totals.sample)})
    if totals.published:
        parts.append(_("%(count)s 家公开报道点名企业（不计入合计）") % {"count": plain(totals.published)})
    table = listing.table(
        pack=pack,
        rows=shown.items,
        query=query,
        totals=totals,
        outcomes=outcomes,
        money=money,
        next=shown.next,
        about=" · ".join(parts),
    )
    context = {
        "here": "firms",
        "where": [Crumb(_("企业"))],
        "place_aware": True,
        "query": query,
        "filters": filters(pack, query),
        "chips": chips(pack, query, request),
        "odd": not_understood(pack, request),
        "run": run,
        "columns": request.GET.getlist("col"),
    }
    partial = (
        request.headers.get("HX-Request") == "true" and request.headers.get("HX-Target") == "firms-results"
    )
    return respond(
        request, "registry/firms_results.html" if partial else "registry/firms.html", context, table
    )


@require_GET
@allows(Act.FIRM_READ, of=firm_thing)
def firm(request: HttpRequest, id: UUID) -> HttpResponse:
    """One enterprise: what the policy gives it, and what is known of it."""
    try:
        enterprise = Enterprise.objects.select_related("dataset").get(pk=id)
    except Enterprise.DoesNotExist:
        raise Http404 from None
    pack = current_pack()
    page = firm_page(pack, enterprise, preferences_of(request).money)
    crumb = Crumb(firm_name(enterprise), foreign=firm_name(enterprise) == enterprise.name)
    context = {"here": "firms", "where": [Crumb(_("企业"), "../"), crumb], "page": page, "pack": pack}
    return render(request, "registry/firm.html", context)
