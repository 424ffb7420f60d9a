"""A small sample city and the named firms in the test database. Facts and assessment are made once per run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.utils.translation import override

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


@pytest.fixture(scope="session")
def pack(pack_folder: Path) -> Pack:
    loaded = load(pack_folder)
    assert loaded.pack is not None, [d.text("en") for d in loaded.diagnostics]
    return loaded.pack


@pytest.fixture(scope="session")
def pack_bytes(pack_folder: Path) -> bytes:
    return release(pack_folder)


@pytest.fixture(scope="session")
def facts(pack: Pack, samples: Path) -> Facts:
    settings, found = read_settings((samples / "city.yaml").read_bytes(), "city.yaml", pack.schema)
    assert settings is not None, found
    return generate(settings, pack.schema, enterprises=FIRMS)


@pytest.fixture(scope="session")
def assessment(pack: Pack, facts: Facts) -> Assessment:
    return assess(pack, facts, pack.identity.as_of)


@pytest.fixture
def released(db: None, pack_bytes: bytes) -> None:
    store_release(data=pack_bytes)


@pytest.fixture
def city(released: None, pack: Pack, facts: Facts, assessment: Assessment, samples: Path) -> City:
    dataset = import_facts(facts=facts, key="small-city", release=pack.digest).dataset
    run = store_assessment(pack=pack, dataset=dataset, facts=facts, assessment=assessment)
    published = load_published(path=samples / "named_enterprises.yaml")
    return City(pack, facts, dataset, published, run)
