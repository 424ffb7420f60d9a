"""The interface obeys the same table of powers as the pages, narrowed by the token's scopes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
from city import City
from django.test import Client
from django.utils import timezone
from signing import someone

from yuanqu.powers import Act, Reach, Role, row_of
from yuanqu.record import SYSTEM
from yuanqu_web.api.api import api
from yuanqu_web.api.models import ApiToken
from yuanqu_web.api.tokens import find_token, make_token, revoke_token
from yuanqu_web.jobs.services import enqueue
from yuanqu_web.registry.models import Enterprise

pytestmark = pytest.mark.django_db
Asker = Callable[..., Client]


def ask(role: Role, scopes: Iterable[Act] = tuple(Act), **seat: object) -> Client:
    """A client that carries a token of somebody of a role."""
    _, secret = make_token(by=SYSTEM, user=someone(role, **seat), name="t", scopes=scopes)  # type: ignore[arg-type]
    return Client(headers={"Authorization": f"Bearer {secret}", "Accept-Language": "en"})


def test_the_schema_is_openapi_3_1_and_names_every_operation_once() -> None:
    schema = api.get_openapi_schema()
    assert schema["openapi"].startswith("3.1")
    ids = [op["operationId"] for path in schema["paths"].values() for op in path.values()]
    assert len(ids) == len(set(ids)) > 8
    assert all(op.get("description") for path in schema["paths"].values() for op in path.values())


def test_without_a_token_nothing_but_the_heads(city: City, anonymous: Client) -> None:
    for path, operations in api.get_openapi_schema()["paths"].items():
        for method, operation in operations.items():
            answer = anonymous.generic(
                method.upper(),
                path.replace("{id}", "00000000-0000-4000-8000-000000000000").replace("{code}", "x"),
            )
            public = not operation.get("security")
            assert answer.status_code == (200 if public else 401), path
            if not public:
                assert answer.json()["code"] == "signed-out"


def test_a_session_is_no_token(client: Client, city: City) -> None:
    assert client.get("/api/firms").status_code == 401


def test_scopes_narrow_what_the_person_may(city: City) -> None:
    narrow = ask(Role.CITY_OFFICER, [Act.POLICY_READ])
    assert narrow.get("/api/policy/sentences").status_code == 200
    assert narrow.get("/api/firms").json()["code"] == "scope"


@pytest.mark.parametrize("role", Role)
def test_firms_for_every_role(city: City, role: Role) -> None:
    own = Enterprise.objects.filter(origin="sample", place="guixi_park").first()
    foreign = Enterprise.objects.filter(origin="sample").exclude(place="guixi_park").first()
    assert own is not None
    assert foreign is not None
    is_firm = role in (Role.FIRM_REPORTER, Role.FIRM_HEAD)
    asker = ask(role, place="" if is_firm else "guixi_park", enterprise=own.id if is_firm else None)
    reach = row_of(Act.FIRM_READ).reach[role]
    listed = asker.get("/api/firms", {"limit": "200"})
    if reach is Reach.NONE:
        assert listed.status_code == 403
        return
    ids = {one["id"] for one in listed.json()["items"]}
    assert (str(foreign.id) in ids) == (reach is Reach.EVERYWHERE)
    for path in ("", "/outcomes"):
        assert asker.get(f"/api/firms/{own.id}{path}").status_code == 200
        assert asker.get(f"/api/firms/{foreign.id}{path}").status_code == (
            200 if reach is Reach.EVERYWHERE else 404
        )
    found = asker.get("/api/firms", {"q": foreign.name}).json()["items"]
    assert bool(found) == (reach is Reach.EVERYWHERE)
    coded = asker.get(f"/api/firms/by-code/{foreign.code}").json()
    assert bool(coded) == (reach is Reach.EVERYWHERE)


def test_every_firm_comes_once_page_by_page(city: City) -> None:
    asker, seen, after = ask(Role.CITY_OFFICER), [], ""
    while True:
        page = asker.get("/api/firms", {"limit": "7", "after": after}).json()
        seen += [one["id"] for one in page["items"]]
        after = page["next"]
        if not after:
            break
    assert len(seen) == len(set(seen)) == Enterprise.objects.filter(dataset__is_current=True).count()


@pytest.mark.parametrize("after", ["x", "e30", "WzEsMl0", "%00"])
def test_a_key_never_given_is_refused(city: City, after: str) -> None:
    assert ask(Role.CITY_OFFICER).get("/api/firms", {"after": after}).status_code == 422


def test_outcomes_carry_their_trace(city: City) -> None:
    asker = ask(Role.CITY_OFFICER)
    firm = next(
        one for one in asker.get("/api/firms", {"origin": "sample"}).json()["items"]
        if any(o["fen"] for o in asker.get(f"/api/firms/{one['id']}/outcomes").json())
    )  # fmt: skip
    paid = next(o for o in asker.get(f"/api/firms/{firm['id']}/outcomes").json() if o["fen"])
    assert paid["trace"]
    assert isinstance(paid["fen"], int)


def test_a_token_ends(city: City) -> None:
    token, secret = make_token(by=SYSTEM, user=someone(Role.CITY_OFFICER), name="t", scopes=[Act.POLICY_READ])
    assert find_token(secret) == token
    ApiToken.objects.filter(pk=token.pk).update(expires_on=timezone.localdate())
    assert find_token(secret) is None
    ApiToken.objects.filter(pk=token.pk).update(expires_on=timezone.localdate() + timedelta(days=2))
    revoke_token(by=SYSTEM, token=token)
    assert find_token(secret) is None
    assert find_token("yuanqu_nonsense") is None


def test_a_secret_is_not_kept() -> None:
    token, secret = make_token(by=SYSTEM, user=someone(Role.CITY_OFFICER), name="t", scopes=[Act.POLICY_READ])
    assert secret not in json.dumps({k: str(v) for k, v in vars(token).items()})


def test_the_page_of_tokens(client: Client, city: City) -> None:
    made = client.post("/account/tokens/", {"name": "月报程序", "scope": ["firm.read"]})
    secret = made.content.decode().split("<code>")[1].split("</code>")[0]
    assert find_token(secret) is not None
    assert secret not in client.get("/account/tokens/").content.decode()
    assert client.post("/account/tokens/", {"name": "", "scope": []}).status_code == 422
    assert client.post("/account/tokens/", {"name": "x", "scope": ["accounts.change"]}).status_code == 422
    token = ApiToken.objects.get()
    other = Client()
    other.force_login(someone(Role.BANK), backend="django.contrib.auth.backends.ModelBackend")
    assert other.post(f"/account/tokens/{token.pk}/revoke/").status_code == 404
    client.post(f"/account/tokens/{token.pk}/revoke/")
    assert find_token(secret) is None


def test_jobs(city: City) -> None:
    job = enqueue(kind="load_pack", arguments={})
    asker = ask(Role.ADMINISTRATOR)
    assert asker.get(f"/api/jobs/{job.pk}").json()["state"] == "queued"
    assert asker.post(f"/api/jobs/{job.pk}/cancel").json()["state"] == "cancelled"
    assert ask(Role.AUDITOR).post(f"/api/jobs/{job.pk}/cancel").status_code == 403


def test_errors_speak_the_asked_language(city: City) -> None:
    asker = ask(Role.BANK)
    assert "role" in asker.get("/api/firms").json()["message"]
    assert "岗位" in asker.get("/api/firms", headers={"Accept-Language": "zh-CN"}).json()["message"]
