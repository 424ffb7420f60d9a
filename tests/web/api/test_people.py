"""Accounts, organisations, matrices and second signatures through the interface: as on the pages, and no secret is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from city import City
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from interface import OWN, ask
from signing import someone

from yuanqu.powers import Act, Role, Thing
from yuanqu.record import SYSTEM, By
from yuanqu_web.accounts import signatures
from yuanqu_web.accounts.authority import set_authority
from yuanqu_web.accounts.models import AuthorityRow, Organisation, OrganisationKind, PendingAct, Seat, User
from yuanqu_web.accounts.services import add_organisation
from yuanqu_web.api.models import KeptAnswer
from yuanqu_web.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
WHY = {"reason": "人员调整"}


@pytest.fixture
def admin(city: City) -> Client:
    return ask(Role.ADMINISTRATOR)


def send(asker: Client, method: str, where: str, body: object = None, version: int = 0, key: str = "") -> Any:
    headers = {"If-Match": f'"v{version}"'} if version else {}
    headers |= {"Idempotency-Key": key} if key else {}
    return getattr(asker, method)(f"/api{where}", body, content_type="application/json", headers=headers)


def made(admin: Client, username: str = "zhang.san", **more: object) -> dict[str, Any]:
    answer = send(admin, "post", "/accounts", {"username": username, "name": "张三", **more})
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found


def test_a_first_password_is_told_once_and_kept_nowhere(admin: Client) -> None:
    told = send(
        admin, "post", "/accounts", {"username": "li.si", "name": "李四", "with_password": True}, key="k-1"
    )
    password, account = told.json()["password"], told.json()["account"]
    user = User.objects.get(username="li.si")
    assert user.check_password(password)
    assert account["must_change_password"] is True
    assert not KeptAnswer.objects.exists()
    assert all(password not in str((one.before, one.after)) for one in AuditEntry.objects.all())
    again = send(admin, "post", "/accounts", {"username": "LI.SI", "name": "李四"})
    assert (again.status_code, again.json()["details"][0]["where"]) == (422, ["body", "username"])
    other = send(admin, "post", f"/accounts/{user.pk}/password", version=user.version)
    assert other.status_code == 200
    assert not User.objects.get(pk=user.pk).check_password(password)
    assert User.objects.get(pk=user.pk).check_password(other.json()["password"])
    late = send(admin, "post", f"/accounts/{user.pk}/password", version=user.version)
    assert late.status_code == 412


def test_an_account_is_changed_seated_and_closed(admin: Client) -> None:
    account = made(admin)["account"]
    where = f"/accounts/{account['id']}"
    changed = send(admin, "put", where, {"name": "张三丰", "email": "z@example.org"}, version=1)
    assert (changed.json()["name"], changed.json()["version"]) == ("张三丰", 2)
    assert send(admin, "put", where, {"name": "旧"}, version=1).status_code == 412
    office = send(admin, "post", "/organisations", {"kind": "office", "name": "统计局"}).json()
    seat = {"organisation": office["id"], "role": "city_officer"}
    first, second = (send(admin, "post", f"{where}/seats", seat, key="seat-1") for _ in range(2))
    assert (first.status_code, first.content) == (201, second.content)
    held = first.json()["seats"]
    assert [(one["role"], one["organisation_name"]) for one in held] == [("city_officer", "统计局")]
    wrong = send(admin, "post", f"{where}/seats", seat | {"role": "bank"})
    assert (wrong.status_code, wrong.json()["details"][0]["where"]) == (422, ["body", "role"])
    ended = send(admin, "post", f"{where}/seats/{held[0]['id']}/end", WHY)
    assert ended.json()["seats"] == []
    closed = send(admin, "post", f"{where}/active", {"active": False, **WHY}, version=ended.json()["version"])
    assert closed.json()["active"] is False
    actions = list(
        AuditEntry.objects.filter(object_id=account["id"]).order_by("number").values_list("action", flat=True)
    )
    assert actions == ["account.add", "account.change", "seat.give", "seat.end", "account.close"]


def test_the_last_administrator_stays(admin: Client) -> None:
    seat = Seat.objects.get(role="administrator")
    where = f"/accounts/{seat.user_id}"
    assert send(admin, "post", f"{where}/seats/{seat.pk}/end", WHY).status_code == 422
    version = User.objects.get(pk=seat.user_id).version
    assert (
        send(admin, "post", f"{where}/active", {"active": False, **WHY}, version=version).status_code == 422
    )
    assert Seat.objects.get(pk=seat.pk).end is None
    assert User.objects.get(pk=seat.user_id).is_active


@pytest.mark.parametrize(
    ("where", "body", "field"),
    [
        ("/accounts", {"username": "x y", "name": "张"}, "body"),
        ("/accounts", {"username": "zhang", "name": ""}, "name"),
        ("/accounts", {"username": "zhang", "name": "张", "email": "no"}, "email"),
        ("/accounts", {"username": "zhang", "name": "张", "is_superuser": True}, "is_superuser"),
        ("/organisations", {"kind": "office", "name": " "}, "name"),
        ("/organisations", {"kind": "park", "name": "新园", "place": "nowhere"}, "place"),
        ("/organisations", {"kind": "enterprise", "code": "1"}, "code"),
        ("/organisations", {"kind": "office", "name": "x", "parent": "0" * 32}, "parent"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(
    admin: Client, where: str, body: dict[str, object], field: str
) -> None:
    users, organisations = User.objects.count(), Organisation.objects.count()
    answer = send(admin, "post", where, body)
    assert answer.status_code == 422
    assert any(field in one["where"] for one in answer.json()["details"]), answer.json()
    assert (User.objects.count(), Organisation.objects.count()) == (users, organisations)


def test_who_may_not_manage_accounts_reads_or_nothing(city: City, admin: Client) -> None:
    account = made(admin)["account"]
    officer, park = ask(Role.CITY_OFFICER), ask(Role.PARK_OFFICER, place=OWN)
    assert officer.get(f"/api/accounts/{account['id']}").status_code == 200
    assert send(officer, "post", "/accounts", {"username": "a.b", "name": "甲"}).status_code == 403
    assert park.get("/api/accounts").status_code == 403
    narrow = ask(Role.ADMINISTRATOR, scopes=(Act.ACCOUNTS_READ,))
    assert send(narrow, "post", "/accounts", {"username": "a.b", "name": "甲"}).json()["code"] == "scope"


def test_lists_are_paged_by_key_in_as_many_queries_however_many_there_are(admin: Client) -> None:
    for at in range(3):
        made(admin, f"user{at}")
    counts = []
    for limit in (1, 3):
        with CaptureQueriesContext(connection) as queries:
            page = admin.get(f"/api/accounts?q=user&limit={limit}").json()
        counts.append(len(queries))
        assert [one["username"] for one in page["items"]] == [f"user{at}" for at in range(limit)]
    assert counts[0] == counts[1]
    first = admin.get("/api/accounts?q=user&limit=2").json()
    rest = admin.get(f"/api/accounts?q=user&limit=2&after={first['next']}").json()
    assert [one["username"] for one in rest["items"]] == ["user2"]
    names = [one["name"] for one in admin.get("/api/organisations?limit=200").json()["items"]]
    assert names == sorted(names)


def test_the_tree_of_organisations_is_kept_in_order(admin: Client) -> None:
    above = send(admin, "post", "/organisations", {"kind": "county", "name": "余江县"}).json()
    below = send(
        admin,
        "post",
        "/organisations",
        {"kind": "park", "name": "余江园", "parent": above["id"], "place": OWN},
    ).json()
    assert below["place"] == OWN
    circle = {"parent": below["id"], **WHY}
    assert send(admin, "post", f"/organisations/{above['id']}/move", circle, version=1).status_code == 422
    assert send(admin, "post", f"/organisations/{above['id']}/close", WHY, version=1).status_code == 422
    moved = send(admin, "post", f"/organisations/{below['id']}/move", {"parent": None, **WHY}, version=1)
    assert (moved.json()["parent"], moved.json()["version"]) == (None, 2)
    named = {"name": "余江工业园", "place": "", **WHY}
    assert (
        send(admin, "put", f"/organisations/{below['id']}", named, version=2).json()["name"] == "余江工业园"
    )
    closed = send(admin, "post", f"/organisations/{above['id']}/close", WHY, version=1)
    assert closed.json()["closed_on"] is not None
    under = {"kind": "office", "name": "甲", "parent": above["id"]}
    assert send(admin, "post", "/organisations", under).status_code == 422


def test_a_matrix_is_set_by_its_document_and_not_over_what_was_not_seen(city: City) -> None:
    officer, act = ask(Role.CITY_OFFICER), Act.RETURN_CHASE.value
    where = f"/authority/{OWN}/{act}"
    rule = {
        "decides": "park_officer",
        "delegated": True,
        "document": "园发〔2014〕1号",
        "start": "2014-06-01",
    }
    first = send(officer, "post", where, rule)
    assert first.status_code == 201, first.content
    assert send(officer, "post", where, rule | {"start": "2014-07-01"}).status_code == 412
    seen = {name: first.json()[name] for name in ("id", "version")}
    assert send(officer, "post", where, rule | {"start": "2014-07-01", "replaces": seen}).status_code == 201
    lines = {one["act"]: one for one in officer.get(f"/api/authority/{OWN}").json()}
    assert [one["end"] for one in lines[act]["before"]] == ["2014-07-01"]
    now = lines[act]["now"]
    end = {
        "end": "2014-08-01",
        "document": "园发〔2014〕2号",
        "replaces": {"id": now["id"], "version": now["version"]},
    }
    assert send(officer, "post", f"{where}/end", end).json()["end"] == "2014-08-01"
    never = send(officer, "post", f"/authority/{OWN}/{Act.RETURN_ACCEPT.value}", rule)
    assert never.status_code == 422
    assert AuthorityRow.objects.filter(place=OWN, act=act).count() == 2
    park = ask(Role.PARK_OFFICER, place=OWN)
    assert [one["place"] for one in park.get("/api/authority").json()] == [OWN]
    assert park.get("/api/authority/high_tech_zone").status_code == 404


@pytest.fixture
def pending(city: City) -> PendingAct:
    """A change of a park's matrix that waits for its leader."""
    first = someone(Role.CITY_OFFICER)
    by = By(str(first.pk), first.name, Role.CITY_OFFICER.value, "市")
    set_authority(
        by=SYSTEM, place=OWN, act=Act.AUTHORITY_CHANGE, decides=Role.CITY_OFFICER, countersigns=Role.CITY_LEADER,
        delegated=False, document="园发〔2014〕1号", start=date(2014, 1, 1),
    )  # fmt: skip
    act = Act.RETURN_CHASE.value
    return signatures.ask(
        by=by,
        act=Act.AUTHORITY_CHANGE,
        thing=Thing("authority", f"{OWN}/{act}", place=OWN),
        title="催报",
        arguments={
            "place": OWN, "act": act, "decides": "park_officer", "countersigns": "", "delegated": False,
            "document": "园发〔2014〕3号", "start": "2014-06-01", "replaces": None,
        },
        role=Role.CITY_LEADER,
    )  # fmt: skip


