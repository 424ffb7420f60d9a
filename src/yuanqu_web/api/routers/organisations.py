"""The tree of organisations: city → county or zone → park, with enterprises, banks and institutes beside it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from yuanqu.powers import Act
from yuanqu_web.accounts import organisations as services
from yuanqu_web.accounts.access import by_of
from yuanqu_web.accounts.models import Organisation, OrganisationKind
from yuanqu_web.accounts.selectors import organisation_thing, places
from yuanqu_web.api.answers import answer, unchanged
from yuanqu_web.api.describing import CACHED, EDITS, ONCE, READS, VERSIONED, WRITES
from yuanqu_web.api.paging import PageQuery, read_id, read_key, write_key
from yuanqu_web.api.problems import Refused
from yuanqu_web.api.repeating import asked_version, once
from yuanqu_web.api.security import needs
from yuanqu_web.registry.models import Enterprise

router = Router()


class OrganisationOut(Schema):
    """`place`: the pack's place it answers for; `enterprise`: the enterprise it is."""

    id: UUID
    kind: OrganisationKind
    name: str
    name_en: str
    parent: UUID | None
    place: str
    enterprise: UUID | None
    closed_on: date | None
    version: int


class OrganisationPage(Schema):
    items: list[OrganisationOut]
    next: str


class OrganisationQuery(PageQuery):
    """`q`: in the name. `parent`: directly under it."""

    q: str = Field("", max_length=60)
    kind: OrganisationKind | None = None
    parent: UUID | None = None


class OrganisationIn(Schema, extra="forbid"):
    """An enterprise is named by `code` and takes its name from the register."""

    kind: OrganisationKind
    name: str = Field("", max_length=200)
    name_en: str = Field("", max_length=200)
    parent: UUID | None = None
    place: str = Field("", max_length=60)
    code: str = Field("", max_length=40)


class RenameIn(Schema, extra="forbid"):
    name: str = Field(min_length=1, max_length=200)
    name_en: str = Field("", max_length=200)
    place: str = Field("", max_length=60)
    reason: str = Field(min_length=1, max_length=500)


class MoveIn(Schema, extra="forbid"):
    """`parent` null: to the top."""

    parent: UUID | None
    reason: str = Field(min_length=1, max_length=500)


class CloseIn(Schema, extra="forbid"):
    reason: str = Field(min_length=1, max_length=500)


DONE = {200: OrganisationOut, **EDITS}


@router.get("", response={200: OrganisationPage, **READS}, operation_id="list_organisations")
@needs(Act.ACCOUNTS_READ)
def list_organisations(request: HttpRequest, query: Query[OrganisationQuery]) -> OrganisationPage:
    """Organisations by name, closed ones too, paged by key."""
    rows = Organisation.objects.order_by("name", "id")
    if query.q.strip():
        rows = rows.filter(Q(name__icontains=query.q.strip()) | Q(name_en__icontains=query.q.strip()))
    if query.kind is not None:
        rows = rows.filter(kind=query.kind.value)
    if query.parent is not None:
        rows = rows.filter(parent_id=query.parent)
    if key := read_key(query.after, str, str):
        rows = rows.filter(Q(name__gt=key[0]) | Q(name=key[0], id__gt=read_id(key[1])))
    found = list(rows[: query.limit + 1])
    shown = found[: query.limit]
    more = len(found) > query.limit
    return OrganisationPage(
        items=[_out(one) for one in shown],
        next=write_key(shown[-1].name, str(shown[-1].pk)) if more else "",
    )


@router.post(
    "", response={201: OrganisationOut, **WRITES}, operation_id="add_organisation", openapi_extra=ONCE
)
@once
@needs(Act.ACCOUNTS_CHANGE)
def add_organisation(request: HttpRequest, given: OrganisationIn) -> HttpResponse:
    """A new organisation. 422 under one that is closed or stands beside the tree."""
    firm = _firm(given.code.strip()) if given.kind is OrganisationKind.ENTERPRISE else None
    name = firm.name if firm else given.name.strip()
    if not name:
        raise _unfit("name", _("写明名称。"))
    made = services.add_organisation(
        by=by_of(request),
        kind=given.kind,
        name=name,
        name_en=given.name_en.strip(),
        parent=None if firm else _parent(given.parent),
        place="" if given.kind in services.BESIDE else _place(given.place),
        enterprise=firm.pk if firm else None,
    )
    return answer(_out(made), status=201, version=made.version)


