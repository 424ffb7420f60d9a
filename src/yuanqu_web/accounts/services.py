"""Changing accounts: each change and its entry in the record are one transaction. Passwords never enter the record."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanqu.powers import Role
from yuanqu.record import SYSTEM, By
from yuanqu_web.accounts.models import Organisation, OrganisationKind, Seat, User
from yuanqu_web.accounts.organisations import add_organisation as add_organisation
from yuanqu_web.audit.services import record
from yuanqu_web.lib.conflicts import Conflict
from yuanqu_web.lib.retries import atomic_write

_LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that look alike
_named = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9._@-]{1,59}$",
    gettext_lazy("账号由 2 至 60 个字母、数字或 . _ @ - 组成，以字母或数字开头。"),
)


@atomic_write
def add_user(
    *, by: By, username: str, name: str, password: str = "", email: str = "", demo: bool = False,
    must_change: bool = False,
) -> User:  # fmt: skip
    """A new account. Without a password it can sign in only through the city's identity provider, or in the demo.
    ValidationError for a weak password, a malformed login name, or one that is taken."""
    user = User(username=username, name=name, email=email, is_demo=demo, must_change_password=must_change)
    if User.objects.filter(username__iexact=username).exists():
        raise ValidationError({"username": _("已有这个账号。")})
    if password:
        validate_password(password, user)
        user.set_password(password)
    else:
        user.set_unusable_password()
    user.save()
    record(by=by, action="account.add", kind="account", id=str(user.pk), before=None,
           after={"username": username, "name": name, "demo": demo})  # fmt: skip
    return user


@atomic_write
def add_user_with_password(*, by: By, username: str, name: str, email: str) -> tuple[User, str]:
    """A new account with a password made here, to be changed by its owner first thing."""
    made = _new_password()
    user = add_user(by=by, username=username, name=name, email=email, password=made, must_change=True)
    return user, made


def _new_password() -> str:
    return "".join(secrets.choice(_LETTERS) for _i in range(16))


def check_username(username: str) -> None:
    """ValidationError for a login name that an administrator may not choose."""
    _named(username)


@atomic_write
def change_user(*, by: By, user: User, version: int, name: str, email: str) -> None:
    """Another name or e-mail address. Conflict when someone changed the account meanwhile."""
    _set(user, version, name=name, email=email)
    record(by=by, action="account.change", kind="account", id=str(user.pk),
           before={"name": user.name, "email": user.email}, after={"name": name, "email": email})  # fmt: skip


@atomic_write
def give_seat(
    *, by: By, user: User, organisation: Organisation, role: Role, start: date | None = None
) -> Seat:
    """Let a person hold a role in an organisation from a day on; a seat held already stays as it is.
    ValidationError when a role and its organisation don't belong together."""
    _check_seat(organisation, role)
    seat, made = Seat.objects.get_or_create(
        user=user, organisation=organisation, role=role.value, end=None,
        defaults={"start": start or timezone.localdate()},
    )  # fmt: skip
    if made:
        User.objects.filter(pk=user.pk).update(version=F("version") + 1)
        record(by=by, action="seat.give", kind="account", id=str(user.pk), before=None, place=organisation.place,
               after={"role": role.value, "organisation": organisation.name, "start": seat.start.isoformat()})  # fmt: skip
    return seat


ROLES_OF: Mapping[OrganisationKind, frozenset[Role]] = {
    OrganisationKind.CITY: frozenset({Role.ADMINISTRATOR, Role.CITY_LEADER, Role.CITY_OFFICER, Role.AUDITOR}),
    OrganisationKind.OFFICE: frozenset({Role.ADMINISTRATOR, Role.CITY_OFFICER, Role.AUDITOR}),
    OrganisationKind.COUNTY: frozenset({Role.COUNTY_OFFICER}),
    OrganisationKind.ZONE: frozenset({Role.PARK_OFFICER}),
    OrganisationKind.PARK: frozenset({Role.PARK_OFFICER}),
    OrganisationKind.SERVICE_COMPANY: frozenset({Role.SERVICE_COMPANY}),
    OrganisationKind.ENTERPRISE: frozenset({Role.FIRM_REPORTER, Role.FIRM_HEAD}),
    OrganisationKind.BANK: frozenset({Role.BANK}),
    OrganisationKind.GUARANTOR: frozenset({Role.GUARANTOR}),
    OrganisationKind.INSTITUTE: frozenset({Role.INSTITUTE}),
}
"""The roles that can be held in each kind of organisation: nobody in a service company holds an office."""


