"""Pages of returns: who sees what, autosave, conflicts, batches, workbooks, and the number of queries."""

from __future__ import annotations

import io
import json
from datetime import date

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from filing_help import CITY, DAY, FIRM, OCTOBER, checked, fill, sound, submitted, work
from signing import sign_in

from yuanqu.powers import Role
from yuanqu.values import Period
from yuanqu_web.filings import services
from yuanqu_web.filings.models import Collection, Filing, Notice, States
from yuanqu_web.filings.periods import open_period, set_due
from yuanqu_web.returns.models import Return

pytestmark = pytest.mark.django_db
FAR = date(2099, 12, 31)


@pytest.fixture
def open_now(october: Collection) -> Collection:
    """October 2014 with a due day far ahead of the clock of the machine."""
    return set_due(id=october.pk, version=october.version, due_on=FAR, by=CITY, reason="测试环境延长期限")


@pytest.fixture
def firm(client: Client, one: Filing, open_now: Collection) -> Client:
    sign_in(client, Role.FIRM_REPORTER, enterprise=one.enterprise_id)
    return client


def post(client: Client, id: object, **body: object):
    return client.post(
        reverse("filings:save", args=[id]), json.dumps(body), content_type="application/json",
        headers={"Accept": "application/json"},
    )  # fmt: skip


def test_the_form_shows_what_the_statistics_law_wants(firm: Client, one: Filing) -> None:
    page = firm.get(reverse("filings:filing", args=[one.pk])).content.decode()
    for words in ("示例 YQ201表", "示例：鹰潭市统计局", "示例 鹰统备〔2014〕1号", "2016-12-31", "统计资料"):
        assert words in page
    assert 'data-cell="revenue"' in page
    assert "2014年1—10月" in page
    blank = firm.get(reverse("filings:filing", args=[one.pk]) + "?blank=1").content.decode()
    assert 'data-cell="revenue"' not in blank
    assert one.enterprise.code not in blank.partition("law-firm")[2]


def test_autosave_answers_with_checks_and_the_new_version(firm: Client, one: Filing) -> None:
    answer = post(firm, one.pk, version=one.version, cells={"revenue": "12o"}, unit="form", reasons={})
    assert answer.status_code == 200
    told = answer.json()
    assert told["version"] == one.version + 1
    assert told["saved"]
    assert told["cells"]["revenue"]["wrong"]
    assert "12o" in told["cells"]["revenue"]["problem"]
    assert firm.get(reverse("filings:filing", args=[one.pk])).content.decode().count("12o") >= 1


def test_the_second_writer_gets_the_others_cells(firm: Client, one: Filing) -> None:
    post(firm, one.pk, version=one.version, cells={"revenue": "1"})
    answer = post(firm, one.pk, version=one.version, cells={"revenue": "2"})
    assert answer.status_code == 409
    assert answer.json()["code"] == "conflict"
    assert answer.json()["theirs"]["cells"] == {"revenue": "1"}
    assert answer.json()["names"]["revenue"] == "主营业务收入"


@pytest.mark.parametrize(
    "body",
    [
        "nonsense",
        "[]",
        '{"version": "x"}',
        '{"version": 1, "cells": [1]}',
        '{"version": 1, "cells": {"a": 1}}',
    ],
)
def test_malformed_saves_are_refused(firm: Client, one: Filing, body: str) -> None:
    answer = firm.post(reverse("filings:save", args=[one.pk]), body, content_type="application/json")
    assert answer.status_code == 400


