"""Asking the interface as somebody of a role, and an example of every object that its addresses name."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from city import City
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from filing_help import OCTOBER, work
from signing import someone

from yuanqu.powers import Act, Role
from yuanqu.record import SYSTEM
from yuanqu_web.accounts.models import Organisation, OrganisationKind, PendingAct, Seat
from yuanqu_web.accounts.services import add_organisation
from yuanqu_web.api.api import api
from yuanqu_web.api.tokens import make_token
from yuanqu_web.filings.models import Collection, Filing
from yuanqu_web.filings.periods import open_period
from yuanqu_web.imports.models import Import, StoredFile
from yuanqu_web.jobs.services import enqueue
from yuanqu_web.registers.models import Entry
from yuanqu_web.registers.services import add_entry
from yuanqu_web.registry.models import Enterprise
from yuanqu_web.returns.codec import Stored

FORM, REGISTER = "enterprise_month", "product_register"
OWN, FOREIGN = "guixi_park", "high_tech_zone"
METHODS = ("get", "post", "put", "patch", "delete")


def secret_of(role: Role, scopes: Iterable[Act] = tuple(Act), **seat: object) -> str:
    """The token of somebody of a role."""
    return make_token(by=SYSTEM, user=someone(role, **seat), name="t", scopes=scopes)[1]  # type: ignore[arg-type]


def ask(role: Role, scopes: Iterable[Act] = tuple(Act), **seat: object) -> Client:
    """A client that carries a token of somebody of a role."""
    secret = secret_of(role, scopes, **seat)
    return Client(headers={"Authorization": f"Bearer {secret}", "Accept-Language": "en"})


def seat_of(role: Role, world: World) -> dict[str, object]:
    """The seat from which `world.own` is one's own and `world.foreign` is not."""
    if role in (Role.FIRM_REPORTER, Role.FIRM_HEAD):
        return {"enterprise": world.own.firm.pk}
    return {"place": OWN}


@dataclass(frozen=True)
class Corner:
    """Objects of one park and one of its firms. `values`: what stands in the braces of addresses, by path."""

    firm: Enterprise
    values: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class World:
    own: Corner
    foreign: Corner


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    """(method, path, description) of everything in the schema."""
    return [
        (method, path, described)
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method, described in methods.items()
        if method in METHODS
    ]


Examples = Callable[[City, Enterprise], Mapping[str, str]]


def _firm(city: City, firm: Enterprise) -> dict[str, str]:
    return {"id": str(firm.pk)}


def _code(city: City, firm: Enterprise) -> dict[str, str]:
    return {"code": firm.code}


def _decision(city: City, firm: Enterprise) -> dict[str, str]:
    return {"id": next(iter(city.pack.decisions))}


def _job(city: City, firm: Enterprise) -> dict[str, str]:
    return {"id": str(enqueue(kind="load_pack", arguments={}).pk)}


def _filing(city: City, firm: Enterprise) -> dict[str, str]:
    return {"id": str(Filing.objects.get(enterprise=firm, period=str(OCTOBER)).pk)}


def _collection(city: City, firm: Enterprise) -> dict[str, str]:
    return {"id": str(Collection.objects.get(period=str(OCTOBER)).pk)}


def _form(city: City, firm: Enterprise) -> dict[str, str]:
    return {"form": FORM}


def _entry(city: City, firm: Enterprise) -> dict[str, str]:
    schema = city.pack.schema
    form = schema.form(REGISTER)
    blank: dict[str, Stored] = {one.id: None for one in schema.form_fields(form) if one.id != form.key}
    key = f"P-{firm.key}"
    row = Entry.objects.filter(form=REGISTER, key=key).first() or add_entry(
        dataset=city.dataset, schema=schema, form=form, key=key, by=SYSTEM, release=city.pack.digest,
        values=blank | {"product_name": "铜线", "producer": firm.key},
    )  # fmt: skip
    return {"form": REGISTER, "id": str(row.pk)}


