"""Requests that may be sent again, and versions that must not be overwritten unseen."""

from __future__ import annotations

import hashlib
import inspect
import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanqu_web.api.answers import JSON, answer
from yuanqu_web.api.models import ApiToken, KeptAnswer
from yuanqu_web.api.problems import Refused
from yuanqu_web.lib.retries import atomic_write

Operation = TypeVar("Operation", bound=Callable[..., Any])
KEPT_FOR = timedelta(days=7)
_KEY = re.compile(r"[!-~]{1,100}")
KEPT_HEADERS = ("ETag", "Location")


def once(operation: Operation) -> Operation:
    """With an Idempotency-Key the operation is done once: the change and its kept answer are one transaction, and the
    same request sent again is given the same answer. Another request under the same key is refused."""

    @wraps(operation)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return _as_response(operation(request, *args, **kwargs))
        if not _KEY.fullmatch(key):
            raise Refused(422, "idempotency-key", _("Idempotency-Key 最长 100 个可见字符。"))
        token: ApiToken = request.token  # type: ignore[attr-defined]
        asked = _fingerprint(request)
        if (kept := KeptAnswer.objects.filter(token=token, key=key).first()) is not None:
            return _again(kept, asked)

        @atomic_write
        def first_time() -> HttpResponse:
            row = KeptAnswer.objects.create(token=token, key=key, request=asked, kept_at=timezone.now())
            response = _as_response(operation(request, *args, **kwargs))
            if response.status_code >= 400:
                raise _NotDone(response)
            row.status, row.body = response.status_code, response.content.decode()
            row.headers = {name: response[name] for name in KEPT_HEADERS if response.has_header(name)}
            row.save(update_fields=["status", "body", "headers"])
            return response

        try:
            return first_time()
        except _NotDone as refused:
            return refused.response
        except IntegrityError:
            again = KeptAnswer.objects.filter(token=token, key=key).first()
            if again is None:
                raise
            return _again(again, asked)

    guarded.__signature__ = inspect.signature(operation, eval_str=True)  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def asked_version(request: HttpRequest) -> int:
    """The version that If-Match names. 428 without one: a change must say what it changes."""
    given = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if not given:
        raise Refused(428, "if-match", _("请用 If-Match 写明所改的版本（读取时的 ETag）。"))
    if not given.startswith("v") or not (given[1:].isascii() and given[1:].isdigit()) or len(given) > 10:
        raise Refused(412, "version", _("版本已变：请重新读取后再改。"))
    return int(given[1:])


def stale() -> Refused:
    """Somebody else has changed it since it was read."""
    return Refused(412, "version", _("版本已变：请重新读取后再改。"))


def drop_old_answers() -> int:
    """Forget answers nobody will ask for again."""
    return KeptAnswer.objects.filter(kept_at__lt=timezone.now() - KEPT_FOR).delete()[0]


class _NotDone(Exception):  # noqa: N818 - rolls the transaction back, carrying the answer
    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.response = response


def _fingerprint(request: HttpRequest) -> str:
    """Of what was asked: address, version, content. A form's boundary is another each time, so its parts count."""
    digest = hashlib.sha256()
    for part in (str(request.method), request.get_full_path(), request.headers.get("If-Match", "")):
        digest.update(part.encode(errors="backslashreplace") + b"\0")
    if request.content_type == "multipart/form-data":
        for name, values in sorted(request.POST.lists()):
            digest.update(repr((name, values)).encode(errors="backslashreplace") + b"\0")
        for name, file in sorted(request.FILES.items()):
            assert isinstance(file, UploadedFile)
            digest.update(f"{name}\0{file.name}\0".encode(errors="backslashreplace"))
            for chunk in file.chunks(1 << 20):
                digest.update(chunk)
            file.seek(0)
    else:
        digest.update(request.body)
    return digest.hexdigest()


def _again(kept: KeptAnswer, asked: str) -> HttpResponse:
    if kept.request != asked:
        raise Refused(422, "idempotency-key", _("同一个 Idempotency-Key 已用于另一个请求。"))
    response = HttpResponse(kept.body, status=kept.status, content_type=JSON)
    for name, value in kept.headers.items():
        response[name] = value
    response["Idempotent-Replayed"] = "true"
    return response


def _as_response(given: Any) -> HttpResponse:
    """A response of its own, so that it can be kept to the byte."""
    return given if isinstance(given, HttpResponse) else answer(given)
