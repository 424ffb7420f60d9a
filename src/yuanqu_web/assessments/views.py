"""The explanation of one answer: computed when asked, by the library, from the facts at rest."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yuanqu.powers import Act
from yuanqu_web.accounts.access import allows
from yuanqu_web.assessments.explanation import explain
from yuanqu_web.policies.selectors import current_pack
from yuanqu_web.registry.models import Enterprise
from yuanqu_web.registry.things import firm_thing
from yuanqu_web.ui.language import language, said
from yuanqu_web.ui.navigation import Crumb
from yuanqu_web.ui.preferences import preferences_of


@require_GET
@allows(Act.FIRM_READ, of=firm_thing)
def why(request: HttpRequest, id: UUID, decision: str) -> HttpResponse:
    """How one decision came to its answer for a firm, or for a building, line or person of it (`?subject=`)."""
    pack = current_pack()
    try:
        enterprise = Enterprise.objects.select_related("dataset").get(pk=id)
    except Enterprise.DoesNotExist:
        raise Http404 from None
    if decision not in pack.decisions:
        raise Http404
    subject = request.GET.get("subject", "")[:80]
    found = explain(pack, enterprise, pack.decisions[decision], subject, preferences_of(request).money)
    if found is None:
        raise Http404
    foreign = not (language() == "en" and enterprise.name_en)
    context = {
        "here": "firms",
        "where": [
            Crumb(_("企业"), reverse("registry:firms")),
            Crumb(
                enterprise.name if foreign else enterprise.name_en,
                reverse("registry:firm", args=[id]),
                foreign,
            ),
            Crumb(said(pack.decisions[decision].name)),
        ],
        "why": found,
        "enterprise": enterprise,
        "name": enterprise.name if foreign else enterprise.name_en,
        "foreign": foreign,
    }
    return render(request, "assessments/why.html", context)
