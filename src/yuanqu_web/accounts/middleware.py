"""The gate: every request passes it, and a view that declared nothing is refused."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from requests import RequestException

from yuanqu.powers import REACH, ROLE, STATE, VIEWING, Act, may, row_of
from yuanqu_web.accounts.access import NOBODY, Access, access_of
from yuanqu_web.accounts.actors import actor_for, matrix_of
from yuanqu_web.accounts.duties import first_duty
from yuanqu_web.accounts.foreign import access_of_foreign
from yuanqu_web.accounts.models import User
from yuanqu_web.accounts.sealing import SealBroken
from yuanqu_web.accounts.signatures import registered
from yuanqu_web.accounts.wording import refusal
from yuanqu_web.ui.navigation import Crumb

_log = logging.getLogger(__name__)
VIEW_AS = "view_as"
SAFE = ("GET", "HEAD", "OPTIONS")
Respond = Callable[[HttpRequest], HttpResponse]


class GateMiddleware:
    """Finds who asks, and lets through what the table of powers allows. Refusals tell their reason; what lies outside
    of the asker's reach is answered as if it did not exist."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = _actor(request)  # type: ignore[attr-defined]
        response = self.get_response(request)
        if request.actor is not NOBODY and not response.has_header("Cache-Control"):  # type: ignore[attr-defined]
            response["Cache-Control"] = "private, no-store"
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        access = access_of(view) or access_of_foreign(request)
        if access is None:
            return self._refuse(request, "undeclared", 403)
        if access.is_public:
            return None
        if not request.user.is_authenticated:
            return self._ask_to_sign_in(request)
        if duty := first_duty(request):
            return self._lead_to(request, duty)
        if access.signed_in:
            if request.method not in SAFE and request.actor.viewing and not _ends_viewing(request):  # type: ignore[attr-defined]
                return self._refuse(request, VIEWING, 403)
            return None
        return self._decide(request, access, kwargs)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The deployment's secret was changed under the second step: a page that says so. The city's sign-in service is
        down or talks nonsense: a plain page, and its own password as the way in."""
        if isinstance(exception, SealBroken):
            return self._refuse(request, "sealed", 409)
        match = request.resolver_match
        if match is None or match.view_name not in ("openid_connect_login", "openid_connect_callback"):
            return None
        if not isinstance(exception, RequestException | KeyError):
            return None
        _log.warning("identity provider: %s", type(exception).__name__)
        return render(request, "socialaccount/authentication_error.html", status=503)

    def _decide(self, request: HttpRequest, access: Access, kwargs: dict[str, Any]) -> HttpResponse | None:
        assert access.act is not None
        actor = request.actor  # type: ignore[attr-defined]
        general = may(actor, access.act)
        handed = (
            bool(access.of) and row_of(access.act).delegable
        )  # a matrix may give it to who has it not by the table
        if not general.allowed and general.reason == ROLE and not handed:
            if access.act is Act.BOARD_READ and request.path == reverse("board:board"):
                return HttpResponseRedirect(reverse("accounts:home"))
            return self._refuse(request, general.reason, 403)
        verdict = general
        if access.of:
            thing = access.of(request, **kwargs)
            if thing is None:
                raise Http404
            day = timezone.localdate()
            narrowed = (
                thing.place and row_of(access.act).writes
            )  # a park's matrix tells who decides, not who reads
            matrix = tuple(matrix_of(thing.place, access.act)) if narrowed else ()
            verdict = may(actor, access.act, thing, matrix, day)
            if verdict.reason == REACH:
                raise Http404
        if not verdict.allowed:
            return self._refuse(request, verdict.reason, 409 if verdict.reason == STATE else 403)
        if verdict.countersign is not None and access.act not in registered():
            return self._refuse(request, "matrix", 403)  # nobody here could ask for the second signature
        request.acting_role = verdict.role  # type: ignore[attr-defined]
        request.verdict = verdict  # type: ignore[attr-defined]
        return None

    def _lead_to(self, request: HttpRequest, duty: str) -> HttpResponse:
        """To the page where the person must first do something about his account."""
        if request.headers.get("HX-Request") == "true":
            response = HttpResponse(status=401)
            response["HX-Redirect"] = reverse(duty)
            return response
        if _wants_json(request):
            return JsonResponse({"code": "account-duty", "message": refusal("duty")}, status=403)
        return HttpResponseRedirect(reverse(duty))

    def _ask_to_sign_in(self, request: HttpRequest) -> HttpResponse:
        if request.headers.get("HX-Request") == "true":
            response = HttpResponse(status=401)
            response["HX-Redirect"] = f"{reverse('account_login')}"
            return response
        if _wants_json(request):
            return JsonResponse({"code": "signed-out", "message": _("请先登录。")}, status=401)
        return redirect_to_login(request.get_full_path(), reverse("account_login"))

    def _refuse(self, request: HttpRequest, reason: str, status: int) -> HttpResponse:
        if _wants_json(request):
            return JsonResponse({"code": reason, "message": refusal(reason)}, status=status)
        context = {"where": [Crumb(_("不能进行"))], "reason": refusal(reason)}
        return render(request, "accounts/refused.html", context, status=status)


def _actor(request: HttpRequest) -> Any:
    user = request.user
    if not user.is_authenticated:
        return NOBODY
    day = timezone.localdate()
    if chosen := request.session.get(VIEW_AS):
        own = actor_for(user, day)
        other = User.objects.filter(pk=UUID(chosen), is_active=True).first()
        if other is not None and may(own, Act.VIEW_AS).allowed:
            request.viewer = user  # type: ignore[attr-defined]
            return actor_for(other, day, viewing=True)
        del request.session[VIEW_AS]
    return actor_for(user, day)


def _ends_viewing(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.view_name in ("accounts:stop_viewing", "account_logout")


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")
