"""Firms are found by name, code, pinyin and initials; full-width letters are folded."""

from __future__ import annotations

import pytest
from city import City
from django.test import RequestFactory

from yuanqu.powers import Actor, Role, Seat
from yuanqu_web.registry.models import Enterprise
from yuanqu_web.registry.search import find
from yuanqu_web.registry.selectors import matching, quick_search
from yuanqu_web.registry.spelling import spell

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("鹰潭信江铜业有限公司", "yingtanxinjiangtongyeyouxiangongsi", "ytxjtyyxgs"),
        ("TCL（鹰潭）Ａ级", "tclyingtanaji", "tclytaj"),
        ("江西3S水工", "jiangxi3sshuigong", "jx3ssg"),
        ("重庆长安", "chongqingchangan", "cqca"),
    ],
)
def test_how_a_name_is_typed(name: str, full: str, initials: str) -> None:
    assert spell(name) == (full, initials)


def test_words_that_find_a_named_firm(city: City) -> None:
    for words in ("铜业", "大华", "dahua", "dhty", "DHTY", "ｄｈｔｙ", "jiangxi 铜业", "大华 ty"):
        assert "江西大华铜业" in _names(words), words


def test_a_code_finds_its_firm(city: City) -> None:
    assert _names("91360000X12430120H") == ["贵溪冶炼厂"]
    assert "贵溪冶炼厂" in _names("x1243")


def test_nothing_is_found_for_words_that_do_not_all_match(city: City) -> None:
    assert _names("大华 眼镜") == []


def test_marks_of_the_database_mean_themselves(city: City) -> None:
    for words in ("%", "_", "' OR 1=1 --", "\\"):
        assert _names(words) == [], words


def test_no_words_match_all(city: City) -> None:
    assert Enterprise.objects.filter(matching("  ")).count() == Enterprise.objects.count()


def test_the_search_of_the_shell_says_which_are_samples(city: City, rf: RequestFactory) -> None:
    asker = rf.get("/")
    asker.actor = Actor("", "", (Seat(Role.CITY_OFFICER),))  # type: ignore[attr-defined]
    hits = list(find("sanchuan", asker, limit=5))
    assert hits[0].title.startswith("三川")
    assert "公开" in hits[0].detail
    sample = Enterprise.objects.filter(origin="sample").first()
    assert sample is not None
    assert any("示例" in hit.detail for hit in find(sample.name, asker, limit=5))
    assert quick_search("") == ()


def _names(words: str) -> list[str]:
    return [e.name for e in Enterprise.objects.filter(matching(words))]
