"""What every answer carries, pages of errors included; cookies; and no change without the token of the session."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from answers import finish
from django.conf import settings
from django.core.cache import cache
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from hostile import World
from routes import access, addresses
from signing import sign_in

from yuanqu.powers import Role
from yuanqu_web.audit.models import AuditEntry
from yuanqu_web.returns.models import Return

pytestmark = pytest.mark.django_db
_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.IGNORECASE)
_INLINE = re.compile(r"<[^>]*\s(?:on[a-z]+|style)\s*=\s*[\"']|javascript:|<style", re.IGNORECASE)


def faults_of(name: str, answer: HttpResponse, *, own: bool) -> Iterator[str]:
    """What is missing from the headers of an answer. `own`: of somebody signed in."""
    headers = answer.headers
    rules = {
        part.split()[0]: part.split()[1:]
        for part in headers.get("Content-Security-Policy", "").split(";")
        if part
    }
    if rules.get("default-src") != ["'self'"] or rules.get("script-src") != ["'self'"]:
        yield f"{name}: scripts {rules.get('script-src')}"
    if any("unsafe" in word or "*" in word for words in rules.values() for word in words):
        yield f"{name}: unsafe {rules}"
    if rules.get("object-src") != ["'none'"] or rules.get("base-uri") != ["'none'"]:
        yield f"{name}: objects or base"
    if rules.get("frame-ancestors") != ["'none'"] or headers.get("X-Frame-Options") != "DENY":
        yield f"{name}: may be framed"
    if headers.get("X-Content-Type-Options") != "nosniff":
        yield f"{name}: may be sniffed"
    if headers.get("Referrer-Policy") != "same-origin":
        yield f"{name}: tells where one came from"
    if "Server" in headers or "X-Powered-By" in headers:
        yield f"{name}: names its maker"
    if own and answer.status_code == 200 and name != "places:boundaries":
        kept = headers.get("Cache-Control", "")
        if "no-store" not in kept or "public" in kept:
            yield f"{name}: may be kept: {kept!r}"
    if headers.get("Content-Type", "").startswith("text/html") and not getattr(answer, "streaming", False):
        body = answer.content.decode()
        for pattern in (_SCRIPT, _INLINE):
            if found := pattern.search(body):
                yield f"{name}: {body[found.start() - 20 : found.end() + 60]!r}"
    finish(answer)


def test_every_page_carries_its_headers(world: World) -> None:
    faults = []
    for role in (Role.CITY_OFFICER, Role.ADMINISTRATOR, None):
        client = Client()
        if role:
            sign_in(client, role)
        for name, address in addresses(world):
            faults += [
                f"{role} {fault}" for fault in faults_of(name, client.get(address), own=role is not None)
            ]
    assert faults == []


def test_pages_of_errors_carry_them_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client, strict = Client(raise_request_exception=False), Client(enforce_csrf_checks=True)
    for one in (client, strict):
        sign_in(one, Role.CITY_OFFICER)
    answers = {
        400: client.get("/firms/", {"q": "a\0"}),
        403: client.get("/accounts/add/"),
        404: client.get("/nowhere/"),
        405: client.put("/firms/"),
        409: client.post(f"/imports/{world.batch.pk}/undo/"),
        422: client.post("/imports/new/", {}),
    }
    token = strict.post("/imports/new/", {})
    assert token.status_code == 403
    assert "请重新提交" in token.content.decode()
    refused = Client().get("/", headers={"Host": "evil.example"})
    assert refused.status_code == 400

    def fail(*args: object, **kwargs: object) -> object:
        raise ZeroDivisionError("a secret of the program")

    monkeypatch.setattr("yuanqu_web.registry.firms.views.read_query", fail)
    answers[500] = client.get("/firms/")
    monkeypatch.setattr("yuanqu_web.registry.firms.views.read_query", _busy)
    answers[503] = client.get("/firms/")
    for status, answer in answers.items():
        assert answer.status_code == status
        assert b"secret" not in answer.content
        assert b"Traceback" not in answer.content
    faults = [one for status, answer in answers.items() for one in faults_of(str(status), answer, own=False)]
    faults += [*faults_of("no token", token, own=False), *faults_of("other host", refused, own=False)]
    assert faults == []


def _busy(*args: object, **kwargs: object) -> object:
    class LockedError(Exception):
        sqlite_errorcode, sqlstate = 5, "40P01"

    raise OperationalError("database is locked") from LockedError()


def test_no_change_without_the_token_of_the_session(world: World) -> None:
    cache.clear()
    client = Client(enforce_csrf_checks=True)
    changes = AuditEntry.objects.exclude(kind__in=("account", "organisation"))  # signing in is recorded too
    before = (changes.count(), Return.objects.count())
    taken = []
    for role in (Role.CITY_OFFICER, Role.ADMINISTRATOR):
        sign_in(client, role)
        for name, address in addresses(world):
            for headers in ({}, {"X-CSRFToken": "a" * 64, "Origin": "http://evil.example"}):
                answer = client.post(address, {"reason": "一个足够长的理由", "version": "1"}, headers=headers)
                if answer.status_code != 403:
                    taken.append(f"{name}: {answer.status_code}")
    assert taken == []
    assert (changes.count(), Return.objects.count()) == before


def test_the_interface_takes_no_session(world: World, client: Client) -> None:
    for address in ("/api/firms", f"/api/jobs/{world.job.pk}/cancel"):
        assert client.post(address).status_code in (401, 405)
        assert client.get(address).status_code in (401, 405)


def test_cookies_are_closed_to_scripts_and_to_other_sites(world: World, client: Client) -> None:
    client.get("/imports/new/")
    client.post("/preferences/", {"name": "theme", "value": "dark", "next": "/"})
    found = {name: cookie for name, cookie in client.cookies.items() if name != settings.SESSION_COOKIE_NAME}
    assert settings.CSRF_COOKIE_NAME in found
    assert (settings.SESSION_COOKIE_SAMESITE, settings.SESSION_COOKIE_HTTPONLY) == ("Lax", True)
    for name, cookie in found.items():
        assert cookie["samesite"] == "Lax", name
        assert cookie["httponly"], name
        assert not cookie["domain"], name


def test_under_https_cookies_go_nowhere_else(world: World, settings: object, anonymous: Client) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True  # type: ignore[attr-defined]
    anonymous.get("/account/login/", secure=True)
    answer = anonymous.post("/preferences/", {"name": "theme", "value": "dark"}, secure=True)
    assert answer.cookies["theme"]["secure"]
    assert all(cookie["secure"] for cookie in anonymous.cookies.values())


def test_only_public_views_answer_who_is_not_signed_in(world: World) -> None:
    for name, address in addresses(world):
        answer = Client().get(address)
        if not access(name).is_public:
            assert answer.status_code in (302, 405), name
            assert answer.headers.get("Location", "/account/login/").startswith("/account/login/"), name
        finish(answer)
