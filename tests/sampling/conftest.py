"""The sample city of the first pack, made once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from yuanqu.documents import read_yaml
from yuanqu.facts import Facts, Schema, read_schema
from yuanqu.sampling import Settings, generate, read_settings
from yuanqu.values import Text


def parsed(path: Path) -> Any:
    file = read_yaml(path.read_bytes(), path.name)
    assert file.diagnostics == ()
    return file.data


def named(entries: list[Mapping[str, Any]]) -> dict[str, Text]:
    return {entry["id"]: Text(**entry["name"]) for entry in entries}


@pytest.fixture(scope="session")
def schema(pack_folder: Path) -> Schema:
    industries = parsed(pack_folder / "industries.yaml")
    tables = {
        "places": named(parsed(pack_folder / "places.yaml")["places"]),
        "industries": named(industries["industries"]),
        "clusters": named(parsed(pack_folder / "clusters.yaml")["clusters"]),
        "focuses": named(industries["focuses"]),
    }
    facts, forms = parsed(pack_folder / "facts.yaml"), parsed(pack_folder / "forms.yaml")
    schema, found = read_schema(facts, forms, source=pack_folder.name, tables=tables)
    assert schema is not None, [d.text("en") for d in found]
    return schema


@pytest.fixture(scope="session")
def city_yaml(samples: Path) -> bytes:
    return (samples / "city.yaml").read_bytes()


@pytest.fixture(scope="session")
def settings(city_yaml: bytes, schema: Schema) -> Settings:
    settings, found = read_settings(city_yaml, "city.yaml", schema)
    assert settings is not None, [d.text("en") for d in found]
    assert found == ()
    return settings


@pytest.fixture(scope="session")
def city(settings: Settings, schema: Schema) -> Facts:
    return generate(settings, schema)


@pytest.fixture(scope="session")
def firms(city: Facts) -> dict[str, dict[str, Any]]:
    """The register by code."""
    return {row["code"]: row for row in city.form_table("enterprise_register").to_pylist()}


@pytest.fixture(scope="session")
def observations(samples: Path) -> Any:
    return parsed(samples / "observations.yaml")


@pytest.fixture(scope="session")
def enterprises(samples: Path) -> Any:
    return parsed(samples / "named_enterprises.yaml")["enterprises"]


@pytest.fixture(scope="session")
def pack_indicators(pack_folder: Path) -> set[str]:
    return {entry["id"] for entry in parsed(pack_folder / "indicators.yaml")["indicators"]}
