"""Before a policy pack is loaded, every page says what to do first."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from yuanqu_web.policies.selectors import NoPack


class NoPackMiddleware:
    """Turn NoPack into a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NoPack):
            return render(request, "policies/no_pack.html", status=503)
        return None
