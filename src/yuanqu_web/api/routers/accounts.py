"""Accounts and the seats that people hold. A password made here is told once and never kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from yuanqu.powers import Act, Role
from yuanqu_web.accounts import services
from yuanqu_web.accounts.access import by_of
from yuanqu_web.accounts.models import Organisation, Seat, User
from yuanqu_web.accounts.selectors import account_thing, accounts
from yuanqu_web.api.answers import answer, unchanged
from yuanqu_web.api.describing import CACHED, EDITS, ONCE, READS, UNREPEATED, VERSIONED, WRITES
from yuanqu_web.api.paging import PageQuery, read_key, write_key
from yuanqu_web.api.problems import Refused, missing
from yuanqu_web.api.reading import Day
from yuanqu_web.api.repeating import asked_version, once
from yuanqu_web.api.security import needs

router = Router()


class SeatOut(Schema):
    id: int
    role: Role
    organisation: UUID
    organisation_name: str
    start: date


class AccountOut(Schema):
    """`two_steps`: a second step is set up. `seats`: those open."""

    id: UUID
    username: str
    name: str
    email: str
    active: bool
    two_steps: bool
    must_change_password: bool
    last_login: datetime | None
    version: int
    seats: list[SeatOut]


class AccountPage(Schema):
    items: list[AccountOut]
    next: str


class AccountQuery(PageQuery):
    """`q`: in the login name or the person's."""

    q: str = Field("", max_length=60)
    role: Role | None = None
    state: Literal["", "open", "closed"] = ""


class AccountIn(Schema, extra="forbid"):
    """`with_password` false: signs in through the city's identity provider only."""

    username: str = Field(min_length=2, max_length=60)
    name: str = Field(min_length=1, max_length=150)
    email: str = Field("", max_length=254)
    with_password: bool = False


class MadeOut(Schema):
    """`password`: to be told to its owner, who must change it first thing; null for none. It is in this answer only."""

    account: AccountOut
    password: str | None


class PersonIn(Schema, extra="forbid"):
    name: str = Field(min_length=1, max_length=150)
    email: str = Field("", max_length=254)


class ActiveIn(Schema, extra="forbid"):
    active: bool
    reason: str = Field(min_length=1, max_length=500)


class BecauseIn(Schema, extra="forbid"):
    reason: str = Field(min_length=1, max_length=500)


class SeatIn(Schema, extra="forbid"):
    """`start`: today when left out."""

    organisation: UUID
    role: Role
    start: Day | None = None


DONE = {200: AccountOut, **EDITS}


@router.get("", response={200: AccountPage, **READS}, operation_id="list_accounts")
@needs(Act.ACCOUNTS_READ)
def list_accounts(request: HttpRequest, query: Query[AccountQuery]) -> AccountPage:
    """Accounts by login name, paged by key."""
    rows = accounts(query.q.strip(), query.role.value if query.role else "", query.state)
    if key := read_key(query.after, str):
        rows = rows.filter(username__gt=key[0])
    found = list(rows[: query.limit + 1])
    shown = found[: query.limit]
    more = len(found) > query.limit
    return AccountPage(items=[_out(one) for one in shown], next=write_key(shown[-1].username) if more else "")


@router.post("", response={201: MadeOut, **WRITES}, operation_id="add_account")
@needs(Act.ACCOUNTS_CHANGE)
def add_account(request: HttpRequest, given: AccountIn) -> HttpResponse:
    """A new account without seats. Sent again it is refused: the login name is taken."""
    services.check_username(given.username)
    by, name, email = by_of(request), given.name.strip(), _email(given.email)
    password = None
    if given.with_password:
        user, password = services.add_user_with_password(
            by=by, username=given.username, name=name, email=email
        )
    else:
        user = services.add_user(by=by, username=given.username, name=name, email=email)
    made = _read(user.pk)
    return answer(MadeOut(account=made, password=password), status=201, version=made.version)


@router.get(
    "/{id}", response={200: AccountOut, 304: None, **READS}, operation_id="get_account", openapi_extra=CACHED
)
@needs(Act.ACCOUNTS_READ, of=account_thing)
def get_account(request: HttpRequest, id: UUID) -> HttpResponse:
    """One account with the seats it holds."""
    found = _read(id)
    return unchanged(request, found.version) or answer(found, version=found.version)


@router.put("/{id}", response=DONE, operation_id="change_account", openapi_extra=VERSIONED)
@once
@needs(Act.ACCOUNTS_CHANGE, of=account_thing)
def change_account(request: HttpRequest, id: UUID, given: PersonIn) -> HttpResponse:
    """Another name or e-mail address."""
    services.change_user(
        by=by_of(request),
        user=_user(id),
        version=asked_version(request),
        name=given.name.strip(),
        email=_email(given.email),
    )
    return _answered(id)


