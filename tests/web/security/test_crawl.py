"""Every address × odd input: answered, never with a failure of the program."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from answers import finish
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from filing_help import FIRM
from hostile import HOSTILE, RUNS, World
from routes import addresses, parameters
from signing import sign_in

from yuanqu.powers import Role
from yuanqu_web.filings.services import get, withdraw

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:Bad request")]


def key(*values: object) -> str:
    """A page's key as the lists write it."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


ODD = {
    "nothing": "",
    "nul": "a\0b",
    "markup": HOSTILE,
    "long": "铜" * 6000,
    "unicode": "\u202e\ufeff\U0001f9c2\ufdd0é",
    "percent": "%_\\%' OR 1=1 --",
    "negative": "-1",
    "huge": "9" * 40,
    "other digits": "٢٠١٤-１０",
    "superscript": "²",
    "date": "0000-99-99",
    "last day": "9999-12-31",
    "id": str(uuid4()),
    "path": "../../../../etc/passwd\0.csv",
    "key of a word": key("abc", str(uuid4())),
    "key of a number": key(10**30, str(uuid4())),
    "key of a list": key([1], {"a": 1}),
    "key of true": key(True, "x"),
    "key of nul": key("a\0b", str(uuid4())),
    "key of half a pair": key("\ud800", str(uuid4())),
    "file": "csv",
    "elsewhere": "https://evil.example/",
}

# What has a sort key and pages.
LISTS = (
    "registry:firms",
    "registers:entries",
    "filings:review",
    "filings:accepted",
    "imports:imports",
    "accounts:record",
)


def signed(role: Role, world: World) -> Client:
    """Somebody who looks at what goes wrong as a visitor would: as an answer."""
    client = Client(raise_request_exception=False)
    firm = role is Role.FIRM_REPORTER
    place = "guixi_park" if role in (Role.PARK_OFFICER, Role.COUNTY_OFFICER) else ""
    sign_in(client, role, place=place, enterprise=world.one.enterprise_id if firm else None)
    return client


@pytest.fixture(autouse=True)
def empty_counters(db: None) -> None:
    cache.clear()


def faults_of(name: str, what: str, answer: object) -> Iterator[str]:
    """What is wrong with an answer, in words."""
    status, headers = answer.status_code, answer.headers  # type: ignore[attr-defined]
    if status >= 500:
        reason = answer.exc_info[1] if getattr(answer, "exc_info", None) else ""  # type: ignore[attr-defined]
        yield f"{name} [{what}]: {status} {type(reason).__name__} {str(reason)[:160]}"
    if headers.get("Content-Type", "").startswith("text/html") and not getattr(answer, "streaming", False):
        body = answer.content.decode()  # type: ignore[attr-defined]
        if RUNS in body:
            yield f"{name} [{what}]: runs what was typed: {body[body.index(RUNS) - 80 :][:120]!r}"
    host = urlsplit(headers.get("Location", "")).netloc
    if host not in ("", "testserver"):
        yield f"{name} [{what}]: leads to {host}"
    finish(answer)


def turns() -> Iterator[int]:
    """How far the odd values are shifted against the parameters: all in `./test --long`, a few spread ones else."""
    return iter(range(0, len(ODD), 1 if os.environ.get("YUANQU_LONG") == "1" else 9))


def odd(names: Sequence[str], turn: int) -> dict[str, str]:
    """Every parameter at once, each with another odd value."""
    values = list(ODD.values())
    return {name: values[(at + turn) % len(values)] for at, name in enumerate(names)}


@pytest.mark.parametrize("role", [Role.CITY_OFFICER, Role.FIRM_REPORTER])
def test_every_form_with_odd_values(world: World, role: Role) -> None:
    client = signed(role, world)
    names, faults, asked = parameters("POST"), [], 0
    for name, address in addresses(world):
        if name == "account_logout":
            continue
        for turn in turns():
            with transaction.atomic():
                answer = client.post(address, odd(names, turn))
                faults += faults_of(name, f"turn {turn}", answer)
                transaction.set_rollback(True)
            asked += 1
            if answer.status_code in (403, 404, 405):
                break
    assert faults == []
    assert asked > 60


