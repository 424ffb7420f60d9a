"""The frame of every page: headers, languages, preferences, search."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from yuanqu.indicators import Standing
from yuanqu_web.lib import messages

PAGES = ["/", "/articles/13/", "/targets/water_supply_100/", "/policy/", "/directory/", "/search/?q=6.3"]
MARKED = re.compile(r'<(\w+)[^>]*\blang="zh(?:-Hans)?"[^>]*>.*?</\1>', re.DOTALL)
CHINESE = re.compile(r"[\u3400-\u9fff]+")


def test_healthz(client: Client, db: None) -> None:
    assert client.get("/healthz").json()["status"] == "ok"


@pytest.mark.parametrize("page", PAGES)
def test_no_script_or_style_of_another_origin_and_none_inline(
    client: Client, stored: tuple[Standing, ...], page: str
) -> None:
    response = client.get(page)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    text = response.content.decode()
    assert not re.search(r"<script(?![^>]*(?:src=|application/json))", text)
    assert not re.search(r"\s(?:style|on[a-z]+)=\"", text)
    assert not re.search(r"(?:src|<link[^>]*href)=\"https?:", text)


def test_other_headers(client: Client, stored: tuple[Standing, ...]) -> None:
    headers = client.get("/").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("page", PAGES)
def test_no_chinese_on_an_english_page_but_marked_names(
    client: Client, stored: tuple[Standing, ...], page: str
) -> None:
    text = client.get(f"/en{page}").content.decode()
    head = re.sub(r"<select.*?</select>", "", text, flags=re.DOTALL)
    assert CHINESE.findall(MARKED.sub("", head)) == []


@pytest.mark.parametrize("app", [path.name for path in messages.applications()])
def test_every_message_has_its_english(app: str) -> None:
    assert messages.main(["--check", "--app", app]) == 0


def test_the_other_language_is_the_same_page(client: Client, stored: tuple[Standing, ...]) -> None:
    assert 'href="/en/policy/?show=not_yet"' in client.get("/policy/?show=not_yet").content.decode()
    assert 'href="/policy/"' in client.get("/en/policy/").content.decode()


def test_a_choice_is_kept_and_the_page_comes_back(client: Client, stored: tuple[Standing, ...]) -> None:
    response = client.post("/preferences/", {"name": "money", "value": "wan", "next": "/articles/1/"})
    assert response.headers["Location"] == "/articles/1/"
    assert "160,000" in client.get("/articles/1/").content.decode()


def test_choosing_a_place_drops_the_one_in_the_address(client: Client, db: None) -> None:
    sent = {"name": "place", "value": "", "next": "/firms/?place=guixi_park&q=a"}
    assert client.post("/preferences/", sent).headers["Location"] == "/firms/?q=a"


@pytest.mark.parametrize(
    "sent",
    [
        {"name": "money", "value": "dollar"},
        {"name": "sessionid", "value": "x"},
        {"name": "place", "value": "<b>"},
    ],
)
def test_an_unknown_choice_is_refused(client: Client, db: None, sent: dict[str, str]) -> None:
    assert client.post("/preferences/", sent).status_code == 400


def test_preferences_lead_nowhere_else(client: Client, db: None) -> None:
    sent = {"name": "money", "value": "yi", "next": "https://example.org/"}
    assert client.post("/preferences/", sent).headers["Location"] == "/"


@pytest.mark.parametrize(
    ("query", "expected"),
    [("6.3", "#s6.3"), ("第六条第3句", "#s6.3"), ("６.3", "#s6.3"), ("看板", 'href="/"')],
)
def test_search(client: Client, stored: tuple[Standing, ...], query: str, expected: str) -> None:
    response = client.get("/search/", {"q": query}, headers={"HX-Request": "true"})
    text = response.content.decode()
    assert expected in text
    assert "<html" not in text


def test_search_escapes_what_was_typed(client: Client, stored: tuple[Standing, ...]) -> None:
    assert "<b>x" not in client.get("/search/", {"q": "<b>x"}).content.decode()


def test_an_unknown_address(client: Client, stored: tuple[Standing, ...]) -> None:
    response = client.get("/nothing/")
    assert response.status_code == 404
    assert "没有这一页" in response.content.decode()
