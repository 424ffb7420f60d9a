"""How targets stand: stored as they were computed, the worst of an article, the two origins apart."""

from __future__ import annotations

import pytest

from yuanqu.indicators import Standing
from yuanqu.packs.model import Pack
from yuanqu_web.board.codec import from_json, to_json
from yuanqu_web.board.models import StandingSet
from yuanqu_web.board.selectors import standings_on
from yuanqu_web.board.services import store_standings
from yuanqu_web.ui.states import worst


def test_a_standing_survives_its_json(published: tuple[Standing, ...]) -> None:
    assert [from_json(to_json(s)) for s in published] == list(published)


def test_the_two_origins_stay_apart(pack: Pack, stored: tuple[Standing, ...]) -> None:
    found = standings_on(pack, pack.identity.as_of)
    assert set(found.published) == set(pack.targets)
    assert {s.origin for s in found.sample.values()} == {"sample"}


def test_storing_again_replaces(pack: Pack, stored: tuple[Standing, ...]) -> None:
    day = pack.identity.as_of
    store_standings(pack_digest=pack.digest, facts_digest="", as_of=day, standings=stored)
    assert StandingSet.objects.count() == 1
    assert standings_on(pack, day).sample == {}


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (["met", "on_track"], "on_track"),
        (["met", "at_risk", "no_data"], "at_risk"),
        (["off_track", "at_risk"], "off_track"),
        (["no_data", "no_data"], "no_data"),
        (["met", "no_data"], "met"),
        ([], "no_data"),
    ],
)
def test_an_article_is_as_its_worst_known_target(states: list[str], expected: str) -> None:
    assert worst(states) == expected