@router.get(
    "/{id}",
    response={200: OrganisationOut, 304: None, **READS},
    operation_id="get_organisation",
    openapi_extra=CACHED,
)
@needs(Act.ACCOUNTS_READ, of=organisation_thing)
def get_organisation(request: HttpRequest, id: UUID) -> HttpResponse:
    """One organisation."""
    found = _found(id)
    return unchanged(request, found.version) or answer(_out(found), version=found.version)


@router.put("/{id}", response=DONE, operation_id="rename_organisation", openapi_extra=VERSIONED)
@once
@needs(Act.ACCOUNTS_CHANGE, of=organisation_thing)
def rename_organisation(request: HttpRequest, id: UUID, given: RenameIn) -> HttpResponse:
    """Another name, or another place that it answers for."""
    services.rename_organisation(
        by=by_of(request),
        organisation=_found(id),
        version=asked_version(request),
        name=given.name.strip(),
        name_en=given.name_en.strip(),
        place=_place(given.place),
        reason=given.reason.strip(),
    )
    return _answered(id)


@router.post("/{id}/move", response=DONE, operation_id="move_organisation", openapi_extra=VERSIONED)
@once
@needs(Act.ACCOUNTS_CHANGE, of=organisation_thing)
def move_organisation(request: HttpRequest, id: UUID, given: MoveIn) -> HttpResponse:
    """Put it under another. 422 for a place inside itself."""
    services.move_organisation(
        by=by_of(request),
        organisation=_found(id),
        version=asked_version(request),
        parent=_parent(given.parent),
        reason=given.reason.strip(),
    )
    return _answered(id)


@router.post("/{id}/close", response=DONE, operation_id="close_organisation", openapi_extra=VERSIONED)
@once
@needs(Act.ACCOUNTS_CHANGE, of=organisation_thing)
def close_organisation(request: HttpRequest, id: UUID, given: CloseIn) -> HttpResponse:
    """It is no more from today: who holds a seat in it can do nothing. 422 while something open lies under it."""
    services.close_organisation(
        by=by_of(request),
        organisation=_found(id),
        version=asked_version(request),
        reason=given.reason.strip(),
    )
    return _answered(id)


def _firm(code: str) -> Enterprise:
    found = list(Enterprise.objects.filter(code=code)[:2]) if code else []
    if len(found) != 1:
        raise _unfit("code", _("没有唯一对应的企业：请写代码或全称。"))
    if Organisation.objects.filter(enterprise=found[0], closed_on__isnull=True).exists():
        raise _unfit("code", _("这家企业已经是一个单位。"))
    return found[0]


def _parent(id: UUID | None) -> Organisation | None:
    if id is None:
        return None
    found = Organisation.objects.filter(pk=id).first()
    if found is None:
        raise _unfit("parent", _("没有这个单位。"))
    return found


def _place(id: str) -> str:
    if id and id not in dict(places()):
        raise _unfit("place", _("政策里没有这个地方。"))
    return id


def _unfit(field: str, message: str) -> Refused:
    return Refused(422, "invalid", message, [{"where": ["body", field], "what": message}])


def _found(id: UUID) -> Organisation:
    return Organisation.objects.get(pk=id)


def _answered(id: UUID) -> HttpResponse:
    found = _found(id)
    return answer(_out(found), version=found.version)


def _out(one: Organisation) -> OrganisationOut:
    return OrganisationOut(
        id=one.pk,
        kind=OrganisationKind(one.kind),
        name=one.name,
        name_en=one.name_en,
        parent=one.parent_id,
        place=one.place,
        enterprise=one.enterprise_id,
        closed_on=one.closed_on,
        version=one.version,
    )
