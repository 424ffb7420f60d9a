"""The board, an article, a target: they answer in both languages, with a fixed number of queries."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from yuanqu.indicators import Standing
from yuanqu.packs.model import Pack

PAGES = [
    "/",
    "/?view=wall",
    "/?state=off_track",
    "/articles/1/",
    "/articles/13/",
    "/targets/water_supply_100/",
]


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("page", PAGES)
def test_pages_answer(client: Client, stored: tuple[Standing, ...], page: str, prefix: str) -> None:
    assert client.get(prefix + page).status_code == 200


def test_pages_answer_without_any_standing(client: Client, pack: Pack) -> None:
    for page in PAGES:
        assert client.get(page).status_code == 200


def test_before_a_policy_is_loaded_the_page_says_so(client: Client, db: None) -> None:
    response = client.get("/")
    assert response.status_code == 503
    assert "还没有载入政策" in response.content.decode()


def test_unknown_article_and_target(client: Client, stored: tuple[Standing, ...]) -> None:
    assert client.get("/articles/16/").status_code == 404
    assert client.get("/targets/nothing/").status_code == 404


def test_the_board_shows_every_article_and_marks_what_is_sample(
    client: Client, pack: Pack, stored: tuple[Standing, ...]
) -> None:
    text = client.get("/").content.decode()
    assert all(article.title.zh in text for article in pack.articles)
    assert "内部" in text
    assert "sample-mark" in text


def test_sample_figures_never_stand_on_the_wall(client: Client, stored: tuple[Standing, ...]) -> None:
    text = client.get("/?view=wall").content.decode()
    assert "sample-mark" not in text
    assert "topbar" not in text


def test_the_number_of_queries_does_not_grow_with_the_targets(
    client: Client, stored: tuple[Standing, ...], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/")
    with django_assert_max_num_queries(17):
        client.get("/")


def test_all_known_figures_are_listed_and_exported(client: Client, stored: tuple[Standing, ...]) -> None:
    shown = next(s for s in stored if s.target == "water_supply_100")
    count = 2 * (len(shown.series.used) + len(shown.series.others))
    csv = client.get("/targets/water_supply_100/?format=csv").content.decode("utf-8-sig")
    assert len(csv.splitlines()) == 1 + count
    workbook = client.get("/targets/water_supply_100/?format=xlsx")
    assert workbook.content.startswith(b"PK")
