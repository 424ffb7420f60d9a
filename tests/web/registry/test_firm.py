"""One firm: a line for every decision, samples apart, published firms without results."""

from __future__ import annotations

import re
from decimal import Decimal
from uuid import uuid4

import pytest
from city import City
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from yuanqu.packs import Pack
from yuanqu_web.assessments.models import OutcomeRow
from yuanqu_web.assessments.selectors import outcomes_of_enterprise
from yuanqu_web.registry.firms.land import land_tax
from yuanqu_web.registry.firms.lines import policy_lines, total_fen
from yuanqu_web.registry.models import Enterprise, PublishedFigure
from yuanqu_web.registry.selectors import by_code
from yuanqu_web.registry.services import load_published

pytestmark = pytest.mark.django_db


def _favoured(decision: str) -> Enterprise:
    row = OutcomeRow.objects.filter(decision=decision, state="favoured").select_related("owner").first()
    assert row is not None
    assert row.owner is not None
    return row.owner


def test_there_is_a_line_for_every_decision(city: City, client: Client) -> None:
    page = client.get(reverse("registry:firm", args=[_favoured("land_use_tax").id])).content.decode()
    assert page.count('class="policy-line') - page.count('class="policy-lines"') == len(city.pack.decisions)
    for decision in city.pack.decisions.values():
        assert decision.name.zh in page


def test_samples_are_not_in_the_total(city: City) -> None:
    firm = _favoured("interest_subsidy")
    settled, samples = policy_lines(city.pack, firm, outcomes_of_enterprise(firm), "auto")
    assert {line.decision.status for line in samples} == {"sample"}
    stored = OutcomeRow.objects.filter(owner=firm).exclude(fen=None)
    texts = [id for id, decision in city.pack.decisions.items() if decision.status != "sample"]
    assert total_fen(settled) == sum(row.fen or 0 for row in stored if row.decision in texts)
    assert any(line.fen for line in samples)


def test_the_payer_is_to_be_fixed_while_no_share_is_entered(city: City, client: Client) -> None:
    page = client.get(reverse("registry:firm", args=[_favoured("land_use_tax").id])).content.decode()
    assert "付款财政待定" in page


def test_missing_facts_are_named(city: City, client: Client) -> None:
    row = OutcomeRow.objects.filter(decision="land_use_tax", state="no_data").first()
    assert row is not None
    page = client.get(reverse("registry:firm", args=[row.owner_id])).content.decode()
    assert "缺：" in page


def test_the_distance_is_told_in_words(city: City, client: Client) -> None:
    row = OutcomeRow.objects.filter(decision="land_use_tax", nearest__isnull=False, state="not_yet").first()
    assert row is not None
    page = client.get(reverse("registry:firm", args=[row.owner_id])).content.decode()
    assert re.search(r"亩均税收再增 [\d,.]+\s*(元|万元)/亩，达到 10\s*万元/亩：0\s*% → 30\s*%", page)
    english = client.get("/en" + reverse("registry:firm", args=[row.owner_id])).content.decode()
    assert "to reach 100,000" in english


def test_the_number_of_queries_is_fixed(city: City, client: Client) -> None:
    client.get(reverse("registry:firm", args=[_favoured("land_use_tax").id]))
    counts = []
    for firm in (
        _favoured("factory_reward"),
        _favoured("land_use_tax"),
        Enterprise.objects.filter(origin="sample").last(),
    ):
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("registry:firm", args=[firm.id if firm else uuid4()]))
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 18


def test_a_published_firm_shows_its_figures_and_no_results(city: City, client: Client) -> None:
    firm = Enterprise.objects.get(key="sanchuan")
    page = client.get(reverse("registry:firm", args=[firm.id])).content.decode()
    assert re.search(r"6\.98\s*亿元", page)
    assert "同比 +3.21" in page
    assert "无数据" in page
    assert 'class="policy-line' not in page
    assert not OutcomeRow.objects.filter(owner=firm).exists()
    assert client.get("/en" + reverse("registry:firm", args=[firm.id])).status_code == 200


def test_loading_the_named_firms_twice_changes_nothing(city: City, samples) -> None:  # type: ignore[no-untyped-def]
    ids = set(Enterprise.objects.values_list("id", flat=True))
    figures = set(PublishedFigure.objects.values_list("id", flat=True))
    load_published(path=samples / "named_enterprises.yaml")
    assert set(PublishedFigure.objects.values_list("id", flat=True)) == figures
    load_published(path=samples / "named_enterprises.yaml", force=True)
    assert set(Enterprise.objects.values_list("id", flat=True)) == ids
    assert PublishedFigure.objects.count() == len(figures)


def test_a_code_is_looked_up_with_its_day(city: City) -> None:
    firm = Enterprise.objects.filter(origin="sample").exclude(founded_on=None).first()
    assert firm is not None
    assert firm.founded_on is not None
    assert firm in by_code(firm.code, city.run.as_of)
    assert by_code(firm.code, firm.founded_on.replace(year=firm.founded_on.year - 1)) == ()


def test_an_unknown_firm_is_not_found(city: City, client: Client) -> None:
    assert client.get(reverse("registry:firm", args=[uuid4()])).status_code == 404


def test_who_loses_by_the_new_rate_is_visible(pack: Pack) -> None:
    confirmed = {
        "land_area": Decimal(1000),
        "land_tax_rate": Decimal(5),
        "land_tax_rate_before": Decimal(3),
        "land_tax_paid": Decimal(5000),
    }
    lost, won = land_tax(confirmed, 0), land_tax(confirmed, 500000)
    assert lost is not None
    assert won is not None
    assert (lost.due, lost.due_before, lost.net, lost.change) == (5000, 3000, 5000, 2000)
    assert lost.loses
    assert (won.net, won.gains) == (0, True)
    assert land_tax({}, None) is None