def _import(city: City, firm: Enterprise) -> dict[str, str]:
    file = StoredFile.objects.create(digest="0" * 64, size=1, name="a.xlsx", made_at=timezone.now())
    batch = Import.objects.create(
        dataset=city.dataset,
        file=file,
        by_id="x",
        by_name="x",
        place=firm.place,
        created_at=timezone.now(),
        state="ready",
    )
    return {"id": str(batch.pk)}


def _register(city: City, firm: Enterprise) -> dict[str, str]:
    return {"form": REGISTER}


def _asking(city: City, firm: Enterprise) -> dict[str, str]:
    """A register with a check of completeness over several rows."""
    return {"form": next(f.id for f in city.pack.schema.forms if f.complete is not None and f.complete.per)}


def _target(city: City, firm: Enterprise) -> dict[str, str]:
    return {"id": next(iter(city.pack.targets))}


def _account(city: City, firm: Enterprise) -> dict[str, str]:
    return {"id": str(someone(Role.AUDITOR).pk)}


def _seat(city: City, firm: Enterprise) -> dict[str, str]:
    held = Seat.objects.get(user=someone(Role.AUDITOR))
    return {"id": str(held.user_id), "seat": str(held.pk)}


def _organisation(city: City, firm: Enterprise) -> dict[str, str]:
    name = f"会展中心 {firm.place}"
    made = Organisation.objects.filter(name=name).first() or add_organisation(
        by=SYSTEM, kind=OrganisationKind.OFFICE, name=name
    )
    return {"id": str(made.pk)}


def _matrix(city: City, firm: Enterprise) -> dict[str, str]:
    return {"place": firm.place, "act": Act.RETURN_CHASE.value}


def _pending(city: City, firm: Enterprise) -> dict[str, str]:
    first = someone(Role.CITY_OFFICER)
    made = PendingAct.objects.filter(object_id=str(firm.pk)).first() or PendingAct.objects.create(
        act=Act.RETURN_CHECK.value, kind="filing", object_id=str(firm.pk), place=firm.place, title="t", first=first,
        first_role=Role.CITY_OFFICER.value, role=Role.PARK_OFFICER.value, asked_at=timezone.now(),
    )  # fmt: skip
    return {"id": str(made.pk)}


_STEPS = ("cells", "carry", "submit", "withdraw", "check", "return", "accept", "unlock", "reopen", "history")
EXAMPLES: dict[str, Examples] = {
    "/api/accounts/{id}": _account,
    **{f"/api/accounts/{{id}}/{step}": _account for step in ("active", "password", "two-steps", "seats")},
    "/api/accounts/{id}/seats/{seat}/end": _seat,
    "/api/authority/{place}": _matrix,
    "/api/authority/{place}/{act}": _matrix,
    "/api/authority/{place}/{act}/end": _matrix,
    "/api/organisations/{id}": _organisation,
    **{f"/api/organisations/{{id}}/{step}": _organisation for step in ("move", "close")},
    **{f"/api/signatures/{{id}}/{step}": _pending for step in ("confirm", "refuse", "withdraw")},
    "/api/collections/{id}": _collection,
    "/api/collections/{id}/chase": _collection,
    "/api/collections/{id}/decisions": _collection,
    "/api/collections/{id}/due": _collection,
    "/api/collections/{id}/filings": _collection,
    "/api/collections/{id}/lock": _collection,
    "/api/filings/{id}": _filing,
    **{f"/api/filings/{{id}}/{step}": _filing for step in _STEPS},
    **{f"/api/firms/{{id}}/{part}": _firm for part in ("events", "facts", "names")},
    "/api/forms/{form}": _form,
    "/api/firms/by-code/{code}": _code,
    "/api/firms/{id}": _firm,
    "/api/firms/{id}/outcomes": _firm,
    "/api/imports/{id}": _import,
    **{
        f"/api/imports/{{id}}/{step}": _import
        for step in ("rows", "problems", "commit", "resume", "cancel", "undo")
    },
    "/api/jobs/{id}": _job,
    "/api/jobs/{id}/cancel": _job,
    "/api/policy/decisions/{id}": _decision,
    "/api/policy/targets/{id}/observations": _target,
    "/api/registers/{form}": _register,
    "/api/registers/{form}/entries": _register,
    "/api/registers/{form}/lacking": _asking,
    "/api/registers/{form}/entries/{id}": _entry,
    **{
        f"/api/registers/{{form}}/entries/{{id}}/{step}": _entry
        for step in ("end", "restore", "undo", "versions")
    },
}
"""For every address with braces, what to put there. A test fails when one is missing."""


