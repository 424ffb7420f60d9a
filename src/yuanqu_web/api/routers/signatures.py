"""What waits for a second signature, and giving or refusing it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from yuanqu.powers import Act
from yuanqu_web.accounts import signatures as services
from yuanqu_web.accounts.access import actor_of, by_of
from yuanqu_web.accounts.models import PendingAct
from yuanqu_web.accounts.selectors import pending_thing
from yuanqu_web.api.answers import answer
from yuanqu_web.api.describing import EDITS, READS, VERSIONED
from yuanqu_web.api.repeating import asked_version, once
from yuanqu_web.api.security import needs

router = Router()
MOST_SHOWN = 200


class SignatureOut(Schema):
    """`role`: who signs second. `state`: waiting, done, refused or withdrawn. `arguments`: what will be done, in words of
    the interface."""

    id: UUID
    act: str
    title: str
    place: str
    first: str
    first_role: str
    role: str
    state: str
    reason: str
    asked_at: datetime
    decided_at: datetime | None
    arguments: dict[str, object]
    version: int


class SignaturesOut(Schema):
    """`waiting`: for the asker, the oldest first. `mine`: signed first by the asker, the newest first; 200 at most of each."""

    waiting: list[SignatureOut]
    mine: list[SignatureOut]


class RefuseIn(Schema, extra="forbid"):
    reason: str = Field(min_length=1, max_length=500)


DONE = {200: SignatureOut, **EDITS}


@router.get("", response={200: SignaturesOut, **READS}, operation_id="list_signatures")
@needs(Act.SIGNATURES_READ)
def list_signatures(request: HttpRequest) -> SignaturesOut:
    """What waits for the asker's signature, and what the asker has signed first."""
    actor = actor_of(request)
    return SignaturesOut(
        waiting=[_out(one) for one in services.waiting_for(actor)],
        mine=[_out(one) for one in services.asked_by(actor).select_related("first")[:MOST_SHOWN]],
    )


@router.post("/{id}/confirm", response=DONE, operation_id="confirm_signature", openapi_extra=VERSIONED)
@once
@needs(Act.SIGN, of=pending_thing)
def confirm_signature(request: HttpRequest, id: UUID) -> HttpResponse:
    """Sign second: what was asked for is done in the same transaction. 422 for who may not sign it."""
    services.confirm(
        by=by_of(request), actor=actor_of(request), pending=_found(id), version=asked_version(request)
    )
    return _answered(id)


@router.post("/{id}/refuse", response=DONE, operation_id="refuse_signature", openapi_extra=VERSIONED)
@once
@needs(Act.SIGN, of=pending_thing)
def refuse_signature(request: HttpRequest, id: UUID, given: RefuseIn) -> HttpResponse:
    """Don't sign: nothing is done, and who signed first is told why."""
    services.refuse(
        by=by_of(request),
        actor=actor_of(request),
        pending=_found(id),
        version=asked_version(request),
        reason=given.reason.strip(),
    )
    return _answered(id)


@router.post("/{id}/withdraw", response=DONE, operation_id="withdraw_signature", openapi_extra=VERSIONED)
@once
@needs(Act.SIGN, of=pending_thing)
def withdraw_signature(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take one's own first signature back before the second."""
    services.withdraw(by=by_of(request), pending=_found(id), version=asked_version(request))
    return _answered(id)


def _found(id: UUID) -> PendingAct:
    return PendingAct.objects.select_related("first").get(pk=id)


def _answered(id: UUID) -> HttpResponse:
    found = _found(id)
    return answer(_out(found), version=found.version)


def _out(one: PendingAct) -> SignatureOut:
    return SignatureOut(
        id=one.pk,
        act=one.act,
        title=one.title,
        place=one.place,
        first=one.first.name,
        first_role=one.first_role,
        role=one.role,
        state=one.state,
        reason=one.reason,
        asked_at=one.asked_at,
        decided_at=one.decided_at,
        arguments=one.arguments,
        version=one.version,
    )
