"""The pages of registers: lists, one entry, adding, changing, conflicts, events, and who may see and do what."""

from __future__ import annotations

import pytest
from django.test import Client
from registered import BY, CODES, Registered
from signing import sign_in

from yuanqu.powers import Role
from yuanqu_web.registers.models import Entry
from yuanqu_web.registers.services import add_entry, change_entry
from yuanqu_web.registers.shape import register_forms
from yuanqu_web.registry.models import Enterprise

pytestmark = pytest.mark.django_db


def plot(town: Registered, key: str, place: str) -> Entry:
    form = town.pack.schema.form("plot_register")
    values = town.blank(form.id, plot_place=place, plot_area=100, land_use="industrial")
    return add_entry(
        dataset=town.dataset, schema=town.pack.schema, form=form, key=key, values=values, by=BY, release=""
    )


def posted(entry: Entry, **changes: str) -> dict[str, str]:
    return {"plot": entry.key, "plot_place": "guixi_park", "plot_area": "200", "version": "1"} | changes


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_register_has_its_list_and_its_form(client: Client, town: Registered, prefix: str) -> None:
    assert client.get(f"{prefix}/registers/").status_code == 200
    for form in register_forms(town.pack.schema):
        assert client.get(f"{prefix}/registers/{form.id}/").status_code == 200, form.id
        assert client.get(f"{prefix}/registers/{form.id}/new/").status_code == 200, form.id
        complete = 200 if form.complete and form.complete.per else 404
        assert client.get(f"{prefix}/registers/{form.id}/whole/").status_code == complete, form.id
    assert client.get(f"{prefix}/registers/enterprise_year/").status_code == 404


def test_a_list_is_searched_by_pinyin_filtered_sorted_and_exported(client: Client, town: Registered) -> None:
    found = client.get("/registers/enterprise_register/?q=ytjy").content.decode()
    assert "鹰潭甲乙铜业" in found
    assert "鹰潭甲丙铜业" not in found
    found = client.get("/registers/enterprise_register/?place=high_tech_zone").content.decode()
    assert "鹰潭甲乙铜业" not in found
    export = client.get("/registers/enterprise_register/?place=high_tech_zone&format=csv")
    assert export.content.decode("utf-8-sig").count("\n") == 5
    for sort in ("founded_on", "-founded_on", "changed", "drop table", "name"):
        assert client.get("/registers/enterprise_register/", {"sort": sort}).status_code == 200


def test_pages_follow_by_key_without_loss(
    client: Client, town: Registered, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yuanqu_web.registers.views.PAGE", 3)
    monkeypatch.setattr("yuanqu_web.registers.query.PAGE", 3)
    for sort in ("name", "-name", "founded_on", "-changed"):
        seen: list[str] = []
        after = ""
        for _ in range(4):
            page = client.get("/registers/enterprise_register/", {"sort": sort, "after": after})
            table = page.context["table"]
            seen += [row.id for row in table.rows]
            after = table.next
            if not after:
                break
        assert len(seen) == len(set(seen)) == 8, sort


def test_a_list_asks_the_same_number_of_queries_at_any_length(
    client: Client, town: Registered, django_assert_max_num_queries: object
) -> None:
    for n in range(30):
        plot(town, f"DK-{n:02}", "guixi_park")
    client.get("/registers/plot_register/")
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        client.get("/registers/plot_register/")


def test_an_entry_is_added_and_changed_on_its_pages(client: Client, town: Registered) -> None:
    typed = {"plot": "DK-1", "plot_place": "guixi_park", "plot_area": "１，000", "plot_holder": CODES[1]}
    answer = client.post("/registers/plot_register/new/", typed)
    entry = Entry.objects.get(key="DK-1")
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"/{entry.pk}/")
    assert entry.enterprise == town.firms[1]
    page = client.get(f"/registers/plot_register/{entry.pk}/").content.decode()
    assert "鹰潭甲丙铜业" in page
    refused = client.post(f"/registers/plot_register/{entry.pk}/change/", posted(entry))
    assert refused.status_code == 422
    assert "REG-007" in refused.content.decode()
    done = client.post(f"/registers/plot_register/{entry.pk}/change/", posted(entry, reason="复测"))
    assert done.status_code == 302
    entry.refresh_from_db()
    assert (entry.version, entry.enterprise) == (2, None)


