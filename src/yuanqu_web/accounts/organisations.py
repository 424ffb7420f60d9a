"""Changing the tree of organisations: city → county or zone → park, with enterprises, banks and institutes beside it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanqu.record import By
from yuanqu_web.accounts.models import Organisation, OrganisationKind, Seat
from yuanqu_web.audit.services import record
from yuanqu_web.lib.conflicts import Conflict
from yuanqu_web.lib.retries import atomic_write

K = OrganisationKind
BESIDE = frozenset({K.ENTERPRISE, K.BANK, K.GUARANTOR, K.INSTITUTE})
"""Kinds that stand beside the tree: nothing lies under them."""


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
    """A new node of the tree. ValidationError under an organisation that is closed or stands beside the tree."""
    _check_parent(parent)
    made = Organisation.objects.create(
        kind=kind, name=name, name_en=name_en, parent=parent, place=place, enterprise_id=enterprise
    )
    record(by=by, action="organisation.add", kind="organisation", id=str(made.pk), before=None, place=place,
           after={"kind": kind, "name": name, "parent": str(parent.pk) if parent else "", "place": place,
                  "enterprise": str(enterprise or "")})  # fmt: skip
    return made


@atomic_write
def rename_organisation(
    *, by: By, organisation: Organisation, version: int, name: str, name_en: str, place: str, reason: str
) -> None:
    """Another name, or another place of the pack. Conflict when someone changed it meanwhile."""
    _set(organisation, version, name=name, name_en=name_en, place=place)
    record(by=by, action="organisation.change", kind="organisation", id=str(organisation.pk), place=place, reason=reason,
           before={"name": organisation.name, "name_en": organisation.name_en, "place": organisation.place},
           after={"name": name, "name_en": name_en, "place": place})  # fmt: skip


@atomic_write
def move_organisation(
    *, by: By, organisation: Organisation, version: int, parent: Organisation | None, reason: str
) -> None:
    """Put it under another. ValidationError for a place inside itself; Conflict when someone changed it meanwhile."""
    _check_parent(parent)
    above = parent
    while above is not None:
        if above.pk == organisation.pk:
            raise ValidationError({"parent": _("不能把单位移到它自己下面。")})
        above = above.parent
    before = str(organisation.parent_id or "")
    _set(organisation, version, parent=parent)
    record(by=by, action="organisation.move", kind="organisation", id=str(organisation.pk), place=organisation.place,
           reason=reason, before={"parent": before}, after={"parent": str(parent.pk) if parent else ""})  # fmt: skip


@atomic_write
def close_organisation(
    *, by: By, organisation: Organisation, version: int, reason: str, day: date | None = None
) -> None:
    """It is no more: who holds a seat in it can do nothing from that day on. ValidationError while something open lies
    under it, or while it holds the last administrator."""
    if organisation.children.filter(closed_on__isnull=True).exists():
        raise ValidationError(_("下面还有未撤销的单位：先移走或撤销它们。"))
    admins = Seat.objects.filter(role="administrator", end__isnull=True, user__is_active=True)
    if (
        admins.filter(organisation=organisation).exists()
        and not admins.exclude(organisation=organisation).exists()
    ):
        raise ValidationError(_("最后一个系统管理员在这个单位：先给别的单位的人分配这个岗位。"))
    closed = day or timezone.localdate()
    _set(organisation, version, closed_on=closed)
    record(by=by, action="organisation.close", kind="organisation", id=str(organisation.pk),
           place=organisation.place, reason=reason, before={"closed_on": ""}, after={"closed_on": closed.isoformat()})  # fmt: skip


def _check_parent(parent: Organisation | None) -> None:
    if parent is None:
        return
    if parent.kind in BESIDE:
        raise ValidationError({"parent": _("企业、银行、担保公司和机构下面不设单位。")})
    if parent.closed_on is not None:
        raise ValidationError({"parent": _("这个单位已经撤销。")})


def _set(organisation: Organisation, version: int, **values: object) -> None:
    rows = Organisation.objects.filter(pk=organisation.pk, version=version)
    if rows.update(version=F("version") + 1, **values):
        return
    now = Organisation.objects.get(pk=organisation.pk)
    told = {key: str(getattr(now, key) or "") for key in values}
    yours = {key: str(value or "") for key, value in values.items()}
    raise Conflict("organisation", str(organisation.pk), yours, told)
