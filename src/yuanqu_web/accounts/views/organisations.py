"""The tree of organisations, and those beside it by search."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yuanqu.powers import Act, Role
from yuanqu_web.accounts import organisations as services
from yuanqu_web.accounts.access import allows, by_of
from yuanqu_web.accounts.forms import MoveForm, OrganisationForm, ReasonForm, RenameForm, uuid_or_none
from yuanqu_web.accounts.models import Organisation, OrganisationKind
from yuanqu_web.accounts.selectors import beside, open_tree, organisation_thing, places, tree
from yuanqu_web.accounts.views.common import put_errors, shows_conflict
from yuanqu_web.accounts.wording import KIND_NAMES, ROLE_NAMES
from yuanqu_web.audit.selectors import history
from yuanqu_web.audit.wording import word
from yuanqu_web.ui.navigation import Crumb


@require_safe
@allows(Act.ACCOUNTS_READ)
def organisations(request: HttpRequest) -> HttpResponse:
    """City → county or zone → park; `?q=` finds enterprises, banks and institutes beside it."""
    query = request.GET.get("q", "").strip()[:60]
    context = {
        "here": "organisations",
        "where": [Crumb(pgettext("导航", "单位"))],
        "roots": tree(),
        "query": query,
        "beside": [(one, KIND_NAMES[OrganisationKind(one.kind)]) for one in beside(query)],
    }
    return render(request, "accounts/organisations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allows(Act.ACCOUNTS_CHANGE)
def add(request: HttpRequest) -> HttpResponse:
    """A new organisation."""
    under = request.GET.get("parent", "")
    form = OrganisationForm(
        request.POST or None, tree=open_tree(), places=places(), initial={"kind": "office", "parent": under}
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        parent = _open(given["parent"])
        firm = given.get("enterprise")
        try:
            made = services.add_organisation(
                by=by_of(request), kind=OrganisationKind(given["kind"]), name=given["name"].strip(),
                name_en=given["name_en"].strip(), parent=parent, place=given["place"], enterprise=firm.pk if firm else None,
            )  # fmt: skip
            return _done(request, made, _("已新增单位。"))
        except ValidationError as error:
            put_errors(form, error)
    context = {"here": "organisations", "where": [_crumb(), Crumb(_("新增单位"))], "form": form}
    return render(request, "accounts/organisation_add.html", context, status=422 if form.errors else 200)


@require_safe
@allows(Act.ACCOUNTS_READ, of=organisation_thing)
def organisation(request: HttpRequest, id: UUID) -> HttpResponse:
    """One organisation: who holds seats in it, what lies under it, its history."""
    return _organisation(request, _found(id))


@require_POST
@allows(Act.ACCOUNTS_CHANGE, of=organisation_thing)
@shows_conflict
def rename(request: HttpRequest, id: UUID) -> HttpResponse:
    found = _found(id)
    form = RenameForm(request.POST, places=places())
    if not form.is_valid():
        return _organisation(request, found, rename=form)
    given = form.cleaned_data
    services.rename_organisation(
        by=by_of(request), organisation=found, version=given["version"], name=given["name"].strip(),
        name_en=given["name_en"].strip(), place=given["place"], reason=given["reason"],
    )  # fmt: skip
    return _done(request, found, _("已保存。"))


@require_POST
@allows(Act.ACCOUNTS_CHANGE, of=organisation_thing)
@shows_conflict
def move(request: HttpRequest, id: UUID) -> HttpResponse:
    found = _found(id)
    form = MoveForm(request.POST, tree=open_tree())
    if form.is_valid():
        given = form.cleaned_data
        try:
            services.move_organisation(
                by=by_of(request), organisation=found, version=given["version"], parent=_open(given["parent"]), reason=given["reason"]
            )  # fmt: skip
            return _done(request, found, _("已移动。"))
        except ValidationError as error:
            put_errors(form, error)
    return _organisation(request, found, move=form)


@require_POST
@allows(Act.ACCOUNTS_CHANGE, of=organisation_thing)
@shows_conflict
def close(request: HttpRequest, id: UUID) -> HttpResponse:
    found, form = _found(id), ReasonForm(request.POST)
    if form.is_valid() and form.cleaned_data["version"] is not None:
        try:
            given = form.cleaned_data
            services.close_organisation(
                by=by_of(request), organisation=found, version=given["version"], reason=given["reason"]
            )
            return _done(request, found, _("单位已撤销。"))
        except ValidationError as error:
            put_errors(form, error)
    return _organisation(request, found, reason=form)


def _organisation(
    request: HttpRequest,
    found: Organisation,
    *,
    rename: RenameForm | None = None,
    move: MoveForm | None = None,
    reason: ReasonForm | None = None,
) -> HttpResponse:
    failed = rename or move or reason
    at = {"name": found.name, "name_en": found.name_en, "place": found.place, "version": found.version}
    people = found.seats.filter(end__isnull=True).select_related("user").order_by("user__name")[:100]
    context = {
        "here": "organisations",
        "where": [_crumb(), Crumb(found.name, foreign=True)],
        "organisation": found,
        "kind": KIND_NAMES[OrganisationKind(found.kind)],
        "place": dict(places()).get(found.place, ""),
        "held": [(seat, ROLE_NAMES[Role(seat.role)]) for seat in people],
        "children": found.children.order_by("name")[:100],
        "history": [(entry, word(entry.action)) for entry in history("organisation", str(found.pk))[:40]],
        "form": failed,
        "rename": rename or RenameForm(initial=at, places=places(), auto_id="rename_%s"),
        "move": move
        or MoveForm(
            initial={"parent": str(found.parent_id or ""), "version": found.version},
            tree=[one for one in open_tree() if one.pk != found.pk],
            auto_id="move_%s",
        ),
        "reason": reason,
    }
    return render(request, "accounts/organisation.html", context, status=422 if failed else 200)


def _open(id: str) -> Organisation | None:
    chosen = uuid_or_none(id)
    return Organisation.objects.filter(pk=chosen).first() if chosen else None


def _done(request: HttpRequest, found: Organisation, told: str) -> HttpResponse:
    messages.success(request, told)
    return HttpResponseRedirect(reverse("accounts:organisation", args=[found.pk]))


def _found(id: UUID) -> Organisation:
    found = Organisation.objects.select_related("parent", "enterprise").filter(pk=id).first()
    if found is None:
        raise Http404
    return found


def _crumb() -> Crumb:
    return Crumb(pgettext("导航", "单位"), reverse("accounts:organisations"))