def test_what_was_typed_stays_when_it_is_wrong(client: Client, town: Registered) -> None:
    typed = {"plot": "DK-1", "plot_place": "guixi_park", "plot_area": "一百", "plot_holder": "1234"}
    answer = client.post("/registers/plot_register/new/", typed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="一百"' in text
    assert "有 2 处需要改正" in text


def test_the_second_writer_sees_the_firsts_change_and_chooses(client: Client, town: Registered) -> None:
    entry = plot(town, "DK-1", "guixi_park")
    change_entry(
        entry=entry, version=1, schema=town.pack.schema, values=entry.values | {"plot_area": 777},
        by=BY, release="", reason="复测",
    )  # fmt: skip
    address = f"/registers/plot_register/{entry.pk}/change/"
    answer = client.post(address, posted(entry, reason="更正"))
    assert answer.status_code == 409
    assert "王芳" in answer.content.decode()
    assert Entry.objects.get(pk=entry.pk).values["plot_area"] == 777
    assert client.post(address, posted(entry, reason="更正", version="2")).status_code == 302
    assert Entry.objects.get(pk=entry.pk).version == 3


def test_steps_are_taken_once_and_say_why_not(client: Client, town: Registered) -> None:
    entry = plot(town, "DK-1", "guixi_park")
    address = f"/registers/plot_register/{entry.pk}/"
    assert client.post(f"{address}undo/", {"version": "1", "reason": "撤销"}).status_code == 422
    assert client.post(f"{address}end/", {"version": "1", "reason": "收回"}).status_code == 302
    assert client.post(f"{address}end/", {"version": "1", "reason": "收回"}).status_code == 409
    assert client.post(f"{address}restore/", {"version": "2", "reason": "误操作"}).status_code == 302
    assert client.post(f"{address}burn/", {"version": "3"}).status_code == 404
    assert client.get(address).status_code == 200


def test_a_park_officer_keeps_only_the_registers_of_his_park(town: Registered, anonymous: Client) -> None:
    own, other = plot(town, "DK-1", "guixi_park"), plot(town, "DK-2", "high_tech_zone")
    sign_in(anonymous, Role.PARK_OFFICER, place="guixi_park")
    seen = anonymous.get("/registers/plot_register/").content.decode()
    assert "DK-1" in seen
    assert "DK-2" not in seen
    assert anonymous.get(f"/registers/plot_register/{other.pk}/").status_code == 404
    assert anonymous.get(f"/registers/plot_register/{other.pk}/change/").status_code == 404
    away = posted(own, reason="迁移", plot_place="high_tech_zone")
    assert anonymous.post(f"/registers/plot_register/{own.pk}/change/", away).status_code == 404
    typed = {"plot": "DK-3", "plot_place": "high_tech_zone"}
    assert anonymous.post("/registers/plot_register/new/", typed).status_code == 404
    assert not Entry.objects.filter(key="DK-3").exists()
    assert "DK-2" not in anonymous.get("/search/?q=DK-").content.decode()


def test_a_firm_reads_its_own_and_changes_nothing(town: Registered, anonymous: Client) -> None:
    firm = town.firms[0]
    sign_in(anonymous, Role.FIRM_REPORTER, enterprise=firm.pk)
    own, other = (Entry.objects.get(key=code) for code in (firm.key, town.firms[1].key))
    assert anonymous.get(f"/registers/enterprise_register/{own.pk}/").status_code == 200
    assert anonymous.get(f"/registers/enterprise_register/{other.pk}/").status_code == 404
    assert anonymous.get(f"/registers/enterprise_register/{own.pk}/change/").status_code == 403
    assert anonymous.get("/registers/enterprise_register/new/").status_code == 403


def test_the_auditor_reads_everything_and_changes_nothing(town: Registered, anonymous: Client) -> None:
    entry = plot(town, "DK-1", "guixi_park")
    sign_in(anonymous, Role.AUDITOR)
    assert anonymous.get(f"/registers/plot_register/{entry.pk}/").status_code == 200
    assert anonymous.post(f"/registers/plot_register/{entry.pk}/end/", {"reason": "试试"}).status_code == 403


def test_events_are_recorded_on_a_page_and_shown_in_time(client: Client, town: Registered) -> None:
    firm = town.firms[0]
    address = f"/firms/{firm.pk}/history/"
    assert client.get(address).status_code == 200
    assert client.get(f"{address}new/").status_code == 200
    wrong = client.post(f"{address}new/", {"kind": "rename", "day": "昨天", "after": "新名"})
    assert wrong.status_code == 422
    done = client.post(
        f"{address}new/", {"kind": "rename", "day": "2014-03-01", "after": "鹰潭新铜业有限公司"}
    )
    assert done.status_code == 302
    page = client.get(address).content.decode()
    assert "鹰潭新铜业有限公司" in page
    assert "鹰潭甲乙铜业有限公司" in page
    assert Enterprise.objects.get(pk=firm.pk).name == "鹰潭新铜业有限公司"
