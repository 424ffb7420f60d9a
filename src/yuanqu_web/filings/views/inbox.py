"""What waits for whom: a firm's returns, a reviewer's periods; opening, locking, chasing."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yuanqu.filing import due_day, periods_of_year
from yuanqu.powers import Act, may
from yuanqu.values import Period
from yuanqu_web.accounts.access import actor_of, allows, by_of, scope_of, signed_in
from yuanqu_web.filings import notices, periods, selectors
from yuanqu_web.filings.forms import sheet_of, sheets
from yuanqu_web.filings.models import Collection, States
from yuanqu_web.filings.refusals import state_name
from yuanqu_web.filings.views.common import in_address, where
from yuanqu_web.lib.conflicts import Conflict
from yuanqu_web.ui.language import language, said


@require_GET
@allows(Act.RETURN_READ)
def inbox(request: HttpRequest) -> HttpResponse:
    """For firms what is due, overdue and returned; for reviewers the periods with what waits in each."""
    actor, scope = actor_of(request), scope_of(request, Act.RETURN_READ)
    dataset = selectors.dataset_in_use()
    firms = sorted(scope.enterprises) if may(actor, Act.RETURN_EDIT).allowed else []
    context: dict[str, object] = {
        "here": "filings",
        "where": where()[:1],
        "firm": bool(firms),
        "dataset": dataset,
    }
    if firms:
        waiting = selectors.waiting_of(firms, timezone.localdate())
        context |= {
            "waiting": [(w, _name(w.filing.form), _label(w.filing.period), state_name_of(w.filing.state)) for w in waiting],
            "filed": [(f, _name(f.form), _label(f.period), state_name_of(f.state)) for f in selectors.filed_of(firms)],
            "notices": [(n, notice_words(n.kind)) for n in selectors.notices_of(firms)],
        }  # fmt: skip
    elif dataset is not None:
        kept = selectors.collections(dataset)
        counts = selectors.state_counts(kept, scope)
        context |= {
            "rows": [_row(one, counts[one.pk]) for one in kept],
            "may_open": may(actor, Act.PERIOD_CHANGE).allowed,
            "openable": _openable(kept) if may(actor, Act.PERIOD_CHANGE).allowed else [],
        }
    return render(request, "filings/inbox.html", context)


def state_name_of(state: str) -> str:
    from yuanqu.filing import State

    return state_name(State(state))


def notice_words(kind: str) -> str:
    return {
        "returned": _("已退回，请改正后重新提交"),
        "unlocked": _("已开放填报"),
        "chase": _("催报：尚未提交"),
        "remind": _("提醒：快到期限"),
    }.get(kind, kind)


def _name(form: str) -> str:
    return said(sheet_of(form).form.name)


def _label(period: str) -> str:
    return Period.parse(period).label(language())


def _row(one: Collection, counts: dict[str, int]) -> dict[str, object]:
    missing = counts.get(States.DRAFT, 0) + counts.get(States.RETURNED, 0)
    return {
        "collection": one,
        "name": _name(one.form),
        "period": _label(one.period),
        "href": reverse("filings:review", args=[one.form, in_address(one.period)]),
        "missing": missing,
        "submitted": counts.get(States.SUBMITTED, 0),
        "checked": counts.get(States.PARK_CHECKED, 0),
        "accepted": counts.get(States.ACCEPTED, 0),
        "total": sum(counts.values()),
        "overdue": one.due_on < timezone.localdate() and missing > 0,
    }


def _openable(kept: list[Collection]) -> list[dict[str, object]]:
    """For each form the periods around those that are open, with the due day that its rule gives."""
    opened = {(one.form, one.period) for one in kept}
    found = []
    for sheet in sheets():
        mine = [Period.parse(one.period) for one in kept if one.form == sheet.form.id]
        year = max(mine).start.year if mine else sheet.pack.identity.as_of.year
        for period in (
            p for y in (year - 1, year, year + 1) for p in periods_of_year(sheet.head.frequency, y)
        ):
            if (sheet.form.id, str(period)) not in opened:
                due = due_day(period, sheet.head.due, sheet.pack.calendar)
                found.append(
                    {
                        "value": f"{sheet.form.id}:{period}",
                        "form": said(sheet.form.name),
                        "period": period.label(language()),
                        "due": due.day,
                    }
                )
    return found


@require_POST
@allows(Act.PERIOD_CHANGE)
def open_period(request: HttpRequest) -> HttpResponse:
    """Open a form for a period; `due_on` may extend what the rule gives."""
    dataset = selectors.dataset_in_use()
    form, _colon, text = request.POST.get("what", "").partition(":")
    if dataset is None or form not in {one.form.id for one in sheets()}:
        raise Http404
    try:
        period = Period.parse(text)
        kept = periods.open_period(
            dataset=dataset, form=form, period=period, by=by_of(request), due_on=_day(request, "due_on")
        )
    except (periods.BadPeriod, ValueError):
        return _bad(request, _("这个期间或期限不对：期限不能早于开报日。"))
    return HttpResponseRedirect(reverse("filings:review", args=[kept.form, in_address(kept.period)]))


@require_POST
@allows(Act.PERIOD_CHANGE)
def change_period(request: HttpRequest, id: UUID) -> HttpResponse:
    """Another due day, or a lock, with a reason."""
    kept = Collection.objects.filter(pk=id).first()
    if kept is None:
        raise Http404
    version = request.POST.get("version", "")
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else -1
    reason = request.POST.get("reason", "").strip()[:500]
    try:
        match request.POST.get("do"):
            case "due":
                due = _day(request, "due_on")
                if due is None:
                    raise periods.BadPeriod
                periods.set_due(id=id, version=number, due_on=due, by=by_of(request), reason=reason)
            case "lock" | "unlock" as what:
                periods.lock(id=id, version=number, locked=what == "lock", by=by_of(request), reason=reason)
    except (periods.BadPeriod, ValueError):
        return _bad(request, _("期限或理由不对：理由至少 6 个字，期限不能早于开报日。"))
    except Conflict:
        return _bad(request, _("他人刚刚改动了这一期，请刷新后再办。"), 409)
    return HttpResponseRedirect(reverse("filings:review", args=[kept.form, in_address(kept.period)]))


@require_POST
@allows(Act.RETURN_CHASE)
def chase(request: HttpRequest, id: UUID) -> HttpResponse:
    """Chase all firms of the asker's reach that haven't submitted."""
    kept = Collection.objects.filter(pk=id).first()
    if kept is None:
        raise Http404
    scope = scope_of(request, Act.RETURN_CHASE)
    rows = scope.filter(notices.missing(kept), enterprise="enterprise", place="place")
    count = notices.chase(collection=kept, filings=rows, by=by_of(request))
    address = reverse("filings:review", args=[kept.form, in_address(kept.period)])
    return HttpResponseRedirect(f"{address}?state=missing&chased={count}")


@require_POST
@signed_in
def read_notices(request: HttpRequest) -> HttpResponse:
    """A firm has seen its notices."""
    scope = scope_of(request, Act.RETURN_EDIT)
    notices.read_all(enterprises=scope.enterprises)
    return HttpResponseRedirect(reverse("filings:inbox"))


def _day(request: HttpRequest, name: str) -> date | None:
    text = request.POST.get(name, "").strip()
    return date.fromisoformat(text) if text else None


def _bad(request: HttpRequest, message: str, status: int = 400) -> HttpResponse:
    words = {"code": "", "message": message, "hint": ""}
    context = {"here": "filings", "where": where(), "words": words, "back": reverse("filings:inbox")}
    return render(request, "filings/refused.html", context, status=status)
