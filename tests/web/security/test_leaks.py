"""Nothing of what lies beyond somebody's reach: in no list, search, export, answer of the interface or error."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping

import openpyxl
import pytest
from django.http import HttpResponse
from django.test import Client
from hostile import FOREIGN, HOSTILE, RUNS, World
from routes import addresses
from signing import sign_in, someone

from yuanqu.powers import Act, Reach, Role, row_of
from yuanqu.record import SYSTEM
from yuanqu_web.api.tokens import make_token
from yuanqu_web.registry.models import Enterprise

pytestmark = pytest.mark.django_db
ROLES = (Role.PARK_OFFICER, Role.SERVICE_COMPANY, Role.FIRM_REPORTER, Role.BANK, Role.INSTITUTE, None)
LISTS = (
    "/firms/", "/returns/", "/returns/enterprise_month/2014-10/", "/returns/enterprise_month/2014-10/accepted/",
    "/returns/enterprise_month/2014-01_02/accepted/", "/registers/", "/registers/plot_register/",
    "/registers/enterprise_register/", "/registers/plan_register/whole/", "/imports/", "/parks/high_tech_zone/",
    "/jobs/", "/record/", "/search/", "/accounts/", "/organisations/", "/signatures/", "/authority/", "/", "/policy/",
)  # fmt: skip


def text_of(answer: HttpResponse) -> str:
    """What an answer says: a page or text as it is, a workbook by its texts."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    return body.decode(errors="replace")


def hidden_from(world: World, role: Role | None) -> dict[str, str]:
    """Texts that tell of a foreign object, by what they are: of the other park, or of everybody's for who has no reach."""
    own = Enterprise.objects.filter(place="guixi_park").exclude(origin="published")
    if role is Role.FIRM_REPORTER:
        own = own.filter(pk=world.one.enterprise_id)
    elif role is not Role.PARK_OFFICER:
        own = own.none()
    known = " ".join(own.values_list("name", flat=True))
    named = " ".join(Enterprise.objects.filter(origin="published").values_list("name", flat=True))
    found = {"plot or import": FOREIGN, "filing": str(world.foreign_filing.pk)}
    found |= {"entry": str(world.foreign_entry.pk), "import": str(world.foreign_batch.pk)}
    for firm in Enterprise.objects.exclude(origin="published").exclude(pk__in=own.values("pk")):
        if firm.name not in known and firm.name not in named:
            found[f"name of {firm.key}"] = firm.name
        found |= {f"id of {firm.key}": str(firm.pk)}
        if firm.code and len(firm.code) > 9:
            found[f"code of {firm.key}"] = firm.code
    return found


def told(what: str, text: str, hidden: Mapping[str, str]) -> Iterator[str]:
    for name, secret in hidden.items():
        if secret in text:
            yield f"{what}: {name}"


def test_pages_searches_and_exports_tell_nothing_foreign(world: World) -> None:
    for role in ROLES:
        client, firm = Client(), role is Role.FIRM_REPORTER
        if role:
            place = "guixi_park" if role in (Role.PARK_OFFICER, Role.SERVICE_COMPANY) else ""
            sign_in(client, role, place=place, enterprise=world.one.enterprise_id if firm else None)
        hidden, leaks = hidden_from(world, role), []
        assert len(hidden) > 50
        for address in LISTS:
            for kind in ("", "csv", "xlsx"):
                answer = client.get(address, {"format": kind} if kind else {})
                leaks += told(f"{address} {kind}", text_of(answer), hidden)
                if answer.status_code != 200:
                    break
        words = (
            world.foreign.name[:-1],
            (world.foreign.code or "xxxx")[:12],
            FOREIGN[:-1],
            str(world.foreign.pk)[:30],
        )
        for word in words:
            for address in (
                "/search/",
                "/firms/",
                "/registers/plot_register/",
                "/registers/enterprise_register/",
            ):
                answer = client.get(
                    address, {"q": word}, headers={"HX-Request": "true"} if address == "/search/" else {}
                )
                leaks += told(f"{address}?q={word}", text_of(answer), hidden)
        assert leaks == []


