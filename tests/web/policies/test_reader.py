"""The policy reader and the guide directory."""

from __future__ import annotations

import pytest
from django.test import Client

from yuanqu.feel.names import Scope
from yuanqu.feel.parser import parse_unary_tests
from yuanqu.indicators import Standing
from yuanqu.packs import trace
from yuanqu.packs.model import Pack
from yuanqu.values import Text
from yuanqu_web.policies.models import PackRelease
from yuanqu_web.policies.services import PackRefused, store_release
from yuanqu_web.policies.wording import Wording


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("page", ["/policy/", "/policy/?show=not_yet", "/directory/", "/directory/?q=3211"])
def test_pages_answer(client: Client, stored: tuple[Standing, ...], page: str, prefix: str) -> None:
    assert client.get(prefix + page).status_code == 200


def test_every_sentence_has_its_anchor(client: Client, pack: Pack, stored: tuple[Standing, ...]) -> None:
    text = client.get("/policy/").content.decode()
    assert all(f'id="{sentence.id}"' in text for sentence in pack.sentences)


def test_the_filter_leaves_what_is_not_carried_out(client: Client, pack: Pack) -> None:
    text = client.get("/policy/?show=not_yet").content.decode()
    for found in trace(pack):
        assert (f'id="{found.sentence.id}"' in text) is not found.carried_out


def test_a_sample_rule_is_never_shown_as_settled(client: Client, pack: Pack) -> None:
    text = client.get("/policy/").content.decode()
    samples = [d for d in pack.decisions.values() if d.status == "sample" and d.name.zh in text]
    assert text.count("待实施细则 / 示例") >= len(samples)


def test_lookup_by_code_and_by_name(client: Client, pack: Pack) -> None:
    assert "绿色水工" in client.get("/directory/?q=水工").content.decode()
    assert "目录里没有这一项" in client.get("/directory/?q=牙膏").content.decode()


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (">= 20", "20 及以上"),
        ("[15..20)", "15 及以上，不足 20"),
        ("(0..10]", "超过 0，不超过 10"),
        ("< 10000", "不足 10,000"),
        ("-", "—"),
        ("true", "是"),
        ('"a", "b"', "甲、b"),
        ('not("a")', "除 甲 外"),
        ("null", "无数据"),
    ],
)
def test_cells_read_as_an_official_would_write_them(cell: str, words: str) -> None:
    wording = Wording({"a": Text("甲", "A")}, {}, {})
    assert wording.cell(parse_unary_tests(cell, Scope(())).node) == words


def test_the_same_release_is_stored_once(pack: Pack, pack_bytes: bytes) -> None:
    store_release(data=pack_bytes)
    assert PackRelease.objects.count() == 1


def test_a_broken_release_is_refused(db: None) -> None:
    with pytest.raises(PackRefused) as refused:
        store_release(data=b"no zip at all")
    assert refused.value.diagnostics
