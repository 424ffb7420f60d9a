"""The record's pages: the entries, their export, the heads made public, the table of powers."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yuanqu.powers import TABLE, Act
from yuanqu.powers.table import ROLES
from yuanqu.record import SYSTEM
from yuanqu_web.accounts.access import allows, public
from yuanqu_web.accounts.acts import ACT_NAMES
from yuanqu_web.accounts.selectors import places
from yuanqu_web.accounts.wording import ROLE_NAMES
from yuanqu_web.audit.models import AuditEntry
from yuanqu_web.audit.selectors import head, published_heads
from yuanqu_web.audit.services import export
from yuanqu_web.audit.wording import kinds, word
from yuanqu_web.ui.exports import respond
from yuanqu_web.ui.navigation import Crumb, Label
from yuanqu_web.ui.paging import page_of
from yuanqu_web.ui.tables import Cell, Column, Row, Table

PAGE = 60
LONG_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@require_safe
@allows(Act.RECORD_READ)
def record(request: HttpRequest) -> HttpResponse:
    """Entries, newest first; `?kind=`, `?id=`, `?action=`, `?who=` narrow them."""
    rows = AuditEntry.objects.order_by("-number")
    given = {name: request.GET.get(name, "").strip()[:120] for name in ("kind", "id", "action", "who")}
    for name, column in (("kind", "kind"), ("id", "object_id"), ("action", "action"), ("who", "by_id")):
        if given[name]:
            rows = rows.filter(**{column: given[name]})
    after = request.GET.get("after", "")
    if after.isascii() and after.isdigit() and len(after) < 18:
        rows = rows.filter(number__lt=int(after))
    shown = page_of(list(rows[: PAGE + 1]), size=PAGE, key=lambda row: str(row.number))
    named, named_places = kinds(), dict(places())
    table = Table(
        id="record",
        caption=_("审计记录"),
        columns=(
            Column("number", _("序号"), "number"),
            Column("at", _("时间")),
            Column("who", _("谁")),
            Column("action", _("做了什么")),
            Column("object", _("对象")),
            Column("reason", _("理由")),
            Column("hash", _("散列")),
        ),
        rows=tuple(_row(entry, named, named_places) for entry in shown.items),
        next=shown.next,
        about="",
        empty_title=_("还没有记录"),
        empty_hint=_("每一次改动都会在这里留下一条。"),
    )
    context = {"here": "record", "where": [Crumb(_("审计记录"))], "given": given, "head": head()}
    return respond(request, "accounts/record.html", context, table)


@require_safe
@allows(Act.RECORD_EXPORT)
def export_record(request: HttpRequest) -> FileResponse:
    """The whole record as one file, to be verified offline."""
    made = tempfile.TemporaryDirectory()
    file = Path(made.name) / "record.jsonl"
    export(file)
    response = FileResponse(file.open("rb"), as_attachment=True, filename="record.jsonl")
    made.cleanup()
    return response


@require_safe
@public
def heads(request: HttpRequest) -> HttpResponse:
    """The head of each day: whoever keeps one can prove later that nothing before it was changed."""
    context = {"here": "heads", "where": [Crumb(_("公布的链头"))], "heads": published_heads()}
    return render(request, "accounts/heads.html", context)


@require_safe
@allows(Act.POWERS_READ)
def powers(request: HttpRequest) -> HttpResponse:
    """The table of powers as the system obeys it."""
    rows = [
        {
            "name": ACT_NAMES[row.act],
            "letters": [(role, row.reach[role].value) for role in ROLES],
            "writes": row.writes,
            "administrative": row.administrative,
            "delegable": row.delegable,
        }
        for row in TABLE
    ]
    context = {
        "here": "powers",
        "where": [Crumb(_("权限总表"))],
        "roles": [ROLE_NAMES[role] for role in ROLES],
        "rows": rows,
    }
    return render(request, "accounts/powers.html", context)


def _row(entry: AuditEntry, named: Mapping[str, Label], named_places: Mapping[str, str]) -> Row:
    way = urlencode({"kind": entry.kind, "id": entry.object_id})
    return Row(
        (
            Cell(entry.number),
            Cell(entry.at.astimezone().strftime("%Y-%m-%d %H:%M:%S")),
            _who(entry),
            Cell(str(word(entry.action))),
            Cell(
                str(named.get(entry.kind) or word(entry.kind)),
                href=f"{reverse('accounts:record')}?{way}",
                note=_called(entry, named_places),
            ),
            Cell(entry.reason or None, foreign=True),
            Cell(entry.hash[:12]),
        ),
        id=str(entry.number),
    )


def _who(entry: AuditEntry) -> Cell:
    if entry.by_id == SYSTEM.id:
        return Cell(_("系统"))
    return Cell(entry.by_name, note=entry.by_organisation, foreign=True)


def _called(entry: AuditEntry, named_places: Mapping[str, str]) -> str:
    """Which object, in words where it has some; a long id by its beginning, the whole stands in the address."""
    place, _slash, act = entry.object_id.partition("/")
    if entry.kind == "authority" and act in set(Act):
        return f"{named_places.get(place, place)} · {ACT_NAMES[Act(act)]}"
    return entry.object_id[:8] if LONG_ID.fullmatch(entry.object_id) else entry.object_id
