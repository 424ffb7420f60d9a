"""The explanation page and the firm's page tell every way to a better outcome, and outcomes by their own names."""

from __future__ import annotations

import re

import pytest
from city import City
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from yuanqu_web.assessments.models import OutcomeRow

pytestmark = pytest.mark.django_db


def _row(decision: str, state: str, **more: object) -> OutcomeRow:
    row = OutcomeRow.objects.filter(decision=decision, state=state, **more).first()
    assert row is not None
    return row


def _why(client: Client, row: OutcomeRow, prefix: str = "") -> str:
    with override("zh-hans"):  # a request for an English page leaves its language behind
        address = prefix + reverse("assessments:why", args=[row.owner_id, row.decision])
    subject = {} if row.subject_kind == "enterprise" else {"subject": row.subject_key}
    answer = client.get(address, subject)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_each_better_band_is_told_in_the_fact_and_in_the_number_that_is_banded(
    city: City, client: Client
) -> None:
    row = _row("land_use_tax", "not_yet", nearest__isnull=False)
    page = _why(client, row)
    ways = re.findall(r"<dd>(确认税收再增 [^<]+)</dd>", page)
    assert len(ways) == 3
    for way, edge in zip(ways, ("10", "15", "20"), strict=True):
        assert re.search(
            rf"达到 [\d,.]+ ?(万元|元)（亩均税收再增 [\d,.]+ ?(万元|元)/亩，达到 {edge} ?万元/亩）", way
        ), way
    english = _why(client, row, "/en")
    assert re.search(
        r"<dd>Confirmed tax paid: [\d,.]+ ?yuan more, to reach [\d,.]+ ?yuan \(Tax per mu: ", english
    )


def test_money_is_told_in_the_unit_the_reader_chose(city: City, client: Client) -> None:
    row = _row("revenue_tier", "not_yet")
    assert re.search(r"超过 20 ?亿元", _why(client, row))
    client.cookies["money"] = "wan"
    page = _why(client, row)
    assert re.search(r"超过 200,000 ?万元", page)
    assert re.search(r"20 ?亿元</dd>", page) is None


def test_a_choice_is_told_by_its_values_and_what_cannot_be_reached_is_told(
    city: City, client: Client
) -> None:
    page = _why(client, _row("leader_gate", "not_yet"))
    assert re.search(r"<dt>.*可参加优选</dt><dd>信用等级由[BC]变为AAA、AA或A</dd>", page)
    assert "未到门槛" in page
    refused = OutcomeRow.objects.filter(decision="loan_recommendation", value="not_recommended").first()
    assert refused is not None
    assert "只改变一项达不到" in _why(client, refused)


def test_outcomes_have_their_own_names_everywhere(city: City, client: Client) -> None:
    row = _row("line_over_limits", "not_yet")
    firm = reverse("registry:firm", args=[row.owner_id])
    assert "<span>超限</span>" in client.get(firm).content.decode()
    assert "<span>超限</span>" in _why(client, row)
    listed = client.get(reverse("registry:firms"), {"state": "line_over_limits:not_yet", "place": ""})
    assert "生产线超限核查：超限" in listed.content.decode()
    assert "<span>Over a limit</span>" in client.get("/en" + firm).content.decode()


def test_the_firm_page_leads_from_the_nearest_to_all_ways(city: City, client: Client) -> None:
    row = _row("land_use_tax", "not_yet", nearest__isnull=False)
    page = client.get(reverse("registry:firm", args=[row.owner_id])).content.decode()
    address = reverse("assessments:why", args=[row.owner_id, "land_use_tax"])
    assert f'href="{address}#better" data-why>所有途径</a>' in page
    assert 'id="better"' in _why(client, row)


def test_numbers_in_the_rows_stand_among_those_of_the_policy(city: City, client: Client) -> None:
    page = _why(client, _row("revenue_tier", "not_yet"))
    assert re.search(
        r'<th scope="row">[^<]*</th><td class="n">100 ?亿元</td><td class="nobr">2014-07-31</td>', page
    )


def test_english_pages_have_no_chinese_stops(city: City, client: Client) -> None:
    for decision in ("land_use_tax", "leader_gate", "line_over_limits", "credit_grade"):
        row = _row(decision, "not_yet")
        with override("zh-hans"):
            firm_address = "/en" + reverse("registry:firm", args=[row.owner_id])
        firm = client.get(firm_address).content.decode()
        for page in (firm, _why(client, row, "/en")):
            main = page[page.index("<main") : page.index("</main>")]
            assert re.findall(r"[。，；：（）「」]", re.sub(r'<[^>]*lang="zh"[^>]*>[^<]*<', "<", main)) == []