BODIES = [
        b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 3000, b'{"version": 1e999}', b'{"version": NaN, "cells": 1}',
        b'{"version": 1, "cells": {"revenue": "\\u0000"}, "reasons": {"x": "\\u0000"}}',
        b'{"version": 1, "cells": {"revenue": "\\ud800"}, "reasons": {"\\ud800": "\\ud800"}}',
        b'{"version": 99999999999999999999999999, "cells": {}}',
        b'{"version": 1, "cells": {"revenue": "9e999999999"}}',
        b'{"version": 1, "cells": {"revenue": "' + b"9" * 100_000 + b'"}}',
    ]  # fmt: skip


def test_saving_a_return_with_odd_json(world: World) -> None:
    client, faults = signed(Role.FIRM_REPORTER, world), []
    withdraw(id=world.one.pk, version=get(world.one.pk).version, by=FIRM)
    address = f"/returns/filings/{world.one.pk}/"
    for body in BODIES:
        with transaction.atomic():
            now = b'"version": %d,' % get(world.one.pk).version
            answer = client.post(
                f"{address}save/", body.replace(b'"version": 1,', now), content_type="application/json"
            )
            faults += faults_of("save", repr(body[:60]), answer)
            assert answer.status_code in (200, 400, 409), body[:60]
            faults += faults_of("page", repr(body[:60]), client.get(address))
            transaction.set_rollback(True)
    assert faults == []


def test_every_address_with_the_id_of_every_other_object(world: World) -> None:
    client, faults = signed(Role.CITY_OFFICER, world), []
    for name, address in addresses(world, ids=True):
        faults += faults_of(name, address, client.get(address))
    assert faults == []


def test_odd_paths(world: World) -> None:
    client, faults = signed(Role.CITY_OFFICER, world), []
    for place in ("%00", "..%2f..%2fetc%2fpasswd", "a%ff", "%E2%80%AE", "'%22%3Csvg%2Fonload=xq7z%3E"):
        for start in ("/", "/firms/", "/registers/", "/parks/", "/authority/", "/returns/enterprise_month/", "/imports/template/",
                      f"/imports/{world.batch.pk}/file/", "/static/", "/targets/", "/en/", "/api/firms/"):  # fmt: skip
            for end in ("", "/"):
                answer = client.get(f"{start}{place}{end}")
                faults += faults_of(start, place, answer)
                assert answer.status_code in (301, 302, 400, 401, 403, 404), (
                    start,
                    place,
                    answer.status_code,
                )
    assert faults == []


def test_next_leads_nowhere_else(world: World) -> None:
    for target in (
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "///evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        " //evil.example",
        "\x01//evil.example",
        "//testserver@evil.example/",
        "/\r\nX: y",
    ):
        client = signed(Role.CITY_OFFICER, world)
        for name, value in (("place", "guixi_park"), ("theme", "dark"), ("money", "yuan")):
            answer = client.post("/preferences/", {"name": name, "value": value, "next": target})
            faults = list(faults_of("preferences", target, answer))
            assert faults == []
            assert "\n" not in answer.headers.get("Location", "")
            assert not answer.headers.get("Location", "/").lower().startswith("javascript")
        for address in (
            "/account/login/",
            "/account/reauthenticate/",
            "/account/logout/",
            "/account/view-as/stop/",
        ):
            for answer in (
                client.get(address, {"next": target}),
                client.post(f"{address}?next=/", {"next": target, "login": "x", "password": "y"}),
            ):
                assert list(faults_of(address, target, answer)) == []
            client = signed(Role.CITY_OFFICER, world)


def test_another_host_is_refused_and_a_forwarded_one_ignored(world: World) -> None:
    client = signed(Role.CITY_OFFICER, world)
    for host in ("evil.example", "testserver:80@evil.example", "testserver evil", "[::1", ""):
        assert client.get("/firms/", headers={"Host": host} if host else {"Host": " "}).status_code == 400
    answer = client.get("/firms", headers={"X-Forwarded-Host": "evil.example"})
    assert "evil.example" not in answer.headers.get("Location", "")
    assert (
        "evil.example"
        not in client.get("/firms/", headers={"X-Forwarded-Host": "evil.example"}).content.decode()
    )
