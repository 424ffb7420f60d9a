"""Log lines as JSON, each with the id of the request it belongs to; and counts of requests for /metrics."""

from __future__ import annotations

import json
import logging
import re
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponseBase

request_id: ContextVar[str] = ContextVar("request_id", default="")
BOUNDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)  # seconds

_SAFE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_log = logging.getLogger("yuanqu.request")


class JsonFormatter(logging.Formatter):
    """One line of JSON per record: at, level, logger, message, and what there is of request and error."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if found := request_id.get():
            line["request"] = found
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class Counts:
    """Requests answered by this process: by method and status, and how long they took."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self.answered: Counter[tuple[str, int]] = Counter()
        self.within: Counter[float] = Counter()
        self.seconds = 0.0

    def add(self, method: str, status: int, seconds: float) -> None:
        with self._guard:
            self.answered[method, status] += 1
            self.seconds += seconds
            for bound in BOUNDS:
                if seconds <= bound:
                    self.within[bound] += 1


COUNTS = Counts()


class RequestMiddleware:
    """Give each request an id, answer with it, log one line without query or body, and count."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        id = given if _SAFE_ID.fullmatch(given) else secrets.token_hex(8)
        token = request_id.set(id)
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            seconds = time.perf_counter() - began
            response.headers["X-Request-ID"] = id
            method = (
                request.method
                if request.method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
                else "OTHER"
            )
            COUNTS.add(str(method), response.status_code, seconds)
            fields = {
                "method": method,
                "path": request.path,
                "status": response.status_code,
                "ms": round(seconds * 1000, 1),
            }
            _log.info("%s %s", method, request.path, extra={"fields": fields})
            return response
        finally:
            request_id.reset(token)
