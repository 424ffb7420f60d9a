"""When the database stays busy after all attempts, the person is asked to try again; no error of the database is shown."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from yuanqu_web.lib.retries import is_busy

RETRY_AFTER = 2  # seconds

_log = logging.getLogger(__name__)


class BusyMiddleware:
    """Turn a busy database into a plain 503 page. Nothing was saved: the transaction was rolled back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not (isinstance(exception, OperationalError) and is_busy(exception)):
            return None
        _log.error("database busy after all attempts: %s", request.path)
        answer = render(None, "ui/busy.html", status=503)
        answer.headers["Retry-After"] = str(RETRY_AFTER)
        return answer
