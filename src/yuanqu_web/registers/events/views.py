"""The pages of an enterprise's history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yuanqu.diagnostics import Diagnostic, diagnose
from yuanqu.powers import Act, may
from yuanqu_web.accounts.access import actor_of, allows, by_of, scope_of
from yuanqu_web.policies.selectors import current_pack
from yuanqu_web.registers.checking import Invalid
from yuanqu_web.registers.events.selectors import (
    Holder,
    after_within,
    events_of,
    held_by,
    holders_of,
    names_within,
)
from yuanqu_web.registers.events.services import record_event
from yuanqu_web.registers.models import Entry
from yuanqu_web.registers.wording import message
from yuanqu_web.registry.models import Enterprise, EnterpriseEvent, EventKind, Origin
from yuanqu_web.registry.things import firm_thing
from yuanqu_web.ui.language import said
from yuanqu_web.ui.navigation import Crumb
from yuanqu_web.ui.numbers import percent


def kinds() -> dict[str, str]:
    return {
        EventKind.RENAME: _("更名"),
        EventKind.RECODE: _("换码"),
        EventKind.MOVE: _("迁址"),
        EventKind.MERGE: _("合并"),
        EventKind.SPLIT: _("分立"),
    }


def _firm(id: UUID) -> Enterprise:
    found = Enterprise.objects.select_related("dataset").filter(pk=id).first()
    if found is None:
        raise Http404
    return found


def _where(firm: Enterprise, last: str) -> list[Crumb]:
    return [
        Crumb(_("企业"), reverse("registry:firms")),
        Crumb(firm.name, reverse("registry:firm", args=[firm.pk]), foreign=True),
        Crumb(last),
    ]


@require_GET
@allows(Act.FIRM_READ, of=firm_thing)
def timeline(request: HttpRequest, id: UUID) -> HttpResponse:
    """What happened to an enterprise, its names and codes by date, who owns it and what it owns."""
    firm, pack, today = _firm(id), current_pack(), timezone.localdate()
    words = kinds()
    places = {id: said(place.name) for id, place in pack.places.items()}
    events = events_of(firm)
    seen = names_within(events, scope_of(request))
    lines = [_line(event, firm, seen, places) | {"what": words[event.kind]} for event in events]
    head = Entry.objects.filter(enterprise=firm, kind="enterprise").first()
    context = {
        "here": "firms",
        "where": _where(firm, _("沿革")),
        "firm": firm,
        "head": head,
        "lines": lines,
        "names": firm.names.order_by("-start"),
        "codes": firm.codes.order_by("-start"),
        "holders": [(one, _share(one)) for one in holders_of(firm, today)],
        "held": [(one, _share(one)) for one in held_by(firm, today)],
        "sample": firm.origin == Origin.SAMPLE,
        "may_add": may(actor_of(request), Act.FIRM_EVENT).allowed and firm.origin != Origin.PUBLISHED,
    }
    return render(request, "registers/timeline.html", context)


def _line(
    event: EnterpriseEvent, firm: Enterprise, seen: Mapping[UUID, str], places: Mapping[str, str]
) -> dict[str, object]:
    """An event from one side. Names of enterprises that the reader may not see are left out."""
    passive = event.enterprise_id != firm.pk
    others = [event.enterprise] if passive else [party.enterprise for party in event.parties.all()]
    after = after_within(event, seen)
    return {
        "event": event,
        "before": places.get(event.before, event.before) if after else "",
        "after": places.get(after, after),
        "others": [one for one in others if one.pk in seen],
        "hidden": any(one.pk not in seen for one in others),
        "passive": passive,
    }


@require_http_methods(["GET", "POST"])
@allows(Act.FIRM_EVENT, of=firm_thing)
def add(request: HttpRequest, id: UUID) -> HttpResponse:
    """Record an event."""
    firm, pack = _firm(id), current_pack()
    if firm.origin == Origin.PUBLISHED:
        raise Http404
    problems: dict[str, Diagnostic] = {}
    typed = {
        name: request.POST.get(name, "").strip()
        for name in ("kind", "day", "after", "place", "document", "reason")
    }
    if request.method == "POST":
        try:
            day = date.fromisoformat(typed["day"])
        except ValueError:
            problems["day"] = diagnose("FACT-066", value=typed["day"] or "–")
        if typed["kind"] not in EventKind.values:
            problems["kind"] = diagnose("FACT-069")
        if not problems:
            moved = typed["kind"] == EventKind.MOVE
            try:
                record_event(
                    enterprise=firm,
                    schema=pack.schema,
                    kind=EventKind(typed["kind"]),
                    day=day,
                    after=typed["place" if moved else "after"][:200],
                    by=by_of(request),
                    release=pack.digest,
                    document=typed["document"][:200],
                    reason=typed["reason"][:500],
                )
            except Invalid as invalid:
                problems = invalid.problems
            else:
                return redirect("registers:timeline", firm.pk)
    context = {
        "here": "firms",
        "where": [*_where(firm, _("沿革"))[:2], Crumb(_("沿革"), "../"), Crumb(_("登记变更"))],
        "firm": firm,
        "kinds": kinds().items(),
        "places": [(id, said(place.name)) for id, place in pack.places.items()],
        "typed": typed,
        "errors": {name: message(one) for name, one in problems.items()},
    }
    return render(request, "registers/event.html", context, status=422 if problems else 200)


def _share(one: Holder) -> str:
    return percent(None if one.share is None else Decimal(one.share) / 10_000, 2)
