"""Several hundred returns of a period: the list, and deciding many at once."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yuanqu.filing import Action, State
from yuanqu.powers import Act, may
from yuanqu.values import Period
from yuanqu_web.accounts.access import actor_of, allows, by_of, scope_of
from yuanqu_web.filings import selectors, services, signing
from yuanqu_web.filings.models import Collection, Filing
from yuanqu_web.filings.refusals import action_name, state_name
from yuanqu_web.filings.selectors import PAGE, Wanted
from yuanqu_web.filings.views.common import REASONS, from_address, in_address, sheet_or_404, told, where
from yuanqu_web.ui.exports import respond
from yuanqu_web.ui.language import language, said
from yuanqu_web.ui.navigation import Crumb
from yuanqu_web.ui.paging import page_of
from yuanqu_web.ui.tables import Cell, Column, Row, Table

MOST = 500
FILTERS = ("missing", "submitted", "park_checked", "accepted", "returned")
_ACTS = {
    Action.CHECK: Act.RETURN_CHECK,
    Action.RETURN: Act.RETURN_SEND_BACK,
    Action.ACCEPT: Act.RETURN_ACCEPT,
}


@require_GET
@allows(Act.RETURN_READ)
def review(request: HttpRequest, form: str, period: str) -> HttpResponse:
    """The returns of a form and period within the asker's reach, by key."""
    sheet, kept = sheet_or_404(form), _collection(form, from_address(period))
    scope = scope_of(request, Act.RETURN_READ)
    wanted = _wanted(request)
    rows = selectors.for_review(kept, scope, wanted)
    exporting = request.GET.get("format") in ("csv", "xlsx")
    found = list(rows if exporting else selectors.after_key(rows, wanted.after)[: PAGE + 1])
    shown = page_of(found, size=len(found) if exporting else PAGE, key=selectors.key_of)
    counts = selectors.state_counts([kept], scope)[kept.pk]
    label = Period.parse(kept.period).label(language())
    places = sheet.pack.places
    context: dict[str, object] = {
        "here": "filings",
        "where": where(Crumb(f"{said(sheet.form.name)} · {label}")),
        "sheet": sheet,
        "head": sheet.head,
        "collection": kept,
        "collection_period": in_address(kept.period),
        "label": label,
        "wanted": wanted,
        "chips": _chips(request, wanted, counts),
        "places": [(id, said(place.name)) for id, place in places.items()] if scope.everything else [],
        "rows": [(row, state_name(State(row.state)), _flags(row)) for row in shown.items],
        "next": shown.next,
        "can": _can(request),
        "reasons": REASONS["return"],
        "chased": request.GET.get("chased", "") if request.GET.get("chased", "").isdigit() else "",
        "overdue": kept.due_on < timezone.localdate() and counts.get("accepted", 0) < sum(counts.values()),
        "may_chase": may(actor_of(request), Act.RETURN_CHASE).allowed,
        "may_change": may(actor_of(request), Act.PERIOD_CHANGE).allowed,
        "basis": reverse("filings:accepted", args=[form, period]),
    }
    return respond(request, "filings/review.html", context, _table(shown.items, said(sheet.form.name), label))


def _collection(form: str, period: str) -> Collection:
    dataset = selectors.dataset_in_use()
    kept = selectors.collection_of(dataset, form, period) if dataset else None
    if kept is None:
        raise Http404
    return kept


def _wanted(request: HttpRequest) -> Wanted:
    get = request.GET
    state = get.get("state", "")
    place = get.get("place", "")
    return Wanted(
        state=state if state in FILTERS else "",
        place=place if len(place) <= 60 else "",
        clean=get.get("flags") == "none",
        flagged=get.get("flags") == "some",
        after=get.get("after", "")[:200],
    )


