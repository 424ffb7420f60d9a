"""Changing accounts: each change and its entry in the record are one transaction. Passwords never enter the record."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone

from yuanqu.powers import Role
from yuanqu.record import By
from yuanqu_web.accounts.models import Organisation, OrganisationKind, Seat, User
from yuanqu_web.audit.services import record
from yuanqu_web.lib.retries import atomic_write


@atomic_write
def add_organisation(
    *,
    by: By,
    kind: OrganisationKind,
    name: str,
    name_en: str = "",
    parent: Organisation | None = None,
    place: str = "",
    enterprise: UUID | None = None,
) -> Organisation:
    """A new node of the tree."""
    made = Organisation.objects.create(
        kind=kind, name=name, name_en=name_en, parent=parent, place=place, enterprise_id=enterprise
    )
    record(by=by, action="organisation.add", kind="organisation", id=str(made.pk), before=None, place=place,
           after={"kind": kind, "name": name, "parent": str(parent.pk) if parent else "", "place": place,
                  "enterprise": str(enterprise or "")})  # fmt: skip
    return made


@atomic_write
def add_user(
    *, by: By, username: str, name: str, password: str = "", email: str = "", demo: bool = False
) -> User:
    """A new account. Without a password it can sign in only through the city's identity provider, or in the demo.
    ValidationError for a weak password."""
    user = User(username=username, name=name, email=email, is_demo=demo)
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
def give_seat(
    *, by: By, user: User, organisation: Organisation, role: Role, start: date | None = None
) -> Seat:
    """Let a person hold a role in an organisation from a day on; a seat held already stays as it is."""
    seat, made = Seat.objects.get_or_create(
        user=user, organisation=organisation, role=role.value, end=None,
        defaults={"start": start or timezone.localdate()},
    )  # fmt: skip
    if made:
        record(by=by, action="seat.give", kind="account", id=str(user.pk), before=None, place=organisation.place,
               after={"role": role.value, "organisation": organisation.name, "start": seat.start.isoformat()})  # fmt: skip
    return seat


@atomic_write
def end_seat(*, by: By, seat: Seat, reason: str, end: date | None = None) -> None:
    """A person holds a role no longer."""
    day = end or timezone.localdate()
    if Seat.objects.filter(pk=seat.pk, end__isnull=True).update(end=day):
        record(by=by, action="seat.end", kind="account", id=str(seat.user_id), reason=reason,
               before={"role": seat.role, "organisation": seat.organisation.name}, after={"end": day.isoformat()})  # fmt: skip


@atomic_write
def set_active(*, by: By, user: User, active: bool, reason: str) -> None:
    """Close an account, or open it again. What it did stays in the record."""
    if User.objects.filter(pk=user.pk, is_active=not active).update(is_active=active):
        record(by=by, action="account.open" if active else "account.close", kind="account", id=str(user.pk),
               reason=reason, before={"active": not active}, after={"active": active})  # fmt: skip


@atomic_write
def set_password(*, by: By, user: User, password: str, must_change: bool = True) -> None:
    """Give an account a new password, to be changed by its owner at the next sign-in. ValidationError when weak."""
    validate_password(password, user)
    user.set_password(password)
    user.must_change_password = must_change
    user.save(update_fields=["password", "must_change_password"])
    record(by=by, action="account.password", kind="account", id=str(user.pk), before=None, after=None)


def first_administrator(*, username: str, name: str, password: str) -> User:
    """The account that makes all others; only while there is none."""
    from yuanqu.record import SYSTEM

    with transaction.atomic():
        root = Organisation.objects.filter(
            kind=OrganisationKind.CITY, parent=None
        ).first() or add_organisation(by=SYSTEM, kind=OrganisationKind.CITY, name="本市", name_en="The city")
        user = add_user(by=SYSTEM, username=username, name=name, password=password)
        give_seat(by=SYSTEM, user=user, organisation=root, role=Role.ADMINISTRATOR)
        return user


def needs_administrator() -> bool:
    """Whether nobody could manage accounts: no open seat of an administrator outside of the demo."""
    return not Seat.objects.filter(
        role=Role.ADMINISTRATOR.value, end__isnull=True, user__is_active=True, user__is_demo=False
    ).exists()