def test_submitting_saves_what_is_seen_and_says_what_is_in_the_way(firm: Client, one: Filing) -> None:
    body = {"version": one.version, "cell-revenue": "10", "cell-value_added": "20", "cell-electricity": "1"}
    answer = firm.post(reverse("filings:submit", args=[one.pk]), body)
    assert answer.status_code == 422
    assert "FIL" not in answer.content.decode().partition("<h1>")[2].partition("</h1>")[0]
    assert "必须改正" in answer.content.decode()
    now = services.get(one.pk)
    assert now.state == States.DRAFT
    assert now.cells["value_added"] == "20"
    cells = {f"cell-{id}": text for id, text in sound(one).items()}
    answer = firm.post(reverse("filings:submit", args=[one.pk]), {"version": now.version, **cells})
    if answer.status_code == 422:  # reasons wanted by rules of class B or C
        now = services.get(one.pk)
        reasons = {
            f"reason-{rule.id}": "新产品投产，销量上升" for rule in services.sheet_of(one.form).head.rules
        }
        answer = firm.post(
            reverse("filings:submit", args=[one.pk]), {"version": now.version, **cells, **reasons}
        )
    assert answer.status_code == 302
    assert services.get(one.pk).state == States.SUBMITTED
    again = firm.post(reverse("filings:submit", args=[one.pk]), {"version": now.version, **cells})
    assert again.status_code == 302


def test_another_firms_return_does_not_exist(client: Client, one: Filing, open_now: Collection) -> None:
    other = Filing.objects.filter(collection=open_now, place="high_tech_zone").first()
    assert other is not None
    sign_in(client, Role.FIRM_REPORTER, enterprise=other.enterprise_id)
    for name in ("filing", "history", "template"):
        assert client.get(reverse(f"filings:{name}", args=[one.pk])).status_code == 404
    assert post(client, one.pk, version=one.version, cells={}).status_code == 404
    for name in ("submit", "withdraw", "carry", "upload"):
        assert client.post(reverse(f"filings:{name}", args=[one.pk])).status_code == 404
    sign_in(client, Role.PARK_OFFICER, place="high_tech_zone")
    assert client.get(reverse("filings:filing", args=[one.pk])).status_code == 404
    assert client.post(reverse("filings:check", args=[one.pk])).status_code == 404
    review = reverse("filings:review", args=["enterprise_month", "2014-10"])
    assert one.enterprise.name not in client.get(review + "?format=csv").content.decode("utf-8-sig")


@pytest.mark.parametrize("role", [Role.BANK, Role.SERVICE_COMPANY, Role.CITY_LEADER, Role.ADMINISTRATOR])
def test_what_firms_state_for_statistics_is_closed_to_those_who_decide(
    client: Client, one: Filing, role: Role
) -> None:
    sign_in(client, role, place="guixi_park" if role == Role.SERVICE_COMPANY else "")
    assert client.get(reverse("filings:inbox")).status_code == 403
    assert client.get(reverse("filings:filing", args=[one.pk])).status_code in (403, 404)
    accepted = reverse("filings:accepted", args=["enterprise_month", "2014-09"])
    assert client.get(accepted).status_code == 403


def test_statistical_values_of_single_firms_are_not_exported(client: Client, october: Collection) -> None:
    accepted = reverse("filings:accepted", args=["enterprise_month", "2014-09"])
    page = client.get(accepted)
    assert page.status_code == 200
    assert "format=csv" not in page.content.decode()
    review = client.get(reverse("filings:review", args=["enterprise_month", "2014-10"]) + "?format=csv")
    head = review.content.decode("utf-8-sig").splitlines()[0]
    assert head == "企业,代码,状态,审核,提交,版本"


def test_a_closed_return_names_its_reason(client: Client, one: Filing) -> None:
    sign_in(client, Role.FIRM_REPORTER, enterprise=one.enterprise_id)
    page = client.get(reverse("filings:filing", args=[one.pk])).content.decode()
    assert 'data-closed="FIL-102"' in page
    answer = post(client, one.pk, version=one.version, cells={"revenue": "1"})
    assert answer.status_code == 409
    assert answer.json()["code"] == "FIL-102"


def test_the_firms_inbox_has_what_is_due_and_what_came_back(firm: Client, one: Filing) -> None:
    now = submitted(one)
    services.send_back(id=now.pk, version=now.version, by=CITY, reason="与用电量对不上，请核对", today=DAY)
    page = firm.get(reverse("filings:inbox")).content.decode()
    assert "与用电量对不上，请核对" in page
    assert "已退回，请改正后重新提交" in page
    assert "短信和邮件尚未接通" in page
    firm.post(reverse("filings:read_notices"))
    assert Notice.objects.filter(enterprise=one.enterprise, read_at=None).count() == 0


