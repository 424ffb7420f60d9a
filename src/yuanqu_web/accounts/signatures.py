"""A second signature: where a park's matrix says so, what one person did stands only after another has signed.

An application registers, by act, what runs once both have signed, and asks for the signature in its view:

    @when_signed(Act.RETURN_CHECK)
    def check(by: By, pending: PendingAct) -> None:
        services.check(by=by, filing=pending.object_id, **pending.arguments)

    if second_needed(request):
        ask_second(request, act=Act.RETURN_CHECK, thing=thing, title=..., arguments={...})
    else:
        services.check(by=by_of(request), ...)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanqu.powers import Act, Actor, Authority, Role, Thing, Verdict, may, may_countersign
from yuanqu.record import By
from yuanqu_web.accounts.access import by_of
from yuanqu_web.accounts.actors import actor_for, matrix_of
from yuanqu_web.accounts.models import PendingAct, PendingState
from yuanqu_web.audit.services import countersigned, record
from yuanqu_web.lib.conflicts import Conflict
from yuanqu_web.lib.retries import atomic_write

Handler = Callable[[By, PendingAct], None]
_HANDLERS: dict[Act, Handler] = {}


def when_signed(act: Act) -> Callable[[Handler], Handler]:
    """Register what does an act once both have signed. It runs the real service, `by` the first signer, in the same
    transaction as the second signature; what it raises undoes both."""

    def register(handler: Handler) -> Handler:
        _HANDLERS[act] = handler
        return handler

    return register


def second_needed(request: HttpRequest) -> Role | None:
    """Whose signature the matrix wants besides, as the gate found it for this request; None: nobody's."""
    verdict: Verdict | None = getattr(request, "verdict", None)
    return verdict.countersign if verdict else None


def ask_second(
    request: HttpRequest, *, act: Act, thing: Thing, title: str, arguments: Mapping[str, Any]
) -> PendingAct:
    """Put the first signature of who asks under an act and let it wait. See `ask`."""
    role = second_needed(request)
    assert role is not None, "asked for a second signature that nobody wants"
    return ask(by=by_of(request), act=act, thing=thing, title=title, arguments=arguments, role=role)


@atomic_write
def ask(
    *, by: By, act: Act, thing: Thing, title: str, arguments: Mapping[str, Any], role: Role
) -> PendingAct:
    """Let an act wait for the signature of `role`. ValidationError when it waits already. KeyError when no application
    has registered how to do the act."""
    _HANDLERS[act]
    waiting = PendingAct.objects.filter(
        act=act.value, kind=thing.kind, object_id=thing.id, state=PendingState.WAITING
    )
    if waiting.exists():
        raise ValidationError(_("这一项已经在等会签。"))
    made = PendingAct.objects.create(
        act=act.value, kind=thing.kind, object_id=thing.id, place=thing.place, enterprise=thing.enterprise,
        object_state=thing.state, title=title, arguments=dict(arguments), first_id=by.id, first_role=by.role,
        first_organisation=by.organisation, role=role.value, asked_at=timezone.now(),
    )  # fmt: skip
    record(by=by, action="signature.first", kind=thing.kind, id=thing.id, place=thing.place, before=None,
           after={"act": act.value, "pending": str(made.pk), "waits_for": role.value, "arguments": dict(arguments)})  # fmt: skip
    return made


def thing_of(pending: PendingAct) -> Thing:
    """What is acted on."""
    return Thing(pending.kind, pending.object_id, pending.place, pending.enterprise, pending.object_state)


def second_verdict(actor: Actor, pending: PendingAct, matrix: tuple[Authority, ...] | None = None) -> Verdict:
    """Whether an actor may put the second signature under it today. `matrix`: rows known already."""
    act = Act(pending.act)
    rows = tuple(matrix_of(pending.place, act)) if matrix is None else matrix
    return may_countersign(actor, act, thing_of(pending), str(pending.first_id), rows, timezone.localdate())