def _chips(request: HttpRequest, wanted: Wanted, counts: dict[str, int]) -> list[dict[str, object]]:
    names = {"": _("全部"), "missing": _("未报")} | {s: state_name(State(s)) for s in FILTERS[1:]}
    numbers = counts | {
        "": sum(counts.values()),
        "missing": counts.get("draft", 0) + counts.get("returned", 0),
    }
    kept = {"place": wanted.place} if wanted.place else {}
    return [
        {
            "name": name,
            "count": numbers.get(state, 0),
            "href": "?" + urlencode(({"state": state} if state else {}) | kept),
            "on": state == wanted.state,
        }
        for state, name in names.items()
    ]


def _flags(row: Filing) -> list[tuple[str, int]]:
    """What the checks found, class by class: never by colour alone."""
    names = {"A": "A", "B": "B", "C": "C", "D": "D", "unread": _("读不出")}
    return [(name, count) for key, name in names.items() if (count := row.checks.get(key, 0))]


def _can(request: HttpRequest) -> dict[str, bool]:
    return {str(action): may(actor_of(request), act).allowed for action, act in _ACTS.items()}


def _table(rows: tuple[Filing, ...], name: str, label: str) -> Table:
    """As exported: who has filed what state, never the values that single firms stated for statistics."""
    columns = (
        Column("firm", _("企业")),
        Column("code", _("代码")),
        Column("state", _("状态")),
        Column("flags", _("审核")),
        Column("submitted", _("提交")),
        Column("edition", _("版本"), "number", digits=0),
    )
    return Table(
        id="returns",
        caption=f"{name} {label}",
        columns=columns,
        rows=tuple(
            Row(
                (
                    Cell(row.enterprise.name, foreign=True),
                    Cell(row.enterprise.code),
                    Cell(state_name(State(row.state))),
                    Cell(" ".join(f"{n} {c}" for n, c in _flags(row))),
                    Cell(timezone.localdate(row.submitted_at).isoformat() if row.submitted_at else None),
                    Cell(row.edition),
                )
            )
            for row in rows
        ),
    )


@require_POST
@allows(Act.RETURN_READ)
def decide(request: HttpRequest, form: str, period: str) -> HttpResponse:
    """Decide many; the answer tells each one's result."""
    sheet, kept = sheet_or_404(form), _collection(form, from_address(period))
    action = next((one for one in _ACTS if one.value == request.POST.get("do")), None)
    if action is None or not may(actor_of(request), _ACTS[action]).allowed:
        raise Http404
    scope = scope_of(request, _ACTS[action])
    if request.POST.get("all") == "clean":
        state = "submitted" if action is Action.CHECK else "park_checked"
        rows = selectors.for_review(kept, scope, Wanted(state=state, clean=True))
        items = list(rows.values_list("pk", "version")[:MOST])
    else:
        asked = _items(request)
        inside = set(
            scope.filter(
                Filing.objects.filter(collection=kept, pk__in=[id for id, _v in asked]),
                enterprise="enterprise",
                place="place",
            ).values_list("pk", flat=True)
        )
        items = [(id, version) for id, version in asked if id in inside]
    reason = request.POST.get("reason", "").strip()[:500]
    extra = {"reason": reason} if action is Action.RETURN else {}
    alone, others = signing.sort_out(request, _ACTS[action], items, extra)
    results = [*services.decide_many(action=action, items=alone, by=by_of(request), reason=reason), *others]
    context = {
        "here": "filings",
        "where": where(
            Crumb(said(sheet.form.name), reverse("filings:review", args=[form, period])), Crumb(_("结果"))
        ),
        "action": action_name(action),
        "results": [(one.filing, told(one.why) if one.why else None) for one in results],
        "done": sum(one.why is None for one in results),
        "refused": sum(one.why is not None for one in results),
        "back": reverse("filings:review", args=[form, in_address(kept.period)]),
    }
    return render(request, "filings/decided.html", context)


def _items(request: HttpRequest) -> list[tuple[UUID, int]]:
    """What was ticked, as `id:version`; what isn't that is left out."""
    found = []
    for text in request.POST.getlist("item")[:MOST]:
        id, _colon, version = text.partition(":")
        try:
            found.append((UUID(id), int(version)))
        except ValueError:
            continue
    return found
