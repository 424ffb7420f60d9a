"""Requests that may be sent again, and versions that must not be overwritten unseen."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanqu_web.api.models import ApiToken, KeptAnswer
from yuanqu_web.api.problems import Refused

Operation = TypeVar("Operation", bound=Callable[..., Any])
KEPT_FOR = timedelta(days=7)


def once(operation: Operation) -> Operation:
    """With an Idempotency-Key the operation is done once: the change and its kept answer are one transaction, and the
    same request sent again is given the same answer. Another request under the same key is refused."""

    @wraps(operation)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        key = request.headers.get("Idempotency-Key", "").strip()
        if not key:
            return operation(request, *args, **kwargs)
        if len(key) > 100 or not key.isprintable():
            raise Refused(422, "idempotency-key", _("Idempotency-Key 最长 100 个可见字符。"))
        token: ApiToken = request.token  # type: ignore[attr-defined]
        asked = _fingerprint(request)
        if (kept := KeptAnswer.objects.filter(token=token, key=key).first()) is not None:
            return _again(kept, asked)
        try:
            with transaction.atomic():
                row = KeptAnswer.objects.create(token=token, key=key, request=asked, kept_at=timezone.now())
                answer = operation(request, *args, **kwargs)
                response = _as_response(request, answer)
                if response.status_code >= 400:
                    raise _NotDone(response)
                row.status, row.body = response.status_code, response.content.decode()
                row.save(update_fields=["status", "body"])
        except _NotDone as refused:
            return refused.response
        except IntegrityError:
            again = KeptAnswer.objects.filter(token=token, key=key).first()
            if again is None:
                raise
            return _again(again, asked)
        return response

    guarded.__signature__ = inspect.signature(operation, eval_str=True)  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def etag(version: int) -> str:
    """The entity tag of a version of an object."""
    return f'"v{version}"'


def asked_version(request: HttpRequest) -> int:
    """The version that If-Match names. 428 without one: a change must say what it changes."""
    given = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if not given:
        raise Refused(428, "if-match", _("请用 If-Match 写明所改的版本（读取时的 ETag）。"))
    if not given.startswith("v") or not given[1:].isdigit() or len(given) > 18:
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
    content = b"\0".join((str(request.method).encode(), request.get_full_path().encode(), request.body))
    return hashlib.sha256(content).hexdigest()


def _again(kept: KeptAnswer, asked: str) -> HttpResponse:
    if kept.request != asked:
        raise Refused(422, "idempotency-key", _("同一个 Idempotency-Key 已用于另一个请求。"))
    response = HttpResponse(kept.body, status=kept.status, content_type="application/json; charset=utf-8")
    response["Idempotent-Replayed"] = "true"
    return response


def _as_response(request: HttpRequest, answer: Any) -> HttpResponse:
    """Operations under `once` answer with a response of their own, so that it can be kept to the byte."""
    assert isinstance(answer, HttpResponse)
    return answer
