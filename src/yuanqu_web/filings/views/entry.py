"""One return: the page it is filled in on, autosave, and every step of its way."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yuanqu.filing import Action, Reason, State, closed_because
from yuanqu.filing.states import actions_of
from yuanqu.powers import Act
from yuanqu.values import Period
from yuanqu_web.accounts.access import allows, by_of, scope_of
from yuanqu_web.filings import page, selectors, services, signing
from yuanqu_web.filings.forms import Sheet
from yuanqu_web.filings.judging import Judged, judged
from yuanqu_web.filings.models import Filing, States
from yuanqu_web.filings.refusals import NotNow, action_name, refuse, state_name
from yuanqu_web.filings.series import Beside, beside, summed
from yuanqu_web.filings.things import filing_thing
from yuanqu_web.filings.views.common import (
    REASONS,
    can,
    filing_or_404,
    in_address,
    refused,
    sheet_or_404,
    told,
    version_of,
    where,
)
from yuanqu_web.lib.conflicts import Conflict
from yuanqu_web.lib.retries import atomic_write
from yuanqu_web.lib.texts import can_be_kept
from yuanqu_web.returns.codec import restore
from yuanqu_web.ui.language import language, said
from yuanqu_web.ui.navigation import Crumb

MOST_CELLS = 500


@require_GET
@allows(Act.RETURN_READ, of=filing_thing)
def filing(request: HttpRequest, id: UUID) -> HttpResponse:
    """The form. `?blank=1` prints it empty."""
    row = filing_or_404(id)
    return render(request, "filings/filing.html", context_of(request, row))


def context_of(request: HttpRequest, row: Filing) -> dict[str, object]:
    sheet = sheet_or_404(row.form)
    period = Period.parse(row.period)
    past = beside(sheet, row.enterprise, period)
    texts, found = _texts(sheet, row, past)
    today = timezone.localdate()
    closed = closed_because(services.window_of(row), today)
    state = State(row.state)
    firm = can(request, Act.RETURN_EDIT, row)
    editable = firm and state in (State.DRAFT, State.RETURNED) and closed is None
    cells = page.cells(sheet, row, past, found, texts)
    blank = request.GET.get("blank") == "1"
    return {
        "here": "filings",
        "where": where(
            Crumb(said(sheet.form.name), reverse("filings:review", args=[row.form, in_address(row.period)]))
            if not firm
            else Crumb(said(sheet.form.name)),
            Crumb(row.enterprise.name, foreign=True),
        ),
        "filing": row,
        "sheet": sheet,
        "head": sheet.head,
        "period": period,
        "covers": page.covers(sheet, period),
        "cells": cells,
        "has_money": any(cell.money for cell in cells.values()),
        "matrix": _matrix(sheet, cells),
        "lines": [cell for cell in cells.values() if cell.id not in _in_matrix(sheet)],
        "sums": [{"total": one.total, "parts": list(one.parts)} for one in sheet.head.sums],
        "checks": page.checks(sheet, found),
        "counts": found.counts(),
        "state": state_name(state),
        "editable": editable and not blank,
        "blank": blank,
        "firm": firm,
        "closed": told(refuse(closed, row).diagnostic) if closed and firm and state in (State.DRAFT, State.RETURNED)
        else told(refuse(Reason.ACCEPTED, row).diagnostic) if firm and state is State.ACCEPTED else None,
        "may": _may(request, row, state),
        "official": _official(sheet, row, period),
        "next": _next(request, row, state),
        "reasons": REASONS,
        "pack_stale": bool(row.pack_release) and row.pack_release != sheet.pack.digest,
    }  # fmt: skip


def _texts(sheet: Sheet, row: Filing, past: Beside) -> tuple[Mapping[str, str], Judged]:
    """What stands in the cells: what was typed, or for an imported one what was accepted."""
    if row.cells or past.here is None or row.state != States.ACCEPTED:
        return row.cells, judged(sheet, row, past)
    values = {f.id: restore(f, past.here.values.get(f.id)) for f in sheet.asked}
    filed = summed(sheet, values, past.months_before)
    texts = services.texts_of(sheet, filed, row.unit)
    row.cells = texts
    return texts, judged(sheet, row, past)


def _in_matrix(sheet: Sheet) -> set[str]:
    return {id for row in sheet.head.matrix.rows for id in row.fields} if sheet.head.matrix else set()


def _matrix(sheet: Sheet, cells: Mapping[str, page.Cell]) -> dict[str, object] | None:
    if sheet.head.matrix is None:
        return None
    return {
        "columns": [said(name) for name in sheet.head.matrix.columns],
        "rows": [(said(row.name), [cells.get(id) for id in row.fields]) for row in sheet.head.matrix.rows],
        "unit": next(
            (cells[id].unit for row in sheet.head.matrix.rows for id in row.fields if id in cells), ""
        ),
    }


def _official(sheet: Sheet, row: Filing, period: Period) -> list[dict[str, object]]:
    from yuanqu.facts.words import SOURCES

    return [
        {
            "name": said(one.field.name),
            "unit": one.field.shown_unit if one.field.shown_unit != "1" else "",
            "period": one.period.label(language()),
            "value": page.shown(sheet, one.field, one.value, "form"),
            "source": SOURCES[one.field.source].get(language()),
            "use": one.field.use,
            "day": one.accepted_at,
        }
        for one in selectors.official_of(sheet, row.enterprise, period, "collection")
    ]


def _may(request: HttpRequest, row: Filing, state: State) -> dict[str, bool]:
    acts = {
        Action.WITHDRAW: Act.RETURN_WITHDRAW,
        Action.CHECK: Act.RETURN_CHECK,
        Action.RETURN: Act.RETURN_SEND_BACK,
        Action.ACCEPT: Act.RETURN_ACCEPT,
        Action.UNLOCK: Act.RETURN_UNLOCK,
    }
    open_to = {action for who in ("firm", "park", "city") for action in actions_of(state, who)}
    found = {str(action): action in open_to and can(request, act, row) for action, act in acts.items()}
    found["return"] = found.pop("return")
    found["reopen"] = state in (State.DRAFT, State.RETURNED) and can(request, Act.RETURN_UNLOCK, row)
    return found


def _next(request: HttpRequest, row: Filing, state: State) -> Filing | None:
    """For reviewers: the next return that waits in the same state."""
    if state not in (State.SUBMITTED, State.PARK_CHECKED) or can(request, Act.RETURN_EDIT, row):
        return None
    return selectors.next_for_review(row, scope_of(request, Act.RETURN_READ), row.state)


@require_POST
@allows(Act.RETURN_EDIT, of=filing_thing)
def save(request: HttpRequest, id: UUID) -> HttpResponse:
    """Autosave, as JSON; or the whole form from a page without scripts."""
    row = filing_or_404(id)
    if request.content_type != "application/json":
        cells, reasons = _posted(request)
        return _after(request, id, lambda: services.save(
            id=id, version=version_of(request), by=by_of(request), cells=cells, reasons=reasons))  # fmt: skip
    try:
        given = json.loads(request.body)
        cells, reasons = _texts_of(given.get("cells")), _texts_of(given.get("reasons"))
        version, unit = int(given["version"]), given.get("unit")
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return JsonResponse({"code": "bad-request", "message": _("请求格式不对。")}, status=400)
    try:
        row, found = services.save(
            id=id, version=version, by=by_of(request), cells=cells, reasons=reasons,
            unit=unit if isinstance(unit, str) else None,
        )  # fmt: skip
    except NotNow as why:
        return JsonResponse(told(why.diagnostic), status=409)
    except Conflict as what:
        sheet = sheet_or_404(row.form)
        names = {field.id: said(field.name) for field in sheet.asked}
        return JsonResponse({"code": "conflict", "theirs": dict(what.theirs), "names": names}, status=409)
    return JsonResponse(_saved(request, row, found))


def _saved(request: HttpRequest, row: Filing, found: Judged) -> dict[str, object]:
    sheet = sheet_or_404(row.form)
    past = beside(sheet, row.enterprise, Period.parse(row.period))
    cells = page.cells(sheet, row, past, found, row.cells)
    context = {
        "checks": page.checks(sheet, found),
        "counts": found.counts(),
        "editable": True,
        "may": {},
        "cells": cells,
    }
    return {
        "version": row.version,
        "saved": timezone.localtime(row.autosaved_at).strftime("%H:%M") if row.autosaved_at else "",
        "cells": {
            id: {
                "problem": cell.problem,
                "failed": [one.message for one in cell.checks],
                "wrong": cell.wrong,
                "month": cell.month,
                "change": cell.change,
                "previous": cell.previous_shown,
                "year_before": cell.year_before_shown,
            }
            for id, cell in cells.items()
        },
        "checks": render_to_string("filings/checks.html", context, request),
    }


def _texts_of(given: object) -> dict[str, str]:
    """Texts by id. ValueError for anything else."""
    if given is None:
        return {}
    if not isinstance(given, dict) or len(given) > MOST_CELLS:
        raise ValueError
    if not all(isinstance(text, str) and can_be_kept(text) and can_be_kept(id) for id, text in given.items()):
        raise ValueError
    return {str(id): text for id, text in given.items()}


def _posted(request: HttpRequest) -> tuple[dict[str, str], dict[str, str]]:
    cells = {k.removeprefix("cell-"): v for k, v in request.POST.items() if k.startswith("cell-")}
    reasons = {k.removeprefix("reason-"): v for k, v in request.POST.items() if k.startswith("reason-")}
    return {k: str(v) for k, v in cells.items()}, {k: str(v) for k, v in reasons.items()}


@require_POST
@allows(Act.RETURN_SUBMIT, of=filing_thing)
def submit(request: HttpRequest, id: UUID) -> HttpResponse:
    """What is seen is what is submitted: the cells of the form are saved with it."""
    cells, reasons = _posted(request)

    @atomic_write
    def work() -> None:
        row, _found = services.save(
            id=id, version=version_of(request), by=by_of(request), cells=cells, reasons=reasons
        )
        services.submit(id=id, version=row.version, by=by_of(request))

    row = filing_or_404(id)
    if row.state == States.SUBMITTED and row.version > version_of(request):
        return HttpResponseRedirect(reverse("filings:filing", args=[id]))  # the same click twice
    try:
        work()
    except NotNow as why:
        if why.reason not in (Reason.HARD_RULE, Reason.UNEXPLAINED, Reason.UNREADABLE):
            return refused(request, row, why)
        return _kept(request, id, cells, reasons, why)
    except Conflict as what:
        return refused(request, row, what)
    return HttpResponseRedirect(reverse("filings:filing", args=[id]))


def _kept(
    request: HttpRequest, id: UUID, cells: Mapping[str, str], reasons: Mapping[str, str], why: NotNow
) -> HttpResponse:
    """The form again with what was typed kept as a draft, and what stands in the way of submitting."""
    services.save(id=id, version=version_of(request), by=by_of(request), cells=cells, reasons=reasons)
    row = filing_or_404(id)
    context = context_of(request, row) | {"refusal": told(why.diagnostic)}
    return render(request, "filings/filing.html", context, status=422)


@require_POST
@allows(Act.RETURN_WITHDRAW, of=filing_thing)
def withdraw(request: HttpRequest, id: UUID) -> HttpResponse:
    return _after(
        request, id, lambda: services.withdraw(id=id, version=version_of(request), by=by_of(request))
    )


@require_POST
@allows(Act.RETURN_EDIT, of=filing_thing)
def carry(request: HttpRequest, id: UUID) -> HttpResponse:
    work = lambda: services.carry_forward(id=id, version=version_of(request), by=by_of(request))  # noqa: E731
    return _after(request, id, work)


@require_POST
@allows(Act.RETURN_CHECK, of=filing_thing)
def check(request: HttpRequest, id: UUID) -> HttpResponse:
    approve = request.POST.getlist("approve")[:100]
    return _decide(request, id, Act.RETURN_CHECK, {"approve": approve})


@require_POST
@allows(Act.RETURN_SEND_BACK, of=filing_thing)
def send_back(request: HttpRequest, id: UUID) -> HttpResponse:
    return _decide(request, id, Act.RETURN_SEND_BACK, {"reason": _reason(request)})


@require_POST
@allows(Act.RETURN_ACCEPT, of=filing_thing)
def accept(request: HttpRequest, id: UUID) -> HttpResponse:
    return _decide(request, id, Act.RETURN_ACCEPT, {})


@require_POST
@allows(Act.RETURN_UNLOCK, of=filing_thing)
def unlock(request: HttpRequest, id: UUID) -> HttpResponse:
    """Open an accepted return for correction, or reopen one for a firm that is late."""
    row = filing_or_404(id)
    work = services.unlock if row.state == States.ACCEPTED else services.reopen
    return _after(request, id, lambda: work(
        id=id, version=version_of(request), by=by_of(request), reason=_reason(request)))  # fmt: skip


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "").strip()[:500]


def _after(request: HttpRequest, id: UUID, work: Callable[[], object]) -> HttpResponse:
    row = filing_or_404(id)
    try:
        work()
    except (NotNow, Conflict) as why:
        return refused(request, row, why)
    return HttpResponseRedirect(reverse("filings:filing", args=[id]))


def _decide(request: HttpRequest, id: UUID, act: Act, arguments: Mapping[str, object]) -> HttpResponse:
    """After a decision the next return that waits comes up, when the reviewer asked for it. Where the park's matrix wants
    a second signature, the decision waits for that."""
    row = filing_or_404(id)
    given = {"version": version_of(request), **arguments}

    def work() -> None:
        try:
            signing.decide(request, act, row, given)
        except ValidationError as waits:
            raise refuse(Reason.WRONG_STATE, row) from waits

    following = selectors.next_for_review(row, scope_of(request, Act.RETURN_READ), row.state)
    answer = _after(request, id, work)
    if answer.status_code == 302 and request.POST.get("next") == "1":
        if following is not None:
            return HttpResponseRedirect(reverse("filings:filing", args=[following.pk]))
        return HttpResponseRedirect(reverse("filings:review", args=[row.form, in_address(row.period)]))
    return answer


@require_GET
@allows(Act.RETURN_READ, of=filing_thing)
def history(request: HttpRequest, id: UUID) -> HttpResponse:
    """Everything done to a return, and every version that was accepted."""
    row = filing_or_404(id)
    sheet = sheet_or_404(row.form)
    period = Period.parse(row.period)
    found = selectors.editions(row.enterprise, sheet.fields, row.form, row.period, "collection")
    context = {
        "here": "filings",
        "where": where(
            Crumb(said(sheet.form.name), reverse("filings:filing", args=[id])), Crumb(_("历史"))
        ),
        "filing": row,
        "sheet": sheet,
        "period": period,
        "covers": period.label(language()),
        "imported": bool(found) and not row.events.filter(action="accept").exists(),
        "events": [
            (event, action_name(event.action), state_name(State(event.state)))
            for event in row.events.order_by("-pk")
        ],
        "fields": [(field, _unit(field)) for field in sheet.fields],
        "editions": [
            (one.row, [page.shown(sheet, field, one.values.get(field.id), "form") for field in sheet.fields])
            for one in found
        ],
        "lines": [
            (said(field.name), _unit(field), [page.shown(sheet, field, one.values.get(field.id), "form") for one in found])
            for field in sheet.fields
        ],
    }  # fmt: skip
    return render(request, "filings/history.html", context)


def _unit(field: object) -> str:
    unit = getattr(field, "shown_unit", None) or ""
    return "" if unit == "1" else unit
