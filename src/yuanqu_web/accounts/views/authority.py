"""A park's matrix of authority: read by those it concerns, changed by the city by a document."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yuanqu.powers import Act, Role, Thing, row_of
from yuanqu.record import By
from yuanqu_web.accounts import authority as services
from yuanqu_web.accounts.access import allows, by_of, scope_of
from yuanqu_web.accounts.acts import ACT_NAMES
from yuanqu_web.accounts.forms import AuthorityForm, EndAuthorityForm
from yuanqu_web.accounts.models import AuthorityRow, PendingAct
from yuanqu_web.accounts.selectors import (
    matrix_lines,
    matrix_sizes,
    matrix_thing,
    place_names,
    places,
    row_thing,
)
from yuanqu_web.accounts.signatures import ask_second, second_needed, when_signed
from yuanqu_web.accounts.views.common import put_errors, shows_conflict
from yuanqu_web.accounts.wording import ROLE_NAMES
from yuanqu_web.audit.selectors import history
from yuanqu_web.audit.wording import word
from yuanqu_web.ui.navigation import Crumb


@require_safe
@allows(Act.AUTHORITY_READ)
def matrices(request: HttpRequest) -> HttpResponse:
    """The places whose matrix the reader may see."""
    scope, sizes = scope_of(request, Act.AUTHORITY_READ), matrix_sizes()
    seen = [(id, name, sizes.get(id, 0)) for id, name in places() if scope.everything or id in scope.places]
    context = {"here": "authority", "where": [Crumb(_("权责清单"))], "places": seen}
    return render(request, "accounts/matrices.html", context)


@require_safe
@allows(Act.AUTHORITY_READ, of=matrix_thing)
def matrix(request: HttpRequest, place: str) -> HttpResponse:
    """One place's matrix: who decides, who countersigns, what the service company does, by which document."""
    lines = matrix_lines(place, [row.act for row in services.matrix_acts()])
    context = {
        "here": "authority",
        "where": [_crumb(), Crumb(_name(place))],
        "place": place,
        "name": _name(place),
        "lines": [
            {
                "line": line,
                "act": line.act.value,
                "name": ACT_NAMES[line.act],
                "administrative": row_of(line.act).administrative,
                "now": _told(line.now),
                "later": [_told(row) for row in line.later],
                "before": len(line.before),
                "by_table": [ROLE_NAMES[role] for role in services.deciders(line.act)],
            }
            for line in lines
        ],
        "sample": any(line.now and line.now.is_sample for line in lines),
    }
    return render(request, "accounts/matrix.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allows(Act.AUTHORITY_CHANGE, of=row_thing)
@shows_conflict
def change(request: HttpRequest, place: str, act: str) -> HttpResponse:
    """Let another rule stand from a day on. Where the matrix itself wants a second signature, it waits for that."""
    chosen = Act(act)
    now = _open(place, chosen)
    initial = {
        "decides": now.decides if now else "",
        "countersigns": now.countersigns if now else "",
        "delegated": now.delegated if now else False,
        "start": timezone.localdate(),
        "seen": f"{now.pk}:{now.version}" if now else "",
    }
    form = AuthorityForm(request.POST or None, act=chosen, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        arguments = {
            "place": place,
            "act": act,
            "decides": given["decides"],
            "countersigns": given["countersigns"],
            "delegated": given["delegated"],
            "document": given["document"].strip(),
            "start": given["start"].isoformat(),
            "replaces": list(given["seen"]) if given["seen"] else None,
        }
        try:
            return _signed_or_done(request, place, chosen, arguments)
        except ValidationError as error:
            put_errors(form, error)
    return _row_page(request, place, chosen, now, form, None)


@require_POST
@allows(Act.AUTHORITY_CHANGE, of=row_thing)
@shows_conflict
def end(request: HttpRequest, place: str, act: str) -> HttpResponse:
    """Let the open rule stand no longer from a day on."""
    chosen, form = Act(act), EndAuthorityForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        arguments = {
            "place": place,
            "act": act,
            "end": given["end"].isoformat(),
            "document": given["document"].strip(),
            "replaces": list(given["seen"] or (0, 0)),
        }
        try:
            return _signed_or_done(request, place, chosen, arguments)
        except ValidationError as error:
            put_errors(form, error)
    now = _open(place, chosen)
    return _row_page(request, place, chosen, now, AuthorityForm(act=chosen), form)


def _signed_or_done(request: HttpRequest, place: str, act: Act, arguments: dict[str, object]) -> HttpResponse:
    if "decides" in arguments:  # what can't be given is refused before anybody is asked to sign
        services.check(
            act=act, decides=Role(str(arguments["decides"])), delegated=bool(arguments["delegated"]),
            countersigns=Role(str(arguments["countersigns"])) if arguments["countersigns"] else None,
            document=str(arguments["document"]),
        )  # fmt: skip
    if second_needed(request):
        title = f"{_name(place, chinese=True)}：{arguments['document']}（{act.value}）"
        thing = Thing("authority", f"{place}/{act.value}", place=place)
        ask_second(request, act=Act.AUTHORITY_CHANGE, thing=thing, title=title, arguments=arguments)
        messages.success(request, _("已签字，等待会签。会签后生效。"))
    else:
        _apply(by_of(request), arguments)
        messages.success(request, _("已按文号修改权责清单。"))
    return HttpResponseRedirect(reverse("accounts:matrix", args=[place]))


@when_signed(Act.AUTHORITY_CHANGE)
def _changed(by: By, pending: PendingAct) -> None:
    _apply(by, pending.arguments)


def _apply(by: By, given: dict[str, object]) -> None:
    place, act, document = str(given["place"]), Act(str(given["act"])), str(given["document"])
    seen = given["replaces"]
    replaces = (int(seen[0]), int(seen[1])) if isinstance(seen, list) else None
    if "end" in given:
        services.end_authority(
            by=by, place=place, act=act, document=document, replaces=replaces or (0, 0),
            end=date.fromisoformat(str(given["end"])),
        )  # fmt: skip
        return
    services.set_authority(
        by=by, place=place, act=act, document=document, replaces=replaces, delegated=bool(given["delegated"]),
        decides=Role(str(given["decides"])), start=date.fromisoformat(str(given["start"])),
        countersigns=Role(str(given["countersigns"])) if given["countersigns"] else None,
    )  # fmt: skip


def _row_page(
    request: HttpRequest,
    place: str,
    act: Act,
    now: AuthorityRow | None,
    form: AuthorityForm,
    ending: EndAuthorityForm | None,
) -> HttpResponse:
    failed = form.errors or (ending and ending.errors)
    seen = f"{now.pk}:{now.version}" if now else ""
    row = row_of(act)
    context = {
        "here": "authority",
        "where": [
            _crumb(),
            Crumb(_name(place), reverse("accounts:matrix", args=[place])),
            Crumb(ACT_NAMES[act]),
        ],
        "place": place,
        "act": act.value,
        "title": ACT_NAMES[act],
        "name": _name(place),
        "now": _told(now),
        "open": now,
        "row": row,
        "form": ending if ending is not None else form,
        "change": form,
        "ending": ending
        or EndAuthorityForm(initial={"seen": seen, "end": timezone.localdate()}, auto_id="end_%s"),
        "history": [
            (entry, word(entry.action)) for entry in history("authority", f"{place}/{act.value}")[:40]
        ],
        "past": [
            _told(one) for one in AuthorityRow.objects.filter(place=place, act=act.value).order_by("-start")
        ],
    }
    return render(request, "accounts/authority_row.html", context, status=422 if failed else 200)


def _told(row: AuthorityRow | None) -> dict[str, object] | None:
    if row is None:
        return None
    return {
        "decides": ROLE_NAMES[Role(row.decides)],
        "countersigns": ROLE_NAMES[Role(row.countersigns)] if row.countersigns else "",
        "delegated": row.delegated,
        "document": row.document,
        "start": row.start,
        "end": row.end,
        "is_sample": row.is_sample,
    }


def _open(place: str, act: Act) -> AuthorityRow | None:
    return AuthorityRow.objects.filter(place=place, act=act.value, end__isnull=True).first()


def _name(place: str, *, chinese: bool = False) -> str:
    if chinese:
        return next((name.get("zh") for id, name in place_names() if id == place), place)
    return dict(places()).get(place, place)


def _crumb() -> Crumb:
    return Crumb(_("权责清单"), reverse("accounts:authority"))
