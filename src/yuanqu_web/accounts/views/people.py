"""Accounts: the list, one account, and everything an administrator does to it."""

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
from yuanqu_web.accounts import services
from yuanqu_web.accounts.access import allows, by_of
from yuanqu_web.accounts.duties import has_two_steps
from yuanqu_web.accounts.forms import AddUserForm, ReasonForm, SeatForm, UserForm, uuid_or_none
from yuanqu_web.accounts.models import Organisation, Seat, User
from yuanqu_web.accounts.selectors import account_thing, accounts, beside, find_user, open_tree
from yuanqu_web.accounts.views.common import put_errors, shows_conflict
from yuanqu_web.accounts.wording import ROLE_NAMES
from yuanqu_web.audit.selectors import history
from yuanqu_web.audit.wording import word
from yuanqu_web.ui.exports import respond
from yuanqu_web.ui.language import language
from yuanqu_web.ui.navigation import Crumb
from yuanqu_web.ui.paging import page_of
from yuanqu_web.ui.tables import Cell, Column, Row, Table

PAGE = 50
HISTORY = 40


@require_safe
@allows(Act.ACCOUNTS_READ)
def people(request: HttpRequest) -> HttpResponse:
    """Accounts by login name; `?q=`, `?role=`, `?state=open|closed` narrow them."""
    query = request.GET.get("q", "").strip()[:60]
    role = request.GET.get("role", "")
    role = role if role in {one.value for one in Role} else ""
    state = request.GET.get("state", "")
    rows = accounts(query, role, state)
    if after := request.GET.get("after", "")[:60]:
        rows = rows.filter(username__gt=after)
    shown = page_of(list(rows[: PAGE + 1]), size=PAGE, key=lambda row: row.username)
    table = Table(
        id="accounts",
        caption=pgettext("导航", "账号"),
        columns=(
            Column("username", _("账号")),
            Column("name", _("姓名")),
            Column("seats", _("岗位")),
            Column("two_steps", _("两步验证")),
            Column("state", _("状态")),
            Column("last_login", _("最近登录")),
        ),
        rows=tuple(_row(user) for user in shown.items),
        next=shown.next,
        empty_title=_("没有符合条件的账号"),
        empty_hint=_("换个条件，或新建账号。"),
    )
    context: dict[str, object] = {
        "here": "accounts",
        "where": [Crumb(pgettext("导航", "账号"))],
        "query": query,
        "role": role,
        "state": state,
        "roles": [(one.value, ROLE_NAMES[one]) for one in Role],
    }
    return respond(request, "accounts/people.html", context, table)


@require_http_methods(["GET", "HEAD", "POST"])
@allows(Act.ACCOUNTS_CHANGE)
def add(request: HttpRequest) -> HttpResponse:
    """A new account; its first password is shown once."""
    form = AddUserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            if given["way"] == "password":
                user, made = services.add_user_with_password(
                    by=by_of(request), username=given["username"], name=given["name"], email=given["email"]
                )
                return _tell_password(request, user, made)
            user = services.add_user(
                by=by_of(request), username=given["username"], name=given["name"], email=given["email"]
            )
            messages.success(request, _("已新建账号。接着给他分配岗位。"))
            return HttpResponseRedirect(reverse("accounts:person", args=[user.pk]))
        except ValidationError as error:
            put_errors(form, error)
    context = {"here": "accounts", "where": [_crumb(), Crumb(_("新建账号"))], "form": form}
    return render(request, "accounts/person_add.html", context, status=422 if form.errors else 200)


@require_safe
@allows(Act.ACCOUNTS_READ, of=account_thing)
def person(request: HttpRequest, id: UUID) -> HttpResponse:
    """One account."""
    return _person(request, _found(id))


@require_POST
@allows(Act.ACCOUNTS_CHANGE, of=account_thing)
@shows_conflict
def change(request: HttpRequest, id: UUID) -> HttpResponse:
    user, form = _found(id), UserForm(request.POST)
    if not form.is_valid():
        return _person(request, user, change=form)
    given = form.cleaned_data
    services.change_user(by=by_of(request), user=user, version=given["version"], name=given["name"], email=given["email"])  # fmt: skip
    return _done(request, user, _("已保存。"))


@require_POST
@allows(Act.ACCOUNTS_CHANGE, of=account_thing)
def give_seat(request: HttpRequest, id: UUID) -> HttpResponse:
    user = _found(id)
    chosen = uuid_or_none(request.POST.get("organisation", ""))
    organisation = Organisation.objects.filter(pk=chosen).first() if chosen else None
    form = SeatForm(request.POST, found=[organisation] if organisation else [])
    if form.is_valid() and organisation is not None:
        role = Role(form.cleaned_data["role"])
        try:
            start = form.cleaned_data["start"]
            services.give_seat(
                by=by_of(request), user=user, organisation=organisation, role=role, start=start
            )
            return _done(request, user, _("已分配岗位。"))
        except ValidationError as error:
            put_errors(form, error)
    return _person(request, user, seat=form)


