"""The policy and how its targets stand by the published figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from django.utils.translation import override
from layers import in_order
from signing import sign_in

from yuanqu.indicators import Standing, read_observations, standings
from yuanqu.packs import release
from yuanqu.packs.model import Pack
from yuanqu.powers import Role
from yuanqu_web.board.services import store_standings
from yuanqu_web.policies.selectors import current_pack
from yuanqu_web.policies.services import store_release


@pytest.hookimpl(trylast=True)  # after pytest-django, which puts what commits last
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    in_order(items)


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    with override("zh-hans"):
        yield


@pytest.fixture
def client(db: None) -> Client:
    """Signed in as a city officer."""
    client = Client()
    sign_in(client, Role.CITY_OFFICER)
    return client


@pytest.fixture
def anonymous(db: None) -> Client:
    return Client()


@pytest.fixture(scope="session")
def pack_bytes(pack_folder: Path) -> bytes:
    return release(pack_folder)


@pytest.fixture
def pack(db: None, pack_bytes: bytes) -> Pack:
    store_release(data=pack_bytes)
    return current_pack()


@pytest.fixture
def published(pack: Pack, samples: Path) -> tuple[Standing, ...]:
    found = read_observations(samples / "observations.yaml", pack.indicators)
    return standings(pack, found.observations, None, pack.identity.as_of)


@pytest.fixture
def stored(pack: Pack, published: tuple[Standing, ...]) -> tuple[Standing, ...]:
    """Stored standings; the same figures once more as sample, to see the two kept apart."""
    sample = tuple(replace(s, origin="sample") for s in published if s.latest)
    store_standings(
        pack_digest=pack.digest, facts_digest="", as_of=pack.identity.as_of, standings=[*published, *sample]
    )
    return published
