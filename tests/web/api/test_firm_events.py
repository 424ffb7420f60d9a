"""What happened to enterprises, through the interface: recorded once, carried out, paged, and nothing of foreign parties."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from city import City
from django.test import Client
from django.utils import timezone
from interface import FOREIGN, OWN, ask

from yuanqu.facts import make_uscc
from yuanqu.powers import Act, Role
from yuanqu_web.audit.models import AuditEntry
from yuanqu_web.registry.models import Enterprise, EnterpriseEvent

pytestmark = pytest.mark.django_db
DAY = "2014-03-01"


@pytest.fixture
def officer(city: City) -> Client:
    return ask(Role.CITY_OFFICER)


def firm_in(city: City, place: str, n: int = 0) -> Enterprise:
    return Enterprise.objects.filter(dataset=city.dataset, place=place).order_by("key")[n]


def add(asker: Client, firm: Enterprise, kind: str, after: str, day: str = DAY, key: str = "") -> Any:
    body = {"kind": kind, "day": day, "after": after, "document": "核准〔2014〕1号"}
    headers = {"Idempotency-Key": key} if key else {}
    return asker.post(f"/api/firms/{firm.pk}/events", body, content_type="application/json", headers=headers)


def test_each_kind_is_carried_out_and_stands_in_the_record(city: City, officer: Client) -> None:
    firm, other, third = (firm_in(city, OWN, n) for n in range(3))
    code = make_uscc("91360600", "00000099")
    made = add(officer, firm, "rename", "新名铜业有限公司")
    assert made.status_code == 201, made.content
    assert made.json() | {"id": "", "recorded_at": "", "by": ""} == {
        "id": "", "kind": "rename", "day": DAY, "enterprise": str(firm.pk), "before": firm.name,
        "after": "新名铜业有限公司", "others": [], "document": "核准〔2014〕1号", "reason": "", "by": "", "recorded_at": "",
    }  # fmt: skip
    assert add(officer, firm, "recode", code, "2014-03-02").status_code == 201
    assert add(officer, firm, "move", FOREIGN, "2014-03-03").status_code == 201
    assert add(officer, firm, "split", third.code, "2014-03-04").status_code == 201
    merged = add(officer, firm, "merge", other.code, "2014-03-05").json()
    assert merged["others"] == [{"id": str(other.pk), "name": other.name}]
    now = officer.get(f"/api/firms/{firm.pk}").json()
    assert (now["name"], now["code"], now["place"]) == ("新名铜业有限公司", code, FOREIGN)
    kept = (
        AuditEntry.objects.filter(object_id=str(firm.pk)).order_by("number").values_list("action", flat=True)
    )
    assert list(kept) == ["firm.rename", "firm.recode", "firm.move", "firm.split", "firm.merge"]
    names = officer.get(f"/api/firms/{firm.pk}/names").json()
    assert [one["end"] for one in names if one["value"] == firm.name] == [DAY]
    assert {one["value"] for one in names if one["end"] is None} == {"新名铜业有限公司", code}
    on_the_other = officer.get(f"/api/firms/{other.pk}/events").json()["items"]
    assert [one["others"][0]["id"] for one in on_the_other] == [str(firm.pk)]


def test_sent_again_it_is_recorded_once(city: City, officer: Client) -> None:
    firm = firm_in(city, OWN)
    answers = [add(officer, firm, "rename", "新名铜业有限公司", key="k-1") for _again in range(2)]
    assert answers[0].content == answers[1].content
    assert answers[1].headers["Idempotent-Replayed"] == "true"
    assert EnterpriseEvent.objects.count() == 1
    assert add(officer, firm, "rename", "另一个名字", key="k-1").status_code == 422


@pytest.mark.parametrize(
    ("kind", "after", "field", "code"),
    [
        ("rename", " ", "after", "REG-010"),
        ("move", "nowhere", "after", "REG-010"),
        ("merge", "91360600000000000X", "after", "REG-001"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(
    city: City, officer: Client, kind: str, after: str, field: str, code: str
) -> None:
    answer = add(officer, firm_in(city, OWN), kind, after)
    assert answer.status_code == 422
    found = answer.json()["details"][0]
    assert (found["where"], found["code"]) == (["body", field], code)
    assert found["zh"]
    assert found["en"]
    assert not EnterpriseEvent.objects.exists()


def test_no_event_in_the_future_none_of_a_firm_only_named_and_no_other_kind(
    city: City, officer: Client
) -> None:
    firm = firm_in(city, OWN)
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    assert add(officer, firm, "rename", "新名", tomorrow).json()["details"][0]["code"] == "REG-009"
    assert add(officer, firm, "liquidate", "x").json()["code"] == "invalid"
    named = Enterprise.objects.filter(dataset=city.published)[0]
    assert add(officer, named, "rename", "新名").status_code == 404


def test_a_list_is_paged_by_key_also_within_a_day(city: City, officer: Client) -> None:
    firm = firm_in(city, OWN)
    for n in range(1, 6):
        assert add(officer, firm, "rename", f"名称{n}", f"2014-03-0{n}").status_code == 201
    EnterpriseEvent.objects.update(day=date(2014, 4, 1))
    address, seen, after = f"/api/firms/{firm.pk}/events", [], ""
    for _page in range(4):
        page = officer.get(address, {"limit": 2, "after": after}).json()
        seen += [one["after"] for one in page["items"]]
        after = page["next"]
        if not after:
            break
    assert seen == [f"名称{n}" for n in (5, 4, 3, 2, 1)]
    for wrong in ("x", "WyJhIiwgImIiLCAiYyJd"):
        assert officer.get(address, {"after": wrong}).json()["code"] == "after"


def test_who_has_no_such_scope_or_power_is_refused(city: City) -> None:
    firm = firm_in(city, OWN)
    narrow = ask(Role.CITY_OFFICER, scopes=(Act.FIRM_READ,))
    assert add(narrow, firm, "rename", "新名").json()["code"] == "scope"
    assert narrow.get(f"/api/firms/{firm.pk}/events").status_code == 200
    park = ask(Role.PARK_OFFICER, place=OWN)
    assert add(park, firm, "rename", "新名").status_code == 403
    assert park.get(f"/api/firms/{firm_in(city, FOREIGN).pk}/events").status_code == 404


def test_the_other_side_of_a_merger_is_named_only_to_who_may_see_it(city: City, officer: Client) -> None:
    firm, foreign = firm_in(city, OWN), firm_in(city, FOREIGN)
    assert add(officer, foreign, "split", firm.code).status_code == 201
    assert add(officer, firm, "merge", foreign.code).json()["after"] == foreign.name
    asked = ask(Role.PARK_OFFICER, place=OWN).get(f"/api/firms/{firm.pk}/events")
    assert len(asked.json()["items"]) == 2
    assert foreign.name not in asked.content.decode()
    assert str(foreign.pk) not in asked.content.decode()


def test_completeness_is_told_per_thing(city: City, officer: Client) -> None:
    form = next(f for f in city.pack.schema.forms if f.complete is not None and f.complete.per)
    found = officer.get(f"/api/registers/{form.id}/lacking").json()
    assert found
    assert form.complete is not None
    bare = [one for one in found if one["rows"] == 0]
    assert all(one["fields"] == list(form.complete.fields) and not one["complete"] for one in bare)
    assert officer.get("/api/registers/product_register/lacking").status_code == 404
