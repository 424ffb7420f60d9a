"""Parks on the map, and the page of one."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yuanqu.packs.model import Pack
from yuanqu.powers import Act
from yuanqu_web.accounts.access import allows, scope_of
from yuanqu_web.assessments.selectors import current_run
from yuanqu_web.places.selectors import PlaceFigures, places
from yuanqu_web.places.tables import LEADING, ROLE, decisions_table, focus_names, kind_name, places_table
from yuanqu_web.policies.selectors import current_pack
from yuanqu_web.registry.firms import listing
from yuanqu_web.registry.firms.query import FirmQuery, page, select, sums
from yuanqu_web.ui.exports import respond
from yuanqu_web.ui.language import language, said
from yuanqu_web.ui.navigation import Crumb
from yuanqu_web.ui.preferences import preferences_of

LARGEST = 10


@require_GET
@allows(Act.PARKS_READ)
def parks(request: HttpRequest) -> HttpResponse:
    """All places on the map with the table beside it."""
    pack, run = current_pack(), current_run()
    found = places(pack, run)
    about = (
        _("收入和金额为示例数据；服务业所在地不计入工业；截至 %(day)s") % {"day": run.as_of.isoformat()}
        if run
        else ""
    )
    context: dict[str, object] = {
        "here": "parks",
        "where": [Crumb(_("园区"))],
        "map": _map(pack, found),
        "attribution": pack.boundaries_attribution,
        "unplaced": ("、" if language() == "zh" else ", ").join(
            said(one.place.name) for one in found if one.place.point is None
        ),
    }
    table = places_table(pack, found, preferences_of(request).money, about)
    return respond(request, "places/parks.html", context, table)


@require_GET
@allows(Act.PARKS_READ)
def park(request: HttpRequest, id: str) -> HttpResponse:
    """One place: its roles in the text, what decisions come to there, its largest firms."""
    pack, run = current_pack(), current_run()
    figures = next((one for one in places(pack, run) if one.place.id == id), None)
    if figures is None:
        raise Http404
    money = preferences_of(request).money
    query = FirmQuery(place=id, sort="-revenue")
    found = select(query, run, scope=scope_of(request))
    firms = listing.table(
        pack=pack,
        rows=page(found, query, LARGEST)[:LARGEST],
        query=query,
        totals=sums(found),
        outcomes={},
        money=money,
        about=_("按收入列前 %(count)s 户") % {"count": LARGEST},
    )
    context = {
        "here": "parks",
        "where": [Crumb(_("园区"), reverse("places:parks")), Crumb(said(figures.place.name))],
        "place": figures.place,
        "figures": figures,
        "kind": kind_name(figures.place.kind),
        "leading": focus_names(pack, figures.focuses(LEADING)),
        "role": focus_names(pack, figures.focuses(ROLE)),
        "LEADING": LEADING,
        "ROLE": ROLE,
        "decisions": decisions_table(pack, figures, money),
        "firms": listing.short(firms),
    }
    return render(request, "places/park.html", context)


@require_GET
@allows(Act.PARKS_READ)
def boundaries(request: HttpRequest) -> JsonResponse:
    """The pack's boundaries as GeoJSON; the address carries the digest, so it may be kept for long."""
    pack = current_pack()
    if pack.boundaries is None:
        raise Http404
    response = JsonResponse(dict(pack.boundaries))
    if request.GET.get("v") == pack.digest[:12]:
        response["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


def _map(pack: Pack, found: list[PlaceFigures]) -> dict[str, object] | None:
    """What the map's script draws: regions named in the language of the page, and points of places."""
    if pack.boundaries is None:
        return None
    names = {one.place.boundary: said(one.place.name) for one in found if one.place.point is None}
    return {
        "source": f"{reverse('places:boundaries')}?v={pack.digest[:12]}",
        "regions": {id: name for id, name in names.items() if id},
        "city": [place.boundary for place in pack.places.values() if place.kind == "city" and place.boundary],
        "places": [
            {
                "name": said(one.place.name),
                "at": [float(one.place.point.lon), float(one.place.point.lat)],
                "approximate": one.place.point.approximate,
                "firms": one.firms,
                "kind": one.place.kind,
                "href": reverse("places:park", args=[one.place.id]),
            }
            for one in found
            if one.place.point is not None
        ],
        "words": {"firms": _("示例企业 %(count)s 户") % {"count": "{}"}, "approximate": _("位置为示意")},
    }
