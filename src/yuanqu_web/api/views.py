"""The page of one's own tokens."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from yuanqu.powers import Act, may, row_of
from yuanqu_web.accounts.access import actor_of, by_of, public, signed_in
from yuanqu_web.accounts.acts import ACT_NAMES
from yuanqu_web.accounts.models import User
from yuanqu_web.api.models import ApiToken
from yuanqu_web.api.problems import problem
from yuanqu_web.api.tokens import make_token, revoke_token
from yuanqu_web.ui.navigation import Crumb


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def tokens(request: HttpRequest) -> HttpResponse:
    """One's tokens, and making one. Its secret is shown once, on the answer to the form."""
    actor = actor_of(request)
    offered = [act for act in Act if may(actor, act).allowed]
    context: dict[str, object] = {
        "here": "tokens",
        "where": [Crumb(_("接口令牌"))],
        "offered": [(act.value, ACT_NAMES[act], row_of(act).writes) for act in offered],
        "viewing": actor.viewing,
    }
    status = 200
    if request.method == "POST" and not actor.viewing:
        errors = {}
        name = request.POST.get("name", "").strip()[:100]
        scopes = [act for act in offered if act.value in request.POST.getlist("scope")]
        if not name:
            errors["name"] = _("请写明令牌的用途。")
        if not scopes:
            errors["scope"] = _("至少选一项范围。")
        day = _day(request.POST.get("expires_on", ""))
        if not errors:
            own = User.objects.get(pk=actor.id)
            try:
                _made, context["secret"] = make_token(
                    by=by_of(request), user=own, name=name, scopes=scopes, expires_on=day
                )
            except ValueError:
                errors["expires_on"] = _("到期日须在今天之后、一年之内。")
        if errors:
            status = 422
            context |= {"errors": errors, "given": {"name": name, "scopes": [s.value for s in scopes]}}
    context["tokens"] = ApiToken.objects.filter(user_id=actor.id).order_by("-created_at")[:100]
    response = render(request, "api/tokens.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@signed_in
def revoke(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take back a token of one's own."""
    actor = actor_of(request)
    token = ApiToken.objects.filter(pk=id, user_id=actor.id).first()
    if token is None or actor.viewing:
        raise Http404
    revoke_token(by=by_of(request), token=token)
    return HttpResponseRedirect(reverse("api:tokens"))


@csrf_exempt
@public
def nothing_here(request: HttpRequest) -> HttpResponse:
    """An address below /api/ that is none, in the form that programs read."""
    return problem(404, "not-found", _("没有这个地址。见 /api/openapi.json。"))


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