def test_addresses_of_foreign_objects_tell_nothing_of_them(world: World) -> None:
    for role in ROLES:
        client, firm = Client(), role is Role.FIRM_REPORTER
        if role:
            place = "guixi_park" if role in (Role.PARK_OFFICER, Role.SERVICE_COMPANY) else ""
            sign_in(client, role, place=place, enterprise=world.one.enterprise_id if firm else None)
        named = {
            what: text
            for what, text in hidden_from(world, role).items()
            if not what.startswith(("id", "filing", "entry", "import"))
        }
        objects = {
            str(world.one.pk): world.foreign_filing.pk,
            str(world.one.enterprise_id): world.foreign.pk,
            str(world.entry.pk): world.foreign_entry.pk,
            str(world.batch.pk): world.foreign_batch.pk,
        }
        leaks, asked = [], 0
        for name, address in addresses(world):
            for own, foreign in objects.items():
                if own not in address:
                    continue
                there = address.replace(own, str(foreign))
                for answer in (
                    client.get(there),
                    client.post(there, {"version": "1", "reason": "足够长的一个理由"}),
                ):
                    asked += 1
                    if answer.status_code not in (302, 403, 404, 405, 409):
                        leaks.append(f"{name}: {answer.status_code}")
                    leaks += told(name, text_of(answer), named)
        assert leaks == []
        assert asked > 40


def test_the_interface_tells_nothing_foreign(world: World) -> None:
    for role in ROLES[:-1]:
        firm = role is Role.FIRM_REPORTER
        user = someone(
            role,
            place="guixi_park" if role in (Role.PARK_OFFICER, Role.SERVICE_COMPANY) else "",
            enterprise=world.one.enterprise_id if firm else None,
        )
        _, secret = make_token(by=SYSTEM, user=user, name="t", scopes=list(Act))
        client = Client(headers={"Authorization": f"Bearer {secret}"})
        hidden, leaks = hidden_from(world, role), []
        for address in (
            "/api/firms?limit=200",
            "/api/audit",
            "/api/jobs",
            "/api/policy/targets",
            f"/api/firms?q={world.foreign.name[:-1]}",
        ):
            leaks += told(address, text_of(client.get(address)), hidden)
        for address in (
            f"/api/firms/{world.foreign.pk}",
            f"/api/firms/{world.foreign.pk}/outcomes",
            f"/api/firms/by-code/{world.foreign.code}",
        ):
            answer = client.get(address)
            reach = row_of(Act.FIRM_READ).reach[role]
            assert answer.status_code == (403 if reach is Reach.NONE else 404) or answer.json() in (
                None,
                [],
            ), address
            leaks += told(address, text_of(answer), hidden)
        assert leaks == []


def test_no_export_holds_a_formula(world: World) -> None:
    client, exported = Client(), 0
    for role in (Role.CITY_OFFICER, Role.ADMINISTRATOR):
        sign_in(client, role)
        for address in (*LISTS, f"/imports/{world.batch.pk}/rows/", f"/imports/{world.batch.pk}/problems/"):
            if client.get(address).status_code != 200:
                continue
            text = client.get(address, {"format": "csv"})
            if text["Content-Type"].startswith("text/csv"):
                exported += 1
                for row in csv.reader(io.StringIO(text.content.decode("utf-8-sig"))):
                    assert not [cell for cell in row if cell.lstrip()[:1] in ("=", "@")], (address, row)
            book = client.get(address, {"format": "xlsx"})
            if "spreadsheetml" in book["Content-Type"]:
                cells = [
                    cell
                    for sheet in openpyxl.load_workbook(io.BytesIO(book.content))
                    for row in sheet.iter_rows()
                    for cell in row
                ]
                assert not [cell.coordinate for cell in cells if cell.data_type == "f"], address
    assert exported > 3


def test_what_was_typed_is_shown_as_text(world: World) -> None:
    """The hostile names do reach the pages, so the crawl's "never run" is worth something."""
    client = Client()
    sign_in(client, Role.CITY_OFFICER)
    shown = 0
    for address in (f"/firms/{world.one.enterprise_id}/", f"/returns/filings/{world.one.pk}/", "/registers/plot_register/",
                    f"/registers/plot_register/{world.entry.pk}/", f"/imports/{world.batch.pk}/", "/accounts/"):  # fmt: skip
        page = client.get(address).content.decode()
        assert RUNS not in page, address
        shown += "&lt;svg/onload=" in page
    assert shown == 6
    assert HOSTILE.startswith("=")