def test_review_in_batches_with_a_result_for_each(client: Client, one: Filing, open_now: Collection) -> None:
    busy = Return.objects.filter(form="enterprise_month", period="2014-01/02").values("enterprise")
    here = Filing.objects.filter(collection=open_now, place="guixi_park", enterprise__in=busy)
    rows = list(here.order_by("order", "id")[:3])
    ready = [submitted(row) for row in rows[:2]]
    sign_in(client, Role.PARK_OFFICER, place="guixi_park")
    address = reverse("filings:decide", args=["enterprise_month", "2014-10"])
    items = [f"{row.pk}:{row.version}" for row in ready] + [f"{rows[2].pk}:{rows[2].version}", "nonsense"]
    short = client.post(address, {"do": "return", "item": items, "reason": "不"})
    assert "办成 0 户，未办 3 户" in short.content.decode()
    page = client.post(address, {"do": "return", "item": items, "reason": "单位填错，请改正后重报"})
    assert "办成 2 户，未办 1 户" in page.content.decode()
    assert "FIL-105" in page.content.decode()
    assert client.post(address, {"do": "accept", "item": items}).status_code == 404
    listed = client.get(reverse("filings:review", args=["enterprise_month", "2014-10"]) + "?state=returned")
    assert listed.content.decode().count("单位填错，请改正后重报") >= 2


def test_the_city_accepts_all_that_are_clean(client: Client, one: Filing, open_now: Collection) -> None:
    now = checked(one)
    Filing.objects.filter(pk=now.pk).update(flags=0)
    address = reverse("filings:decide", args=["enterprise_month", "2014-10"])
    page = client.post(address, {"do": "accept", "all": "clean"})
    assert "办成 1 户" in page.content.decode()
    assert services.get(one.pk).state == States.ACCEPTED


def test_chasing_from_the_list(client: Client, open_now: Collection) -> None:
    answer = client.post(reverse("filings:chase", args=[open_now.pk]))
    assert answer.status_code == 302
    count = Notice.objects.filter(kind="chase").count()
    assert count == Filing.objects.filter(collection=open_now).count()
    assert f"已催报 {count} 户" in client.get(answer.url).content.decode()


def test_opening_and_locking_a_period(client: Client, open_now: Collection) -> None:
    answer = client.post(
        reverse("filings:open"), {"what": "enterprise_month:2014-11", "due_on": "2015-01-05"}
    )
    assert answer.status_code == 302
    made = Collection.objects.get(period="2014-11")
    assert made.extended
    assert client.post(reverse("filings:open"), {"what": "enterprise_month:2014-02"}).status_code == 400
    assert client.post(reverse("filings:open"), {"what": "nothing:2014"}).status_code == 404
    body = {"version": made.version, "do": "lock", "reason": "年度汇总期间暂停修改"}
    assert client.post(reverse("filings:period", args=[made.pk]), body).status_code == 302
    assert client.post(reverse("filings:period", args=[made.pk]), body).status_code == 409
    assert client.post(reverse("filings:period", args=[made.pk]), body | {"reason": ""}).status_code == 400


def test_the_template_goes_out_and_comes_back(firm: Client, one: Filing) -> None:
    fill_in = firm.get(reverse("filings:template", args=[one.pk]))
    assert fill_in.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(fill_in.content))
    page = book["return"]
    assert page.protection.sheet
    page["C7"], page["C8"], page["C9"] = "１，２３４．５", "12o", 30
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    out.name = "filled.xlsx"
    now = services.get(one.pk)
    answer = firm.post(reverse("filings:upload", args=[one.pk]), {"version": now.version, "file": out})
    assert answer.status_code == 302
    assert answer.url.endswith("?uploaded=1")
    now = services.get(one.pk)
    assert now.cells == {"revenue": "１，２３４．５", "value_added": "12o", "electricity": "30"}
    marked = firm.get(reverse("filings:template", args=[one.pk]) + "?marked=1")
    texts = [c.value for c in openpyxl.load_workbook(io.BytesIO(marked.content))["return"]["D"]]
    assert any(text and "12o" in str(text) for text in texts)


