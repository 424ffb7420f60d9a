"""Who asks by a token, and whether he may: the same table of powers, narrowed by the token's scopes."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from ninja.security import HttpBearer
from pydantic import BaseModel

from yuanqu.powers import REACH, STATE, Act, Thing, may, row_of
from yuanqu_web.accounts.actors import actor_for, matrix_of
from yuanqu_web.accounts.wording import refusal
from yuanqu_web.api.models import ApiToken
from yuanqu_web.api.problems import Refused, missing
from yuanqu_web.api.reading import refuse_unstorable
from yuanqu_web.api.tokens import find_token

Operation = TypeVar("Operation", bound=Callable[..., Any])


class TokenAuth(HttpBearer):
    """`Authorization: Bearer yuanqu_…`. Cookies are not looked at, so no other site can act through a browser."""

    def __call__(self, request: HttpRequest) -> Any:
        # an address of the interface has no language of its own: errors are told in the one asked for
        translation.activate(translation.get_language_from_request(request))
        return super().__call__(request)

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        found = find_token(token)
        if found is not None:
            request.actor = actor_for(found.user, timezone.localdate())  # type: ignore[attr-defined]
            request.token = found  # type: ignore[attr-defined]
        return found


def needs(act: Act, of: Callable[..., Thing | None] | None = None) -> Callable[[Operation], Operation]:
    """Let an operation run only for who may do `act` to the thing that `of` finds from its path parameters."""

    def declare(operation: Operation) -> Operation:
        @wraps(operation)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            refuse_unstorable(*kwargs.values())
            _refuse_unknown(request, kwargs)
            decide(request, act, of(request, **kwargs) if of else None, has_thing=of is not None)
            return operation(request, *args, **kwargs)

        checked.act, checked.of = act, of  # type: ignore[attr-defined]
        # annotations are text here: read them where the operation was written
        checked.__signature__ = inspect.signature(operation, eval_str=True)  # type: ignore[attr-defined]
        return checked  # type: ignore[return-value]

    return declare


def _refuse_unknown(request: HttpRequest, known: Mapping[str, Any]) -> None:
    """A misspelt filter would give the whole list: 422 names what the operation doesn't know."""
    names = set(known)
    for value in known.values():
        names |= set(type(value).model_fields) if isinstance(value, BaseModel) else set()
    if unknown := sorted(set(request.GET) - names):
        details = [{"where": ["query", name[:60]]} for name in unknown[:20]]
        raise Refused(422, "unknown-parameter", _("这个操作没有这样的参数。"), details)


def decide(request: HttpRequest, act: Act, thing: Thing | None, *, has_thing: bool = True) -> None:
    """Refused unless the asker may. 404 for what lies outside of his reach."""
    actor = request.actor  # type: ignore[attr-defined]
    token: ApiToken = request.token  # type: ignore[attr-defined]
    if act.value not in token.scopes:
        raise Refused(403, "scope", _("这个令牌不含“%(act)s”这项范围。") % {"act": act.value})
    if has_thing and thing is None:
        raise missing()
    matrix = tuple(matrix_of(thing.place, act)) if thing and thing.place and row_of(act).writes else ()
    verdict = may(actor, act, thing, matrix, timezone.localdate())
    if verdict.reason == REACH:
        raise missing()
    if not verdict.allowed:
        raise Refused(409 if verdict.reason == STATE else 403, verdict.reason, refusal(verdict.reason))
    if verdict.countersign is not None:
        raise Refused(409, "countersign", _("该园区的权责清单要求会签：请在页面上办理。"))
    request.acting_role = verdict.role  # type: ignore[attr-defined]
    request.verdict = verdict  # type: ignore[attr-defined]
