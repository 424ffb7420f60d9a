"""What waits for a second signature: for mine, and what I have signed first."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yuanqu.powers import Act, Role
from yuanqu_web.accounts import signatures as services
from yuanqu_web.accounts.access import actor_of, allows, by_of
from yuanqu_web.accounts.acts import ACT_NAMES
from yuanqu_web.accounts.models import PendingAct, PendingState
from yuanqu_web.accounts.selectors import find_pending, pending_thing
from yuanqu_web.accounts.views.common import shows_conflict
from yuanqu_web.accounts.wording import ROLE_NAMES
from yuanqu_web.ui.navigation import Crumb

STATE_NAMES = {"waiting": "undone", "done": "done"}
SHOWN = 50


@require_safe
@allows(Act.SIGNATURES_READ)
def waiting(request: HttpRequest) -> HttpResponse:
    """Waiting for my signature, and signed first by me."""
    return _page(request)


@require_POST
@allows(Act.SIGN, of=pending_thing)
@shows_conflict
def decide(request: HttpRequest, id: UUID) -> HttpResponse:
    """Sign second, refuse with a reason, or take the first signature back."""
    pending, version = _found(id), _version(request)
    actor, by = actor_of(request), by_of(request)
    try:
        match request.POST.get("what"):
            case "sign":
                services.confirm(by=by, actor=actor, pending=pending, version=version)
                told = _("已会签并办理。")
            case "refuse":
                services.refuse(by=by, actor=actor, pending=pending, version=version, reason=request.POST.get("reason", ""))  # fmt: skip
                told = _("已退回，理由已告知经办人。")
            case "withdraw":
                services.withdraw(by=by, pending=pending, version=version)
                told = _("已撤回。")
            case _:
                raise Http404
    except ValidationError as error:
        return _page(request, failed=(pending.pk, " ".join(error.messages)), status=422)
    messages.success(request, told)
    return HttpResponseRedirect(reverse("accounts:signatures"))


def _page(request: HttpRequest, failed: tuple[UUID, str] | None = None, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "here": "signatures",
        "where": [Crumb(_("待我会签"))],
        "waiting": [_line(one) for one in services.waiting_for(actor)],
        "mine": [_line(one) for one in services.asked_by(actor)[:SHOWN]],
        "failed": failed,
    }
    return render(request, "accounts/signatures.html", context, status=status)


def _line(pending: PendingAct) -> dict[str, object]:
    words = {
        PendingState.WAITING: _("待会签"),
        PendingState.DONE: _("已会签"),
        PendingState.REFUSED: _("已退回"),
        PendingState.WITHDRAWN: _("已撤回"),
    }
    return {
        "it": pending,
        "act": ACT_NAMES[Act(pending.act)],
        "first_role": ROLE_NAMES[Role(pending.first_role)] if pending.first_role else "",
        "role": ROLE_NAMES[Role(pending.role)],
        "state": words[PendingState(pending.state)],
        "arguments": sorted(
            (key, value) for key, value in pending.arguments.items() if value not in (None, "")
        ),
    }


def _found(id: UUID) -> PendingAct:
    pending = find_pending(id)
    if pending is None:
        raise Http404
    return pending


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdigit() and len(text) < 10 else 0
