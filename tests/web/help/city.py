"""A small sample city and the named firms in the test database. Made once per run, stored once per file of tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest
from django.utils.translation import override
from layers import fresh, layer, storing
from pytest_django import DjangoDbBlocker

from yuanqu.assessment import Assessment, assess
from yuanqu.facts import Facts
from yuanqu.packs import Pack, load, release
from yuanqu.sampling import generate, read_settings
from yuanqu_web.assessments.models import AssessmentRun
from yuanqu_web.assessments.services import store_assessment
from yuanqu_web.policies.services import store_release
from yuanqu_web.registry.models import Dataset
from yuanqu_web.registry.services import load_published
from yuanqu_web.returns.services import import_facts

FIRMS = 130


@dataclass(frozen=True)
class City:
    """What the pages show: a data set of sample firms, assessed, and the firms named in reports."""

    pack: Pack
    facts: Facts
    dataset: Dataset
    published: Dataset
    run: AssessmentRun


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    """A request for an English page leaves its language behind in the test's thread."""
    with override("zh-hans"):
        yield


@cache  # each folder of tests that imports a fixture has one of its own
def _pack(folder: Path) -> Pack:
    loaded = load(folder)
    assert loaded.pack is not None, [d.text("en") for d in loaded.diagnostics]
    return loaded.pack


@cache
def _facts(folder: Path, samples: Path) -> Facts:
    schema = _pack(folder).schema
    settings, found = read_settings((samples / "city.yaml").read_bytes(), "city.yaml", schema)
    assert settings is not None, found
    return generate(settings, schema, enterprises=FIRMS)


@cache
def _assessment(folder: Path, samples: Path) -> Assessment:
    pack = _pack(folder)
    return assess(pack, _facts(folder, samples), pack.identity.as_of)


@cache
def _release(folder: Path) -> bytes:
    return release(folder)


@pytest.fixture(scope="session")
def pack(pack_folder: Path) -> Pack:
    return _pack(pack_folder)


@pytest.fixture(scope="session")
def pack_bytes(pack_folder: Path) -> bytes:
    return _release(pack_folder)


@pytest.fixture(scope="session")
def facts(pack_folder: Path, samples: Path) -> Facts:
    return _facts(pack_folder, samples)


@pytest.fixture(scope="session")
def assessment(pack_folder: Path, samples: Path) -> Assessment:
    return _assessment(pack_folder, samples)


@pytest.fixture
def released(db: None, pack_bytes: bytes) -> None:
    store_release(data=pack_bytes)


@pytest.fixture(scope="module")
def stored_city(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    pack: Pack,
    pack_bytes: bytes,
    facts: Facts,
    assessment: Assessment,
    samples: Path,
) -> Iterator[City]:
    """The lowest layer."""
    with layer(django_db_blocker):
        with storing(django_db_blocker):
            made = _store(pack, pack_bytes, facts, assessment, samples)
        yield made


def _store(pack: Pack, pack_bytes: bytes, facts: Facts, assessment: Assessment, samples: Path) -> City:
    store_release(data=pack_bytes)
    dataset = import_facts(facts=facts, key="small-city", release=pack.digest).dataset
    run = store_assessment(pack=pack, dataset=dataset, facts=facts, assessment=assessment)
    published = load_published(path=samples / "named_enterprises.yaml")
    return City(pack, facts, dataset, published, run)


@pytest.fixture
def committed_city(
    transactional_db: None, pack: Pack, pack_bytes: bytes, facts: Facts, assessment: Assessment, samples: Path
) -> City:
    """For who looks from another connection."""
    return _store(pack, pack_bytes, facts, assessment, samples)


@pytest.fixture
def city(stored_city: City, db: None) -> City:
    rows = {name: fresh(getattr(stored_city, name)) for name in ("dataset", "published", "run")}
    return replace(stored_city, **rows)