@require_POST
@allows(Act.ACCOUNTS_CHANGE, of=account_thing)
def end_seat(request: HttpRequest, id: UUID, seat: int) -> HttpResponse:
    user, form = _found(id), ReasonForm(request.POST)
    held = Seat.objects.select_related("organisation").filter(pk=seat, user=user).first()
    if held is None:
        raise Http404
    if form.is_valid():
        try:
            services.end_seat(by=by_of(request), seat=held, reason=form.cleaned_data["reason"])
            return _done(request, user, _("岗位已结束。"))
        except ValidationError as error:
            put_errors(form, error)
    return _person(request, user, reason=form)


@require_POST
@allows(Act.ACCOUNTS_CHANGE, of=account_thing)
@shows_conflict
def set_active(request: HttpRequest, id: UUID) -> HttpResponse:
    """Close or open."""
    user, form = _found(id), ReasonForm(request.POST)
    active = request.POST.get("active") == "yes"
    if form.is_valid() and form.cleaned_data["version"] is not None:
        try:
            given = form.cleaned_data
            services.set_active(by=by_of(request), user=user, active=active, reason=given["reason"], version=given["version"])  # fmt: skip
            return _done(request, user, _("账号已启用。") if active else _("账号已停用。"))
        except ValidationError as error:
            put_errors(form, error)
    return _person(request, user, reason=form)


@require_POST
@allows(Act.ACCOUNTS_CHANGE, of=account_thing)
@shows_conflict
def password(request: HttpRequest, id: UUID) -> HttpResponse:
    """A new password, shown once."""
    user = _found(id)
    made = services.reset_password(by=by_of(request), user=user, version=_version(request))
    return _tell_password(request, user, made)


@require_POST
@allows(Act.ACCOUNTS_CHANGE, of=account_thing)
@shows_conflict
def two_steps(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take the second step away."""
    user, form = _found(id), ReasonForm(request.POST)
    if form.is_valid() and form.cleaned_data["version"] is not None:
        given = form.cleaned_data
        services.reset_two_steps(
            by=by_of(request), user=user, version=given["version"], reason=given["reason"]
        )
        return _done(request, user, _("已取消两步验证。"))
    return _person(request, user, reason=form)


def _person(
    request: HttpRequest,
    user: User,
    *,
    change: UserForm | None = None,
    seat: SeatForm | None = None,
    reason: ReasonForm | None = None,
) -> HttpResponse:
    find = request.GET.get("find", "").strip()[:60]
    found = [*open_tree(), *(one for one in beside(find, 20) if find and one.closed_on is None)]
    seats = list(user.seats.select_related("organisation").order_by("end", "-start"))
    forms = [form for form in (change, seat, reason) if form is not None]
    context = {
        "here": "accounts",
        "where": [_crumb(), Crumb(user.name, foreign=True)],
        "person": user,
        "held": [(one, ROLE_NAMES[Role(one.role)]) for one in seats],
        "two_steps": has_two_steps(user),
        "history": [(entry, word(entry.action)) for entry in history("account", str(user.pk))[:HISTORY]],
        "find": find,
        "form": forms[0] if forms else None,
        "change": change
        or UserForm(
            initial={"name": user.name, "email": user.email, "version": user.version}, auto_id="change_%s"
        ),
        "seat": seat or SeatForm(found=found, auto_id="seat_%s"),
        "reason": reason,
    }
    return render(request, "accounts/person.html", context, status=422 if forms else 200)


def _row(user: User) -> Row:
    held: list[Seat] = user.held  # type: ignore[attr-defined]
    english = language() == "en"
    names = {
        seat.organisation.name_en if english and seat.organisation.name_en else seat.organisation.name
        for seat in held
    }
    roles = dict.fromkeys(str(ROLE_NAMES[Role(seat.role)]) for seat in held)
    comma = ", " if english else "、"
    return Row(
        (
            Cell(user.username, href=reverse("accounts:person", args=[user.pk])),
            Cell(user.name, foreign=True, mark="sample" if user.is_demo else ""),
            Cell(comma.join(roles) or None, note=comma.join(sorted(names))),
            Cell(_("已设置") if user.two_steps else _("未设置")),  # type: ignore[attr-defined]
            Cell(_("启用") if user.is_active else _("停用")),
            Cell(user.last_login.astimezone().strftime("%Y-%m-%d %H:%M") if user.last_login else None),
        ),
        href=reverse("accounts:person", args=[user.pk]),
    )


def _tell_password(request: HttpRequest, user: User, made: str) -> HttpResponse:
    context = {
        "here": "accounts",
        "where": [_crumb(), Crumb(user.name, foreign=True)],
        "person": user,
        "made": made,
    }
    response = render(request, "accounts/password_once.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _done(request: HttpRequest, user: User, told: str) -> HttpResponse:
    messages.success(request, told)
    return HttpResponseRedirect(reverse("accounts:person", args=[user.pk]))


def _found(id: UUID) -> User:
    user = find_user(id)
    if user is None:
        raise Http404
    return user


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdigit() and len(text) < 10 else 0


def _crumb() -> Crumb:
    return Crumb(pgettext("导航", "账号"), reverse("accounts:accounts"))