@router.post("/{id}/active", response=DONE, operation_id="set_account_active", openapi_extra=VERSIONED)
@once
@needs(Act.ACCOUNTS_CHANGE, of=account_thing)
def set_account_active(request: HttpRequest, id: UUID, given: ActiveIn) -> HttpResponse:
    """Close an account, which signs it out everywhere, or open it again. 422 for the last administrator."""
    services.set_active(
        by=by_of(request),
        user=_user(id),
        version=asked_version(request),
        active=given.active,
        reason=given.reason.strip(),
    )
    return _answered(id)


@router.post(
    "/{id}/password",
    response={200: MadeOut, **EDITS},
    operation_id="reset_password",
    openapi_extra=UNREPEATED,
)
@needs(Act.ACCOUNTS_CHANGE, of=account_thing)
def reset_password(request: HttpRequest, id: UUID) -> HttpResponse:
    """A new password, told once; sessions begun with the old one end."""
    made = services.reset_password(by=by_of(request), user=_user(id), version=asked_version(request))
    found = _read(id)
    return answer(MadeOut(account=found, password=made), version=found.version)


@router.post("/{id}/two-steps", response=DONE, operation_id="reset_two_steps", openapi_extra=VERSIONED)
@once
@needs(Act.ACCOUNTS_CHANGE, of=account_thing)
def reset_two_steps(request: HttpRequest, id: UUID, given: BecauseIn) -> HttpResponse:
    """Take away the second step of somebody who lost his device."""
    services.reset_two_steps(
        by=by_of(request), user=_user(id), version=asked_version(request), reason=given.reason.strip()
    )
    return _answered(id)


@router.post(
    "/{id}/seats", response={201: AccountOut, **WRITES}, operation_id="give_seat", openapi_extra=ONCE
)
@once
@needs(Act.ACCOUNTS_CHANGE, of=account_thing)
def give_seat(request: HttpRequest, id: UUID, given: SeatIn) -> HttpResponse:
    """Let a person hold a role in an organisation. Held already: it stays as it is."""
    organisation = Organisation.objects.filter(pk=given.organisation).first()
    if organisation is None:
        details = [{"where": ["body", "organisation"]}]
        raise Refused(422, "invalid", _("没有这个单位。"), details)
    services.give_seat(
        by=by_of(request), user=_user(id), organisation=organisation, role=given.role, start=given.start
    )
    return _answered(id, status=201)


@router.post(
    "/{id}/seats/{seat}/end",
    response={200: AccountOut, **WRITES},
    operation_id="end_seat",
    openapi_extra=ONCE,
)
@once
@needs(Act.ACCOUNTS_CHANGE, of=account_thing)
def end_seat(request: HttpRequest, id: UUID, seat: int, given: BecauseIn) -> HttpResponse:
    """A person holds a role no longer from today. 422 for the last administrator."""
    held = None
    if 0 < seat < 2**62:
        held = Seat.objects.select_related("organisation").filter(pk=seat, user_id=id).first()
    if held is None:
        raise missing()
    services.end_seat(by=by_of(request), seat=held, reason=given.reason.strip())
    return _answered(id)


def _email(given: str) -> str:
    """An e-mail address or nothing."""
    if given:
        try:
            validate_email(given)
        except ValidationError as wrong:
            raise ValidationError({"email": wrong.messages}) from None
    return given


def _user(id: UUID) -> User:
    return User.objects.get(pk=id)


def _read(id: UUID) -> AccountOut:
    return _out(accounts("", "", "").get(pk=id))


def _answered(id: UUID, status: int = 200) -> HttpResponse:
    found = _read(id)
    return answer(found, status=status, version=found.version)


def _out(user: User) -> AccountOut:
    """`held` and `two_steps` come with the rows of `accounts`."""
    held: list[Seat] = user.held  # type: ignore[attr-defined]
    return AccountOut(
        id=user.pk,
        username=user.username,
        name=user.name,
        email=user.email,
        active=user.is_active,
        two_steps=user.two_steps,  # type: ignore[attr-defined]
        must_change_password=user.must_change_password,
        last_login=user.last_login,
        version=user.version,
        seats=[
            SeatOut(
                id=one.pk,
                role=Role(one.role),
                organisation=one.organisation_id,
                organisation_name=one.organisation.name,
                start=one.start,
            )
            for one in held
        ],
    )
