"""A stored assessment says what the library said, once, and an explanation says the same again."""

from __future__ import annotations

import pytest
from city import City
from django.test import Client
from django.urls import reverse

from yuanqu.assessment import Assessment, totals
from yuanqu_web.assessments.models import AssessmentRun, EnterpriseSummary, OutcomeRow
from yuanqu_web.assessments.selectors import current_run, decision_totals, stored_assessment
from yuanqu_web.assessments.services import assess_dataset
from yuanqu_web.registry.models import Enterprise

pytestmark = pytest.mark.django_db


def test_the_same_inputs_again_do_nothing(city: City) -> None:
    before = OutcomeRow.objects.count()
    again = assess_dataset(pack=city.pack, dataset=city.dataset, as_of=city.run.as_of)
    assert again == city.run
    assert (AssessmentRun.objects.count(), OutcomeRow.objects.count()) == (1, before)


def test_totals_are_those_of_the_library(city: City, assessment: Assessment) -> None:
    expected = {one.decision: one for one in totals(city.pack, assessment)}
    assert dict(decision_totals()) == expected
    assert {one.decision: one for one in totals(city.pack, stored_assessment(city.run))} == expected


def test_a_stored_trace_says_which_rows_fired_and_where_the_others_failed(city: City) -> None:
    row = OutcomeRow.objects.filter(decision="land_use_tax", state="favoured").first()
    assert row is not None
    table = next(step for step in row.trace if "fired" in step)
    rules = next(
        one for one in city.pack.models["decisions/land_use_tax.dmn"].decisions if one.id == table["id"]
    ).table
    assert rules is not None
    assert len(table["fired"]) + len(table["failed"]) == len(rules.rules)
    assert row.trace[-1]["value"] is not None


def test_published_firms_are_in_no_total(city: City) -> None:
    assert current_run("published") is None
    assert dict(decision_totals("published")) == {}
    assert not EnterpriseSummary.objects.filter(enterprise__origin="published").exists()
    assert not OutcomeRow.objects.filter(owner__origin="published").exists()


def test_every_outcome_is_stored_once(city: City, assessment: Assessment) -> None:
    assert OutcomeRow.objects.count() == len(assessment.outcomes)
    assert sum(row.fen or 0 for row in OutcomeRow.objects.all()) == sum(
        o.fen or 0 for o in assessment.outcomes
    )


def test_the_explanation_equals_what_is_stored(city: City, client: Client) -> None:
    for decision in ("land_use_tax", "revenue_tier", "credit_grade", "interest_subsidy"):
        for state in ("favoured", "not_yet", "no_data"):
            for row in OutcomeRow.objects.filter(decision=decision, state=state)[:2]:
                page = client.get(reverse("assessments:why", args=[row.owner_id, decision])).content.decode()
                assert "与存档结果一致" in page
                assert city.pack.decisions[decision].name.zh in page


def test_an_explanation_shows_facts_numbers_rows_and_clause(city: City, client: Client) -> None:
    row = OutcomeRow.objects.filter(decision="land_use_tax", state="not_yet").first()
    assert row is not None
    page = client.get(reverse("assessments:why", args=[row.owner_id, "land_use_tax"])).content.decode()
    for words in ("确认税收", "税务部门", "2014-07-31", "[15..20)", "不在“", "适用", "#s13.2", "读法"):
        assert words in page, words


def test_a_building_is_explained_under_its_firm_only(city: City, client: Client) -> None:
    row = OutcomeRow.objects.filter(decision="factory_reward", state="favoured").first()
    assert row is not None
    address = reverse("assessments:why", args=[row.owner_id, "factory_reward"])
    assert "与存档结果一致" in client.get(address, {"subject": row.subject_key}).content.decode()
    assert client.get(address, {"subject": "no such"}).status_code == 404
    other = Enterprise.objects.filter(origin="sample").exclude(id=row.owner_id).first()
    assert other is not None
    elsewhere = reverse("assessments:why", args=[other.id, "factory_reward"])
    assert client.get(elsewhere, {"subject": row.subject_key}).status_code == 404


@pytest.mark.parametrize("decision", ["nothing", "project_fit"])
def test_what_is_not_about_a_firm_is_not_found(city: City, client: Client, decision: str) -> None:
    firm = Enterprise.objects.filter(origin="sample").first()
    assert firm is not None
    assert client.get(reverse("assessments:why", args=[firm.id, decision])).status_code == 404
