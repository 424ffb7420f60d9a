"""The Yingtan pack and its sample city, assessed once."""

from __future__ import annotations

import pytest

from yuanqu.assessment import assess
from yuanqu.packs import load
from yuanqu.sampling import generate, read_settings


@pytest.fixture(scope="session")
def pack(pack_folder):
    return load(pack_folder).pack


@pytest.fixture(scope="session")
def city(pack, samples):
    settings, found = read_settings((samples / "city.yaml").read_bytes(), "city.yaml", pack.schema)
    assert not found
    return generate(settings, pack.schema)


@pytest.fixture(scope="session")
def assessment(pack, city):
    return assess(pack, city, pack.identity.as_of)
