"""Signing in as somebody of a role, in a place or for an enterprise."""

from __future__ import annotations

from uuid import UUID

from django.test import Client

from yuanqu.powers import Role
from yuanqu.record import SYSTEM
from yuanqu_web.accounts.models import Organisation, OrganisationKind, User
from yuanqu_web.accounts.services import add_organisation, add_user, give_seat

KINDS = {
    Role.CITY_LEADER: OrganisationKind.CITY,
    Role.COUNTY_OFFICER: OrganisationKind.COUNTY,
    Role.PARK_OFFICER: OrganisationKind.PARK,
    Role.SERVICE_COMPANY: OrganisationKind.SERVICE_COMPANY,
    Role.FIRM_REPORTER: OrganisationKind.ENTERPRISE,
    Role.FIRM_HEAD: OrganisationKind.ENTERPRISE,
    Role.BANK: OrganisationKind.BANK,
    Role.GUARANTOR: OrganisationKind.GUARANTOR,
    Role.INSTITUTE: OrganisationKind.INSTITUTE,
}


def someone(role: Role, *, place: str = "", enterprise: UUID | None = None) -> User:
    """A person of a role; the same person for the same role, place and enterprise."""
    username = f"{role}-{place}-{enterprise or ''}"[:60]
    if user := User.objects.filter(username=username).first():
        return user
    kind = KINDS.get(role, OrganisationKind.OFFICE)
    organisation = Organisation.objects.filter(kind=kind, place=place, enterprise=enterprise).first()
    organisation = organisation or add_organisation(
        by=SYSTEM, kind=kind, name=f"{kind} {place}", place=place, enterprise=enterprise
    )
    user = add_user(by=SYSTEM, username=username, name=f"测试{role}")
    give_seat(by=SYSTEM, user=user, organisation=organisation, role=role)
    return user


def sign_in(client: Client, role: Role, *, place: str = "", enterprise: UUID | None = None) -> User:
    """Sign the client in as such a person."""
    user = someone(role, place=place, enterprise=enterprise)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user
