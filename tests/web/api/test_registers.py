"""An entry's way through the interface: added, changed in part, ended, restored, taken back; every version stays."""

from __future__ import annotations

import pytest
from city import City
from interface import OWN, ask

from yuanqu.powers import Role
from yuanqu_web.registry.models import Enterprise

pytestmark = pytest.mark.django_db
BASE = "/api/registers/product_register/entries"
WHY = {"reason": "年度核对"}


def test_an_entry_and_its_versions(city: City) -> None:
    firm = Enterprise.objects.filter(dataset=city.dataset, place=OWN).order_by("key")[0]
    asker = ask(Role.PARK_OFFICER, place=OWN)

    def send(method: str, path: str, version: int, body: dict[str, object]):  # type: ignore[no-untyped-def]
        call = getattr(asker, method)
        return call(
            f"{BASE}{path}", body, content_type="application/json", headers={"If-Match": f'"v{version}"'}
        )

    values = {"product_number": "N-1", "product_name": "铜箔", "producer": firm.code, "new_product": "yes"}
    made = send("post", "", 0, {"values": values})
    assert made.status_code == 201, made.content
    here = f"/{made.json()['id']}"
    changed = send("put", here, 1, {"values": {"product_name": "铜棒"}, **WHY}).json()
    assert (changed["version"], changed["title"]) == (2, "铜棒")
    assert changed["values"]["new_product"] is True
    assert changed["values"]["producer"] == firm.key
    assert send("put", here, 1, {"values": {"product_name": "铜管"}, **WHY}).status_code == 412
    assert send("put", here, 2, {"values": {"product_number": "N-2"}, **WHY}).json()["code"] == "key"
    assert send("put", here, 2, {"values": {"nonsense": "1"}, **WHY}).json()["code"] == "unknown-field"
    bad = send("put", here, 2, {"values": {"producer": "91360600000000000X"}, **WHY})
    assert bad.json()["details"][0]["where"] == ["producer"]
    assert send("post", f"{here}/end", 2, WHY).json()["state"] == "ended"
    assert send("post", f"{here}/restore", 3, WHY).json()["state"] == "in_force"
    assert send("post", f"{here}/undo", 4, WHY).json()["state"] == "ended"
    found = asker.get(f"{BASE}{here}/versions").json()
    assert [one["version"] for one in found] == [5, 4, 3, 2, 1]
    assert found[3]["changed"] == ["product_name"]
    assert asker.get(BASE, {"q": "铜棒"}).json()["items"] == []
    assert [one["key"] for one in asker.get(BASE, {"state": "all"}).json()["items"]] == ["N-1"]
