"""Published figures: the baseline of 2013, conflicts side by side, industry shares apart from cluster shares."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from yuanqu.indicators import read_observations
from yuanqu.packs.model import Pack
from yuanqu_web.board.services import store_standings


@pytest.fixture
def figures(pack: Pack, samples: Path) -> int:
    read = read_observations(samples / "observations.yaml", pack.indicators)
    names = {id: name for id, (name, _unit) in read.names.items()} | {
        i.id: i.name for i in pack.indicators.values()
    }
    store_standings(
        pack_digest=pack.digest,
        facts_digest="",
        as_of=pack.identity.as_of,
        standings=(),
        figures=[(names[o.indicator], o) for o in read.observations],
    )
    return len(read.observations)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_baseline_of_2013_and_both_values_of_2012(
    client: Client, figures: int, prefix: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(13):
        text = client.get(f"{prefix}/figures/").content.decode()
    for number in ("2,855.19", "2,598", "2,757.38", "91", "96.6", "2,186.78", "2,239.7", "1,240", "1,327"):
        assert number in text


def test_figures_of_later_periods_are_not_shown(client: Client, figures: int) -> None:
    assert "982.66" not in client.get("/figures/").content.decode()


def test_before_figures_are_loaded_the_page_says_what_to_do(client: Client, pack: Pack) -> None:
    assert "./run" in client.get("/figures/").content.decode()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_shown_can_be_exported(client: Client, figures: int, form: str) -> None:
    assert client.get(f"/figures/?format={form}").status_code == 200
