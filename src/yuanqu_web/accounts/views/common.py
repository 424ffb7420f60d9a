"""What the pages of people and powers share: the page for two who changed the same thing, and errors put at their field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yuanqu.powers import Role
from yuanqu_web.accounts.models import AuthorityRow, Organisation, PendingAct, User
from yuanqu_web.accounts.wording import ROLE_NAMES
from yuanqu_web.lib.conflicts import Conflict
from yuanqu_web.ui.navigation import Crumb

View = TypeVar("View", bound=Callable[..., HttpResponse])
_NOT_SENT = {"csrfmiddlewaretoken", "version", "seen"}


def shows_conflict(view: View) -> View:
    """A Conflict becomes a page that shows both and lets the second writer choose; status 409."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Conflict as conflict:
            return _page(request, conflict)

    return wrapped  # type: ignore[return-value]


def put_errors(form: forms.Form, error: ValidationError) -> None:
    """What a service refused, at the field it speaks of."""
    if hasattr(error, "error_dict"):
        for name, errors in error.error_dict.items():
            for one in errors:
                form.add_error(name if name in form.fields else None, one)
    else:
        form.add_error(None, error)


def _page(request: HttpRequest, conflict: Conflict) -> HttpResponse:
    keys = list(dict.fromkeys([*conflict.yours, *conflict.theirs]))
    lines = [
        (_word(key), _said(key, conflict.theirs.get(key)), _said(key, conflict.yours.get(key)))
        for key in keys
        if key in conflict.yours
    ]
    kept = [(key, value) for key, values in request.POST.lists() if key not in _NOT_SENT for value in values]
    context = {
        "where": [Crumb(_("别人先改了"))],
        "lines": lines,
        "kept": kept,
        "fresh": _fresh(conflict),
        "back": request.headers.get("Referer") or request.path,
    }
    return render(request, "accounts/conflict.html", context, status=409)


def _fresh(conflict: Conflict) -> Mapping[str, object]:
    """What to send so that the choice is made against what stands now; empty when it can't be chosen again."""
    match conflict.kind:
        case "account":
            return {"version": User.objects.get(pk=conflict.id).version}
        case "organisation":
            return {"version": Organisation.objects.get(pk=conflict.id).version}
        case "authority":
            place, _slash, act = conflict.id.partition("/")
            row = AuthorityRow.objects.filter(place=place, act=act, end__isnull=True).first()
            return {"seen": f"{row.pk}:{row.version}" if row else ""}
        case _:
            return {}


def _said(key: str, value: object) -> str:
    if key in ("decides", "countersigns"):
        return str(ROLE_NAMES[Role(str(value))]) if value else "–"
    if key == "parent" and value:
        found = Organisation.objects.filter(pk=str(value)).first()
        return found.name if found else str(value)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if key == "state" and value:
        return str(PendingAct(state=str(value)).get_state_display())
    return str(value) if value not in (None, "") else "–"


def _word(key: str) -> str:
    words = {
        "name": _("名称"), "email": _("电子邮箱（可不填）"), "is_active": _("启用"), "must_change_password": _("须改密码"),
        "name_en": _("英文名称（可不填）"), "place": _("所管地方"), "parent": _("上级"), "closed_on": _("撤销日期"),
        "decides": _("由谁决定"), "countersigns": _("由谁会签"), "delegated": _("委托园区服务公司办理"),
        "document": _("依据文号"), "start": _("自"), "end": _("至（不含当日）"), "state": _("状态"),
    }  # fmt: skip
    return words.get(key, key)
