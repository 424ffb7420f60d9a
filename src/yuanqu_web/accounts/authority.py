"""Changing a park's matrix of authority. The policy text gives none: each row stands on a document of the park or city."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext as _

from yuanqu.powers import TABLE, Act, Reach, Role, Row, row_of
from yuanqu.record import By
from yuanqu_web.accounts.models import AuthorityRow
from yuanqu_web.accounts.signatures import registered
from yuanqu_web.audit.services import record
from yuanqu_web.lib.conflicts import Conflict
from yuanqu_web.lib.retries import atomic_write

DECIDING = (Role.CITY_LEADER, Role.CITY_OFFICER, Role.COUNTY_OFFICER, Role.PARK_OFFICER)
"""Roles that may decide or countersign. A service company never does."""


def matrix_acts() -> list[Row]:
    """Acts that a matrix may give out, in the order of the table of powers."""
    return [row for row in TABLE if row.in_matrix]


def deciders(act: Act) -> list[Role]:
    """Who the table of powers lets decide an act; the matrix chooses among them."""
    return [role for role in DECIDING if row_of(act).reach[role] is not Reach.NONE]


def as_data(row: AuthorityRow | None) -> dict[str, object] | None:
    """A row as the record keeps it."""
    if row is None:
        return None
    return {
        "decides": row.decides,
        "countersigns": row.countersigns,
        "delegated": row.delegated,
        "document": row.document,
        "start": row.start.isoformat(),
        "end": row.end.isoformat() if row.end else "",
        "sample": row.is_sample,
    }


@atomic_write
def set_authority(
    *,
    by: By,
    place: str,
    act: Act,
    decides: Role,
    countersigns: Role | None,
    delegated: bool,
    document: str,
    start: date,
    replaces: tuple[int, int] | None = None,
    sample: bool = False,
) -> AuthorityRow:
    """Let a new row stand from `start` on and end the open one before it. `replaces`: (id, version) of the open row that
    the writer saw, None when he saw none. ValidationError for what a matrix can't give; Conflict when someone changed
    the matrix meanwhile."""
    check(act=act, decides=decides, countersigns=countersigns, delegated=delegated, document=document)
    open_row = AuthorityRow.objects.filter(place=place, act=act.value, end__isnull=True).first()
    seen = (open_row.pk, open_row.version) if open_row else None
    yours: dict[str, object] = {
        "decides": decides.value, "countersigns": countersigns.value if countersigns else "",
        "delegated": delegated, "document": document, "start": start.isoformat(),
    }  # fmt: skip
    if seen != replaces:
        raise Conflict("authority", f"{place}/{act.value}", yours, as_data(open_row) or {})
    if open_row is not None:
        if start <= open_row.start:
            raise ValidationError({"start": _("须晚于现行规定的起始日期。")})
        AuthorityRow.objects.filter(pk=open_row.pk).update(end=start, version=F("version") + 1)
    made = AuthorityRow.objects.create(
        place=place, act=act.value, decides=decides.value, countersigns=countersigns.value if countersigns else "",
        delegated=delegated, document=document, start=start, is_sample=sample,
    )  # fmt: skip
    record(by=by, action="authority.change", kind="authority", id=f"{place}/{act.value}", place=place,
           before=as_data(open_row), after=as_data(made), reason=document)  # fmt: skip
    return made


@atomic_write
def end_authority(
    *, by: By, place: str, act: Act, replaces: tuple[int, int], end: date, document: str
) -> None:
    """The open row stands no longer from `end` on: the table of powers alone decides then."""
    row = AuthorityRow.objects.filter(place=place, act=act.value, end__isnull=True).first()
    if row is None or (row.pk, row.version) != replaces:
        raise Conflict(
            "authority", f"{place}/{act.value}", {"end": end.isoformat()}, as_data(row) or {"end": "–"}
        )
    if end < row.start:
        raise ValidationError({"start": _("不能早于现行规定的起始日期。")})
    if not document.strip():
        raise ValidationError({"document": _("写明依据的文号。")})
    AuthorityRow.objects.filter(pk=row.pk).update(end=end, version=F("version") + 1)
    record(by=by, action="authority.end", kind="authority", id=f"{place}/{act.value}", place=place,
           before=as_data(row), after={"end": end.isoformat(), "document": document}, reason=document)  # fmt: skip


def check(*, act: Act, decides: Role, countersigns: Role | None, delegated: bool, document: str) -> None:
    """ValidationError, by field, for what a matrix can't give."""
    row = row_of(act)
    if not row.in_matrix:
        raise ValidationError({"act": _("这一项不由权责清单分配。")})
    if decides not in deciders(act):
        raise ValidationError({"decides": _("权限总表没有把这一项交给这个岗位。")})
    if countersigns is not None and countersigns not in DECIDING:
        raise ValidationError({"countersigns": _("园区服务公司和企业不能会签。")})
    if countersigns is not None and act not in registered():
        raise ValidationError({"countersigns": _("这一项目前不能会签：它的页面还没有会签的步骤。")})
    if countersigns == decides:
        raise ValidationError({"countersigns": _("会签岗位须与经办岗位不同。")})
    if delegated and row.administrative:
        raise ValidationError({"delegated": _("行政决定不能委托给园区服务公司。")})
    if delegated and not row.delegable:
        raise ValidationError({"delegated": _("权限总表没有把这一项列为可委托。")})
    if not document.strip():
        raise ValidationError({"document": _("写明依据的文号。")})