def _check_seat(organisation: Organisation, role: Role) -> None:
    if organisation.closed_on is not None:
        raise ValidationError({"organisation": _("这个单位已经撤销。")})
    if role not in ROLES_OF[OrganisationKind(organisation.kind)]:
        raise ValidationError({"role": _("这个岗位不能设在这类单位里。")})


@atomic_write
def end_seat(*, by: By, seat: Seat, reason: str, end: date | None = None) -> None:
    """A person holds a role no longer. ValidationError for the last administrator."""
    day = end or timezone.localdate()
    if seat.role == Role.ADMINISTRATOR.value:
        _keep_one_administrator(seat.user_id)
    if Seat.objects.filter(pk=seat.pk, end__isnull=True).update(end=day):
        User.objects.filter(pk=seat.user_id).update(version=F("version") + 1)
        record(by=by, action="seat.end", kind="account", id=str(seat.user_id), reason=reason,
               before={"role": seat.role, "organisation": seat.organisation.name}, after={"end": day.isoformat()})  # fmt: skip


@atomic_write
def set_active(*, by: By, user: User, version: int, active: bool, reason: str) -> None:
    """Close an account, or open it again. A closed account is signed out everywhere; what it did stays in the record.
    ValidationError for the last administrator, Conflict when someone changed the account meanwhile."""
    if not active:
        _keep_one_administrator(user.pk)
    _set(user, version, is_active=active)
    record(by=by, action="account.open" if active else "account.close", kind="account", id=str(user.pk),
           reason=reason, before={"active": user.is_active}, after={"active": active})  # fmt: skip


@atomic_write
def reset_password(*, by: By, user: User, version: int) -> str:
    """Give an account a new password made here, and return it to be told to its owner, who must change it first thing.
    Sessions begun with the old one end."""
    made = _new_password()
    user.set_password(made)
    _set(user, version, password=user.password, must_change_password=True)
    record(by=by, action="account.password", kind="account", id=str(user.pk), before=None, after=None)
    return made


@atomic_write
def own_password_changed(*, by: By, user: User) -> None:
    """The owner of an account has chosen a password himself."""
    User.objects.filter(pk=user.pk).update(must_change_password=False, version=F("version") + 1)
    record(by=by, action="account.own_password", kind="account", id=str(user.pk), before=None, after=None)


@atomic_write
def reset_two_steps(*, by: By, user: User, version: int, reason: str) -> None:
    """Take away the second step of an account whose owner lost his device."""
    _set(user, version)
    gone, _counts = Authenticator.objects.filter(user=user).delete()
    record(by=by, action="account.two_steps_reset", kind="account", id=str(user.pk), reason=reason,
           before={"two_steps": bool(gone)}, after={"two_steps": False})  # fmt: skip


def _set(user: User, version: int, **values: object) -> None:
    """Compare and set."""
    if User.objects.filter(pk=user.pk, version=version).update(version=F("version") + 1, **values):
        return
    now = User.objects.get(pk=user.pk)
    shown = {key: getattr(now, key) for key in values if key != "password"}
    yours = {key: value for key, value in values.items() if key != "password"}
    raise Conflict("account", str(user.pk), yours, shown)


def _keep_one_administrator(leaving: UUID) -> None:
    """ValidationError when nobody else could manage accounts."""
    holds = Seat.objects.filter(role=Role.ADMINISTRATOR.value, end__isnull=True, user__is_active=True)
    if holds.filter(user=leaving).exists() and not holds.exclude(user=leaving).exists():
        raise ValidationError(_("这是最后一个系统管理员：先给别人分配这个岗位。"))


@atomic_write
def first_administrator(*, username: str, name: str, password: str) -> User:
    """The account that makes all others; only while there is none."""
    root = Organisation.objects.filter(kind=OrganisationKind.CITY, parent=None).first() or add_organisation(
        by=SYSTEM, kind=OrganisationKind.CITY, name="本市", name_en="The city"
    )
    user = add_user(by=SYSTEM, username=username, name=name, password=password)
    give_seat(by=SYSTEM, user=user, organisation=root, role=Role.ADMINISTRATOR)
    return user


def needs_administrator() -> bool:
    """Whether nobody could manage accounts: no open seat of an administrator outside of the demo."""
    return not Seat.objects.filter(
        role=Role.ADMINISTRATOR.value, end__isnull=True, user__is_active=True, user__is_demo=False
    ).exists()