def waiting_for(actor: Actor) -> list[PendingAct]:
    """What waits for an actor's signature, oldest first; at most 200."""
    roles = sorted({seat.role.value for seat in actor.seats})
    rows = PendingAct.objects.filter(state=PendingState.WAITING, role__in=roles)
    matrices: dict[tuple[str, str], tuple[Authority, ...]] = {}
    found: list[PendingAct] = []
    for row in rows.select_related("first").order_by("asked_at")[:1000]:
        key = (row.place, row.act)
        if key not in matrices:
            matrices[key] = tuple(matrix_of(row.place, Act(row.act)))
        if second_verdict(actor, row, matrices[key]).allowed:
            found.append(row)
    return found[:200]


def asked_by(actor: Actor) -> QuerySet[PendingAct]:
    """What an actor has signed first, newest first."""
    return PendingAct.objects.filter(first_id=UUID(actor.id)).select_related("second").order_by("-asked_at")


@atomic_write
def confirm(*, by: By, actor: Actor, pending: PendingAct, version: int) -> None:
    """Sign second, and do it. ValidationError when the actor may not sign, or the first signer may no longer do the act;
    Conflict when it was decided meanwhile, or the thing changed since the first signature."""
    if not second_verdict(actor, pending).allowed:
        raise ValidationError(_("按现行权责清单，这一项不由您会签。"))
    act = Act(pending.act)
    day = timezone.localdate()
    first = pending.first
    matrix = tuple(matrix_of(pending.place, act))
    still = first.is_active and may(actor_for(first, day), act, thing_of(pending), matrix, day).allowed
    if not still:
        raise ValidationError(_("第一位签字人已没有这项权限：请退回后由有权的人重新办理。"))
    _decide(pending, version, PendingState.DONE, by, "")
    by_first = By(str(first.pk), first.name, pending.first_role, pending.first_organisation)
    with countersigned(by):
        _HANDLERS[act](by_first, pending)
    record(by=by, action="signature.second", kind=pending.kind, id=pending.object_id, place=pending.place,
           before={"state": "waiting"}, after={"act": pending.act, "pending": str(pending.pk), "state": "done"})  # fmt: skip


@atomic_write
def refuse(*, by: By, actor: Actor, pending: PendingAct, version: int, reason: str) -> None:
    """Don't sign: nothing is done, and the first signer is told why."""
    if not second_verdict(actor, pending).allowed:
        raise ValidationError(_("按现行权责清单，这一项不由您会签。"))
    if not reason.strip():
        raise ValidationError({"reason": _("写明退回的理由。")})
    _decide(pending, version, PendingState.REFUSED, by, reason)
    record(by=by, action="signature.refuse", kind=pending.kind, id=pending.object_id, place=pending.place, reason=reason,
           before={"state": "waiting"}, after={"act": pending.act, "pending": str(pending.pk), "state": "refused"})  # fmt: skip


@atomic_write
def withdraw(*, by: By, pending: PendingAct, version: int) -> None:
    """Take one's own first signature back before the second."""
    if by.id != str(pending.first_id):
        raise ValidationError(_("只有第一位签字人可以撤回。"))
    _decide(pending, version, PendingState.WITHDRAWN, None, "")
    record(by=by, action="signature.withdraw", kind=pending.kind, id=pending.object_id, place=pending.place,
           before={"state": "waiting"}, after={"act": pending.act, "pending": str(pending.pk), "state": "withdrawn"})  # fmt: skip


def _decide(pending: PendingAct, version: int, state: PendingState, by: By | None, reason: str) -> None:
    rows = PendingAct.objects.filter(pk=pending.pk, version=version, state=PendingState.WAITING)
    done = rows.update(
        state=state, version=F("version") + 1, second_id=by.id if by else None, reason=reason, decided_at=timezone.now()
    )  # fmt: skip
    if not done:
        now = PendingAct.objects.get(pk=pending.pk)
        raise Conflict("signature", str(pending.pk), {"state": state.value}, {"state": now.state})


def registered() -> frozenset[Act]:
    """Acts that can wait for a second signature."""
    return frozenset(_HANDLERS)
