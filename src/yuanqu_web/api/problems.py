"""Errors of the interface: one form, with a stable code, what is wrong and where."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.core.exceptions import ValidationError as Unfit
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from ninja import Field, NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from yuanqu.diagnostics import Diagnostic
from yuanqu_web.filings.refusals import NotNow
from yuanqu_web.lib.conflicts import Conflict
from yuanqu_web.lib.retries import is_busy
from yuanqu_web.policies.selectors import NoPack
from yuanqu_web.ui.language import language


class Problem(Schema):
    """`code`: stable; `message`: in the language of Accept-Language; `details`: where, when there is more to say."""

    code: str
    message: str
    details: list[dict[str, Any]] = Field(default_factory=list)


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    """End the request with a problem."""

    def __init__(
        self, status: int, code: str, message: str, details: list[dict[str, Any]] | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.details = status, code, message, details or []


def problem(
    status: int, code: str, message: str, details: list[dict[str, Any]] | None = None
) -> HttpResponse:
    return JsonResponse(
        {"code": code, "message": message, "details": details or []},
        status=status,
        json_dumps_params={"default": str},
    )


def told(message: Diagnostic, status: int) -> HttpResponse:
    """A message of the library: its code, in the language asked for, with both languages in `details`."""
    return problem(status, message.code, message.text(language()), [in_words(message)])


def in_words(message: Diagnostic) -> dict[str, Any]:
    """A message in both languages, with what to do."""
    return {
        "code": message.code,
        "zh": message.message("zh"),
        "en": message.message("en"),
        "hint_zh": message.hint("zh"),
        "hint_en": message.hint("en"),
    }


def missing() -> Refused:
    """There is no such thing, or not for the asker: the two are not told apart."""
    return Refused(404, "not-found", _("没有这个对象，或不在您的范围内。"))


def handle_problems(api: NinjaAPI) -> None:
    """Every error of the interface in the one form."""

    def refused(request: HttpRequest, error: Any) -> HttpResponse:
        return problem(error.status, error.code, error.message, error.details)

    def invalid(request: HttpRequest, error: Any) -> HttpResponse:
        details = [
            {"where": [str(part) for part in one.get("loc", ())], "what": str(one.get("msg", ""))}
            for one in error.errors
        ]
        return problem(422, "invalid", _("请求的内容不合要求。"), details)

    def unfit(request: HttpRequest, error: Any) -> HttpResponse:
        """What a service refuses, by field."""
        told = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        details = [
            {"where": ["body", *([field] if field else [])], "what": what}
            for field, messages in told.items()
            for what in messages
        ]
        return problem(422, "invalid", " ".join(str(one["what"]) for one in details), details)

    def unknown(request: HttpRequest, error: Any) -> HttpResponse:
        response = problem(401, "signed-out", _("需要有效的接口令牌：Authorization: Bearer …"))
        response["WWW-Authenticate"] = "Bearer"
        return response

    def http(request: HttpRequest, error: Any) -> HttpResponse:
        return problem(
            error.status_code, "bad-request", _("请求读不懂：%(reason)s") % {"reason": error.message}
        )

    def unreadable(request: HttpRequest, error: Any) -> HttpResponse:
        return problem(400, "bad-request", _("请求读不懂：%(reason)s") % {"reason": type(error).__name__})

    def busy(request: HttpRequest, error: Any) -> HttpResponse:
        if not is_busy(error):
            raise error
        response = problem(503, "busy", _("数据库正忙，没有改动任何内容，请稍后再试。"))
        response["Retry-After"] = "2"
        return response

    def no_pack(request: HttpRequest, error: Any) -> HttpResponse:
        return problem(503, "no-pack", _("还没有载入政策包。"))

    def not_now(request: HttpRequest, error: Any) -> HttpResponse:
        return told(error.diagnostic, 409)

    def conflict(request: HttpRequest, error: Any) -> HttpResponse:
        return problem(412, "version", _("版本已变：请重新读取后再改。"), [{"theirs": dict(error.theirs)}])

    api.add_exception_handler(NoPack, no_pack)
    api.add_exception_handler(NotNow, not_now)
    api.add_exception_handler(Conflict, conflict)
    api.add_exception_handler(OperationalError, busy)
    for kind in (MultiPartParserError, SuspiciousOperation, UnreadablePostError):
        api.add_exception_handler(kind, unreadable)
    api.add_exception_handler(Refused, refused)
    api.add_exception_handler(ValidationError, invalid)
    api.add_exception_handler(Unfit, unfit)
    api.add_exception_handler(AuthenticationError, unknown)
    api.add_exception_handler(HttpError, http)
