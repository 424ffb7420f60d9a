"""Buildings, lines, projects, picked clusters and people of the sample city cover the cases that rules ask about."""

from __future__ import annotations

from collections import Counter
from typing import Any

from yuanqu.facts import Facts
from yuanqu.sampling import Settings

Firms = dict[str, dict[str, Any]]


def rows(city: Facts, form: str) -> list[dict[str, Any]]:
    return list(city.form_table(form).to_pylist())


def test_counts(city: Facts) -> None:
    counts = city.row_counts()
    assert {form: counts[form] for form in counts if form.endswith("_register")} == {
        "enterprise_register": 600,
        "building_register": 60,
        "line_register": 40,
        "project_register": 23,
        "cluster_register": 18,
        "person_register": 50,
        "park_register": 5,
        "plot_register": 100,
        "membership_register": 252,
        "institution_register": 13,
        "qualification_register": 67,
        "platform_register": 6,
        "brand_register": 5,
        "product_register": 24,
        "plan_register": 25,
    }


def test_buildings_of_one_to_six_storeys_some_without_a_claim(city: Facts, firms: Firms) -> None:
    buildings = rows(city, "building_register")
    assert {b["storeys"] for b in buildings} == {1, 2, 3, 4, 5, 6}
    assert {b["standard_factory"] for b in buildings} == {True, False}
    assert {b["newly_built"] for b in buildings} == {True, False}
    assert {b["accepted_on"] is None for b in buildings} == {True, False}
    assert {b["floor_area"] is None for b in buildings} == {True, False}
    entitled = [
        b
        for b in buildings
        if b["storeys"] >= 3 and b["standard_factory"] and b["newly_built"] and b["accepted_on"]
    ]
    assert len(entitled) >= 10
    assert all(b["owner"] in firms for b in buildings)


def test_lines_below_on_and_over_their_limit(city: Facts, firms: Firms) -> None:
    lines = rows(city, "line_register")
    known = [line for line in lines if line["unit_energy"] is not None]
    sides = Counter(
        (line["unit_energy"] > line["energy_limit"]) - (line["unit_energy"] < line["energy_limit"])
        for line in known
    )
    assert set(sides) == {-1, 0, 1}
    assert len(known) < len(lines)
    assert {line["clean_grade"] for line in lines} >= {1, 2, 3, 4}
    assert all(line["owner"] in firms for line in lines)


def test_two_of_23_projects_do_not_fit_and_one_says_why(city: Facts, settings: Settings) -> None:
    projects = rows(city, "project_register")
    assert len({project["project_place"] for project in projects}) == 5
    fitting = {place.id: {focus for focus, _ in place.focuses} for place in settings.places}
    strange = [p for p in projects if p["project_industry"] not in fitting[p["project_place"]]]
    assert len(strange) == 2
    assert sorted(p["mismatch_reason"] is None for p in strange) == [False, True]
    assert all(p["mismatch_reason"] is None for p in projects if p not in strange)


def test_three_to_five_clusters_per_place_some_incomplete(city: Facts) -> None:
    picks = rows(city, "cluster_register")
    counts = Counter(pick["pick_place"] for pick in picks)
    assert len(counts) == 5
    assert set(counts.values()) == {3, 4, 5}
    assert all(pick["picks_of_place"] == counts[pick["pick_place"]] for pick in picks)
    assert {pick["has_plan"] for pick in picks} == {True, False, None}
    assert {pick["supports"] for pick in picks} >= {0, 7, None}


def test_people_of_all_levels_some_not_confirmed(city: Facts, firms: Firms) -> None:
    people = rows(city, "person_register")
    assert {person["talent_level"] for person in people} >= {"high", "professional", "skilled"}
    assert {person["confirmed"] for person in people} >= {True, False}
    assert all(person["employer"] in firms for person in people)
