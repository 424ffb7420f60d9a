"""Pages that belong to no capability: health, search, preferences, errors."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yuanqu.powers import Act
from yuanqu_web.lib.access import allows, public
from yuanqu_web.ui.navigation import Crumb
from yuanqu_web.ui.preferences import LASTS, is_allowed
from yuanqu_web.ui.search import find

_OF_PLACE = {"place", "after"}


@require_safe
@allows(Act.SEARCH)
def search(request: HttpRequest) -> HttpResponse:
    """Answers to ?q=; only the list when htmx asks."""
    query = request.GET.get("q", "")[:100]
    context = {"query": query, "hits": find(query, request), "where": [Crumb(_("搜索"))]}
    partial = request.headers.get("HX-Request") == "true"
    return render(request, "ui/search_hits.html" if partial else "ui/search.html", context)


@require_POST
@public
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep one choice in a cookie and go back to the page it was made on."""
    name, value = request.POST.get("name", ""), request.POST.get("value", "")
    if not is_allowed(name, value):
        return HttpResponseBadRequest(_("没有这个选项。"))
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = HttpResponseRedirect(_without_place(target) if name == "place" else target)
    response.set_cookie(name, value, max_age=LASTS, samesite="Lax", httponly=True, secure=request.is_secure())
    return response


def _without_place(target: str) -> str:
    """A place named in the address would win over the one just chosen."""
    parts = urlsplit(target)
    kept = [
        (key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key not in _OF_PLACE
    ]
    return urlunsplit(parts._replace(query=urlencode(kept)))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "ui/not_found.html", {"where": [Crumb(_("没有这一页"))]}, status=404)


@public
def no_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that doesn't carry the token of this session: nothing was done."""
    context = {"where": [Crumb(_("请重新提交"))]}
    return render(request, "ui/no_token.html", context, status=403)


def failed(request: HttpRequest) -> HttpResponse:
    """No database and no shell: the failure may lie there."""
    return render(None, "ui/failed.html", status=500)