def test_another_file_is_refused(firm: Client, one: Filing) -> None:
    for data in (b"", b"PK nonsense", b"a,b\n1,2"):
        file = io.BytesIO(data)
        file.name = "x.xlsx"
        answer = firm.post(reverse("filings:upload", args=[one.pk]), {"version": one.version, "file": file})
        assert answer.status_code == 422
        assert "FIL-113" in answer.content.decode()
    assert services.get(one.pk).cells == {}


def test_history_tells_versions_and_who_did_what(client: Client, one: Filing, open_now: Collection) -> None:
    now = checked(one)
    services.accept(id=now.pk, version=now.version, by=CITY, today=DAY)
    page = client.get(reverse("filings:history", args=[one.pk])).content.decode()
    for words in ("提交", "园区审核通过", "接收", "孙丽", "陈静", "王芳", "审计记录第", "第 1 版"):
        assert words in page
    trace = client.get(reverse("filings:of_firm", args=[one.enterprise_id, "enterprise_month", "2014-10"]))
    assert trace.url == reverse("filings:history", args=[one.pk])
    imported = client.get(reverse("filings:of_firm", args=[one.enterprise_id, "enterprise_month", "2014-03"]))
    assert "由数据导入" in imported.content.decode()


def test_lists_ask_a_constant_number_of_queries(
    client: Client, open_now: Collection, django_assert_max_num_queries
) -> None:
    addresses = [
        reverse("filings:inbox"),
        reverse("filings:review", args=["enterprise_month", "2014-10"]),
        reverse("filings:accepted", args=["enterprise_month", "2014-09"]),
    ]
    for address in addresses:
        client.get(address)
        with django_assert_max_num_queries(20):
            assert client.get(address).status_code == 200


def test_pages_by_key_show_each_firm_once(client: Client, open_now: Collection) -> None:
    seen: list[str] = []
    address: str | None = reverse("filings:review", args=["enterprise_month", "2014-10"])
    while address:
        page = client.get(address)
        rows = page.context["rows"]
        seen += [str(row.pk) for row, _state, _flags in rows]
        after = page.context["next"]
        address = (
            f"{reverse('filings:review', args=['enterprise_month', '2014-10'])}?after={after}"
            if after
            else None
        )
    assert len(seen) == len(set(seen)) == Filing.objects.filter(collection=open_now).count()


def test_official_data_stand_beside_with_their_source(firm: Client, one: Filing) -> None:
    Return.objects.create(
        dataset=one.enterprise.dataset, enterprise=one.enterprise, form="official_tax", period="2014",
        start=date(2014, 1, 1), end=date(2015, 1, 1), accepted_at="2015-03-01T00:00:00+08:00",
        pack_release="x", values={"sales_by_tax": 123_4567_00, "tax_paid_by_tax": None},
    )  # fmt: skip
    page = firm.get(reverse("filings:filing", args=[one.pk])).content.decode()
    assert "税务申报销售额" in page
    assert "税务部门" in page
    assert "123.4567" in page
    fill(one.pk, revenue="5")
    assert Return.objects.get(form="official_tax").values["sales_by_tax"] == 123_4567_00


def test_energy_form_is_a_matrix_with_sums(firm: Client, one: Filing, open_now: Collection) -> None:
    kept = open_period(
        dataset=open_now.dataset, form="enterprise_energy_month", period=OCTOBER, by=CITY, due_on=FAR
    )
    work("filings.open")
    row = Filing.objects.get(collection=kept, enterprise=one.enterprise)
    page = firm.get(reverse("filings:filing", args=[row.pk])).content.decode()
    assert page.count('data-cell="') == 43
    assert "data-total" in page
    assert FIRM.name
    assert Period.parse(row.period) == OCTOBER
