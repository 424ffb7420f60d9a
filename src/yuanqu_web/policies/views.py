"""The policy reader and the guide directory."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yuanqu.powers import Act, may
from yuanqu_web.accounts.access import actor_of, allows, public
from yuanqu_web.assessments.selectors import current_run, decision_totals
from yuanqu_web.board.selectors import Standings, shown_date, standings_on
from yuanqu_web.policies.guide import tiers
from yuanqu_web.policies.reader import Reader
from yuanqu_web.policies.selectors import current_pack, current_release, sentences
from yuanqu_web.ui.fragments import fragment
from yuanqu_web.ui.navigation import Crumb
from yuanqu_web.ui.preferences import preferences_of


@require_safe
@allows(Act.POLICY_READ)
def policy(request: HttpRequest) -> HttpResponse:
    """Every sentence with what carries it out. `?show=not_yet` keeps those not yet carried out."""
    pack = current_pack()
    traced = sentences(pack)
    only_undone = request.GET.get("show") == "not_yet"
    day = shown_date(request)
    internal = may(actor_of(request), Act.BOARD_READ).allowed  # how targets stand is not public
    standings = standings_on(pack, day) if internal else Standings(day, {}, {}, stored=False)
    run = current_run() if internal else None

    def articles() -> dict[str, object]:
        totals = decision_totals() if run else {}
        reader = Reader(pack, standings, totals, preferences_of(request).money)
        return {"articles": reader.articles(traced, only_undone=only_undone)}

    key = (pack.digest, day, standings.key, run and run.pk, only_undone)
    done = sum(sentence.carried_out for sentence in traced)
    context = {
        "here": "policy",
        "where": [Crumb(_("政策读本"))],
        "pack": pack,
        "release": current_release(),
        "read": fragment(request, "policies/articles.html", key, articles),
        "only_undone": only_undone,
        "total": len(traced),
        "done": done,
        "undone": len(traced) - done,
    }
    return render(request, "policies/policy.html", context)


@require_safe
@public
def directory(request: HttpRequest) -> HttpResponse:
    """The guide directory; `?q=` looks up a product, an industry or a code."""
    pack = current_pack()
    query = request.GET.get("q", "")[:50]
    context = {
        "here": "directory",
        "where": [Crumb(_("产业导向目录"))],
        "pack": pack,
        "release": current_release(),
        "tiers": tiers(pack, query),
        "query": query,
    }
    return render(request, "policies/directory.html", context)