def test_what_waits_is_signed_second_and_done(pending: PendingAct) -> None:
    leader = ask(Role.CITY_LEADER)
    assert [one["title"] for one in leader.get("/api/signatures").json()["waiting"]] == ["催报"]
    where = f"/signatures/{pending.pk}"
    assert send(ask(Role.PARK_OFFICER, place=OWN), "post", f"{where}/confirm", version=1).status_code == 422
    assert send(leader, "post", f"{where}/confirm", version=2).status_code == 412
    done = send(leader, "post", f"{where}/confirm", version=1)
    assert (done.status_code, done.json()["state"]) == (200, "done")
    assert AuthorityRow.objects.filter(place=OWN, act=Act.RETURN_CHASE.value).count() == 1
    assert send(leader, "post", f"{where}/refuse", WHY, version=1).status_code == 412


def test_a_signature_is_refused_with_a_reason_or_taken_back(pending: PendingAct) -> None:
    leader, officer = ask(Role.CITY_LEADER), ask(Role.CITY_OFFICER)
    where = f"/signatures/{pending.pk}"
    assert send(leader, "post", f"{where}/refuse", {"reason": ""}, version=1).status_code == 422
    assert send(leader, "post", f"{where}/withdraw", version=1).status_code == 422
    assert [one["id"] for one in officer.get("/api/signatures").json()["mine"]] == [str(pending.pk)]
    assert send(officer, "post", f"{where}/withdraw", version=1).json()["state"] == "withdrawn"
    assert not AuthorityRow.objects.filter(place=OWN, act=Act.RETURN_CHASE.value).exists()


def test_an_organisation_is_an_enterprise_once(city: City, admin: Client) -> None:
    firm = city.dataset.enterprises.first()
    assert firm is not None
    add_organisation(by=SYSTEM, kind=OrganisationKind.ENTERPRISE, name=firm.name, enterprise=firm.pk)
    answer = send(admin, "post", "/organisations", {"kind": "enterprise", "code": firm.code})
    assert (answer.status_code, answer.json()["details"][0]["where"]) == (422, ["body", "code"])
