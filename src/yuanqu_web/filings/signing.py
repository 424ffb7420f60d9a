"""Decisions on returns where a park's matrix of authority wants a second signature."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from yuanqu.diagnostics import diagnose
from yuanqu.powers import Act, Thing, may
from yuanqu.record import By
from yuanqu_web.accounts.access import actor_of, by_of
from yuanqu_web.accounts.actors import matrix_of
from yuanqu_web.accounts.models import PendingAct
from yuanqu_web.accounts.signatures import ask, ask_second, second_needed, when_signed
from yuanqu_web.filings import services
from yuanqu_web.filings.models import Filing
from yuanqu_web.filings.refusals import NotNow
from yuanqu_web.filings.services import Result
from yuanqu_web.ui.language import language

Work = Callable[..., object]
ONE: Mapping[Act, Work] = {
    Act.RETURN_CHECK: services.check,
    Act.RETURN_SEND_BACK: services.send_back,
    Act.RETURN_ACCEPT: services.accept,
}


def _register(act: Act, work: Work) -> None:
    @when_signed(act)
    def signed(by: By, pending: PendingAct) -> None:
        try:
            work(id=UUID(pending.object_id), by=by, **pending.arguments)
        except NotNow as why:
            raise ValidationError(why.diagnostic.message(language())) from why


for _act, _work in ONE.items():
    _register(_act, _work)


def decide(request: HttpRequest, act: Act, row: Filing, arguments: Mapping[str, Any]) -> bool:
    """Do it, or put the first signature under it. Whether it was done. ValidationError when it waits already."""
    if second_needed(request) is None:
        ONE[act](id=row.pk, by=by_of(request), **arguments)
        return True
    ask_second(request, act=act, thing=_thing(row), title=str(row), arguments=arguments)
    return False


def sort_out(
    request: HttpRequest, act: Act, items: list[tuple[UUID, int]], arguments: Mapping[str, Any]
) -> tuple[list[tuple[UUID, int]], list[Result]]:
    """Of many returns: those that the matrix of their park lets the asker decide alone; and for the others the result,
    a first signature put under them or why the matrix keeps him from it."""
    rows = {
        row.pk: row
        for row in Filing.objects.select_related("collection").filter(pk__in=[id for id, _ in items])
    }
    matrices = {
        place: tuple(matrix_of(place, act)) for place in {row.place for row in rows.values()} if place
    }
    alone, others = [], []
    for id, version in items:
        row = rows.get(id)
        if row is None:
            continue
        verdict = may(actor_of(request), act, _thing(row), matrices.get(row.place, ()), timezone.localdate())
        if verdict.allowed and verdict.countersign is None:
            alone.append((id, version))
            continue
        code = "FIL-114" if verdict.allowed else "FIL-115"
        if verdict.allowed and verdict.countersign is not None:
            try:
                ask(by=by_of(request), act=act, thing=_thing(row), title=str(row),
                    arguments={"version": version, **arguments}, role=verdict.countersign)  # fmt: skip
            except ValidationError:
                code = "FIL-116"
        others.append(Result(row, diagnose(code)))
    return alone, others


def _thing(row: Filing) -> Thing:
    return Thing("filing", str(row.pk), place=row.place, enterprise=str(row.enterprise_id), state=row.state)