def make_world(city: City) -> World:
    """October 2014 is opened for the monthly return, on a day when it is being filed."""
    open_period(dataset=city.dataset, form=FORM, period=OCTOBER, by=SYSTEM, due_on=date(2099, 1, 1))
    work("filings.open")
    firms = Enterprise.objects.filter(dataset=city.dataset)
    return World(*(_corner(city, firms.filter(place=place).order_by("key")[0]) for place in (OWN, FOREIGN)))


def _corner(city: City, firm: Enterprise) -> Corner:
    return Corner(firm, {path: make(city, firm) for path, make in EXAMPLES.items()})


def address(path: str, corner: Corner) -> str:
    """An address with the corner's objects in its braces."""
    return path.format(**corner.values[path]) if "{" in path else path


def body_of(operation: str, corner: Corner) -> dict[str, Any]:
    """A sound body for each operation that takes one. KeyError for one without an example."""
    why = {"reason": "年度核对后更正数据"}
    filing = corner.values["/api/filings/{id}"]["id"]
    return {
        "open_collection": {"form": FORM, "period": "2014-10"},
        "set_due": {"due_on": "2030-01-01", **why},
        "lock_collection": {"locked": True, **why},
        "decide_many": {"action": "check", "items": [{"id": filing, "version": 1}]},
        "save_cells": {"cells": {"revenue": "1"}},
        "withdraw_filing": {},
        "check_filing": {},
        "send_back_filing": why,
        "unlock_filing": why,
        "reopen_filing": why,
        "add_firm_event": {"kind": "rename", "day": "2014-06-01", "after": "新名铜业有限公司", **why},
        "add_account": {"username": "zhang.san", "name": "张三"},
        "change_account": {"name": "张三"},
        "set_account_active": {"active": False, **why},
        "reset_two_steps": why,
        "give_seat": {"organisation": corner.values["/api/organisations/{id}"]["id"], "role": "auditor"},
        "end_seat": why,
        "add_organisation": {"kind": "office", "name": "统计局"},
        "rename_organisation": {"name": "新会展中心", **why},
        "move_organisation": {"parent": None, **why},
        "close_organisation": why,
        "set_authority": {"decides": "park_officer", "document": "园发〔2014〕1号", "start": "2014-06-01"},
        "end_authority": {"end": "2015-01-01", "document": "x", "replaces": {"id": 1, "version": 1}},
        "refuse_signature": why,
        "add_entry": {
            "values": {
                "product_number": "N-1",
                "product_name": "铜箔",
                "producer": corner.firm.code,
                "new_product": "yes",
            }
        },
        "change_entry": {"values": {"product_name": "铜棒"}, **why},
        "end_entry": why,
        "restore_entry": why,
        "undo_entry": why,
    }[operation]


def send(asker: Client, method: str, path: str, described: Mapping[str, Any], corner: Corner) -> Any:
    """The operation asked for with a sound body and the version read."""
    where, headers = address(path, corner), {"If-Match": '"v1"'}
    if described["operationId"] == "offer_import":
        return asker.post(where, {"file": SimpleUploadedFile("a.txt", b"no workbook")})
    if described["operationId"] == "list_facts":
        return asker.get(where, {"purpose": "collection", "form": FORM})
    body = body_of(described["operationId"], corner) if "requestBody" in described else None
    return asker.generic(
        method.upper(),
        where,
        "" if body is None else json.dumps(body),
        content_type="application/json",
        headers=headers,
    )
