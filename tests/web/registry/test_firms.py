"""The list: paged by key, quick, exported as seen; samples and published firms are never added up."""

from __future__ import annotations

import csv
import io
import re

import pytest
from city import City
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from yuanqu_web.assessments.behind import firms_behind
from yuanqu_web.assessments.models import EnterpriseSummary
from yuanqu_web.registry.firms.query import SORTS
from yuanqu_web.registry.models import Enterprise

pytestmark = pytest.mark.django_db
ROW = re.compile(r'<tr data-href="/firms/([0-9a-f-]{36})/"')
NEXT = re.compile(r'rel="next" href="([^"]+)"')


def _page(client: Client, address: str, headers: dict[str, str] | None = None) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200, address
    return response.content.decode()


def _csv(client: Client, address: str) -> list[list[str]]:
    answer = client.get(f"{address}{'&' if '?' in address else '?'}format=csv")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_paging_shows_each_firm_once_in_every_order(city: City, client: Client) -> None:
    for key in [*SORTS, *(f"-{key}" for key in SORTS)]:
        seen: list[str] = []
        address = f"/firms/?sort={key}"
        while address:
            page = _page(client, address)
            seen += ROW.findall(page)
            following = NEXT.search(page)
            address = "/firms/" + following[1].replace("&amp;", "&") if following else ""
        assert len(seen) == len(set(seen)) == Enterprise.objects.count(), key


def test_what_is_not_understood_is_left_out(city: City, client: Client) -> None:
    wrong = (
        "sort=password",
        "sort=-pk",
        "after=nonsense",
        "after=W251bGwsMV0=",
        "state=x",
        "place=%FF",
        "origin=all",
    )
    for query in wrong:
        assert ROW.findall(_page(client, f"/firms/?{query}")), query


def test_the_number_of_queries_does_not_grow_with_the_rows(city: City, client: Client) -> None:
    _page(client, "/firms/")
    with CaptureQueriesContext(connection) as few:
        _page(client, "/firms/?q=dahua&col=name&col=d-land_use_tax")
    with CaptureQueriesContext(connection) as many:
        _page(client, "/firms/?col=name&col=d-land_use_tax")
    assert len(few) == len(many) <= 12


def test_filters_hold_together(city: City, client: Client) -> None:
    page = _page(client, "/firms/?place=guixi_park&industry=copper&origin=sample&state=land_use_tax:favoured")
    shown = set(ROW.findall(page))
    wanted = Enterprise.objects.filter(
        place="guixi_park",
        industry="copper",
        origin="sample",
        outcomes__decision="land_use_tax",
        outcomes__state="favoured",
    )
    assert shown == {str(id) for id in wanted.values_list("id", flat=True)}
    assert shown


def test_totals_are_of_samples_only(city: City, client: Client) -> None:
    rows = _csv(client, "/firms/?col=revenue")
    total = rows[-1]
    assert "示例" in total[0]
    summed = sum(EnterpriseSummary.objects.exclude(revenue_fen=None).values_list("revenue_fen", flat=True))
    assert abs(float(total[1]) * 1_000_000 - summed) < 1
    assert "公开报道点名" in _page(client, "/firms/")


def test_published_firms_alone_have_no_totals(city: City, client: Client) -> None:
    page = _page(client, "/firms/?origin=published")
    assert "<tfoot>" not in page
    assert "江西大华铜业" in page


def test_the_export_is_what_is_shown(city: City, client: Client) -> None:
    rows = _csv(client, "/firms/?q=dahua&col=code&col=place")
    assert rows[0] == ["企业", "所在地", "代码"]
    assert [row[0] for row in rows[1:]] == ["江西大华铜业"]
    assert client.get("/firms/?format=xlsx").content[:2] == b"PK"


def test_the_export_holds_all_pages(city: City, client: Client) -> None:
    assert len(_csv(client, "/firms/")) == Enterprise.objects.count() + 2


def test_only_the_results_are_sent_to_a_search(city: City, client: Client) -> None:
    part = _page(client, "/firms/?q=dahua", headers={"HX-Request": "true", "HX-Target": "firms-results"})
    assert "<html" not in part
    assert "江西大华铜业" in part


def test_an_empty_list_says_what_to_do(city: City, client: Client) -> None:
    assert "请减少筛选条件" in _page(client, "/firms/?q=zzzzzz")


def test_the_firms_behind_an_indicator(city: City, client: Client) -> None:
    indicator = next(
        i for i in city.pack.indicators.values() if i.aggregate and i.aggregate.form == "enterprise_year"
    )
    keys = firms_behind(city.pack, city.run, indicator.id)
    assert keys
    page = _page(client, f"/firms/?indicator={indicator.id}&origin=sample")
    assert f">{len(keys)}</span>" in page.replace("\n", "")
    assert firms_behind(city.pack, city.run, "no such") is None


def test_the_english_page_is_in_english(city: City, client: Client) -> None:
    page = _page(client, "/en/firms/?origin=sample")
    text = re.sub(r'<(\w+)[^>]*lang="zh[^"]*"[^>]*>.*?</\1>', "", page, flags=re.DOTALL)
    body = re.sub(r"<[^>]+>", " ", text.partition("<main")[2])
    names = ("鹰府发〔2014〕19号", "财园信贷通")  # the document's number and a scheme's own name
    for name in names:
        body = body.replace(name, "")
    assert not re.findall(r"[\u4e00-\u9fff]+", body)
