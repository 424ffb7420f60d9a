"""What an address asks of the list and the list doesn't know is left out and named."""

from __future__ import annotations

import pytest
from city import City
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_unknown_filters_are_named_and_filter_nothing(city: City, client: Client) -> None:
    all_firms = client.get(reverse("registry:firms"))
    odd = client.get(
        reverse("registry:firms"), {"industry": "nonsense", "colour": "red", "state": "nothing:favoured"}
    )
    page = odd.content.decode()
    assert "已略去：colour、industry=nonsense、state=nothing:favoured" in page
    assert page.count("<tr") == all_firms.content.decode().count("<tr")
    assert "已略去" not in all_firms.content.decode()
    english = client.get("/en" + reverse("registry:firms"), {"colour": "red"}).content.decode()
    assert "left out: colour" in english


def test_what_is_asked_is_escaped(city: City, client: Client) -> None:
    page = client.get(reverse("registry:firms"), {"industry": "<script>x"}).content.decode()
    assert "<script>x" not in page
    assert "industry=&lt;script&gt;x" in page


def test_known_filters_are_silent(city: City, client: Client) -> None:
    known = {
        "q": "a",
        "place": "guixi_park",
        "state": "land_use_tax:favoured",
        "sort": "-revenue",
        "col": "name",
    }
    assert "已略去" not in client.get(reverse("registry:firms"), known).content.decode()
