"""Loads a pack: reads every file, reports every problem, and gives frozen data when nothing forbids it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from yuanqu.diagnostics import Diagnostic, Where, diagnose, has_errors
from yuanqu.dmn import Model, read_model
from yuanqu.documents import Entry, YamlFile, read_yaml
from yuanqu.facts import read_schema
from yuanqu.filing import Calendar
from yuanqu.filing.reading import read_calendar, read_heads
from yuanqu.packs.files import Files, digest, from_zip, read_folder
from yuanqu.packs.model import Pack
from yuanqu.packs.reading.clauses import read_clauses
from yuanqu.packs.reading.decisions import read_cases, read_decisions, read_english
from yuanqu.packs.reading.identity import read_identity
from yuanqu.packs.reading.numbers import read_indicators, read_parameters, read_targets
from yuanqu.packs.reading.tables import read_clusters, read_industries, read_places, read_treasuries
from yuanqu.packs.texts import english_texts

CALENDAR = "calendar.yaml"


@dataclass(frozen=True, slots=True)
class Loaded:
    """`pack` is None when an error forbids using it; `diagnostics` hold all that was found."""

    pack: Pack | None
    diagnostics: tuple[Diagnostic, ...]


def load(path: Path | str) -> Loaded:
    """Load a folder, a release (.zip), or what the program brings as "id" or "id@version"."""
    found = locate(str(path))
    if found is None:
        return Loaded(None, (diagnose("PACK-007", None, path=path),))
    if found.is_dir():
        return build(read_folder(found))
    return read_release(found.read_bytes(), name=found.name)


def read_release(data: bytes, *, name: str = "release.zip") -> Loaded:
    """Load the bytes of a release."""
    files, problems = from_zip(data, name)
    if has_errors(problems):
        return Loaded(None, problems)
    return build(files)


def shipped(kind: str) -> Path:
    """The folder of shipped packs or samples: inside the wheel, or beside src/ in a checkout."""
    inside = Path(__file__).parents[1] / "data" / kind
    return inside if inside.is_dir() else Path(__file__).parents[3] / kind


def locate(text: str) -> Path | None:
    """A path that exists, or a shipped pack by id or id@version."""
    path = Path(text)
    if path.is_dir() or path.is_file():
        return path
    id, _, version = text.partition("@")
    candidate = shipped("packs") / id
    if "/" in text or "\\" in text or not id or not (candidate / "pack.yaml").is_file():
        return None
    if version and f'version: "{version}"' not in (candidate / "pack.yaml").read_text(encoding="utf-8"):
        return None
    return candidate


def build(files: Files) -> Loaded:
    """Turn files into a pack, collecting the problems of all of them first."""
    return _Builder(files).build()


class _Builder:
    def __init__(self, files: Files) -> None:
        self.files = files
        self.found: list[Diagnostic] = []

    def build(self) -> Loaded:
        identity = self._read("pack.yaml", read_identity)
        clauses = self._read("clauses.yaml", read_clauses)
        parameters = self._read("parameters.yaml", read_parameters)
        indicators = self._read("indicators.yaml", read_indicators)
        targets = self._read("targets.yaml", read_targets)
        decisions = self._read("decisions.yaml", read_decisions)
        industries = self._read("industries.yaml", read_industries)
        clusters = self._read("clusters.yaml", read_clusters)
        places = self._read("places.yaml", read_places)
        treasuries = self._read("treasuries.yaml", read_treasuries)
        english = self._read("texts.en.yaml", read_english)
        cases = tuple(self._read(name, read_cases) for name in self._names("cases/", ".yaml"))
        schema = None
        if industries and clusters and places:
            tables = {
                "places": {id: place.name for id, place in places.places.items()},
                "industries": {id: industry.name for id, industry in industries.industries.items()},
                "clusters": {id: cluster.name for id, cluster in clusters[0].items()},
                "focuses": dict(industries.focuses),
            }
            schema = self._schema(tables)
        heads = self._read("forms.yaml", lambda top: read_heads(top, schema)) if schema else {}
        calendar = self._read(CALENDAR, read_calendar) if CALENDAR in self.files else Calendar()
        models = self._models()
        if has_errors(self.found) or not (clauses and schema and clusters and places and treasuries):
            return Loaded(None, tuple(self.found))
        boundaries = self._boundaries(places.boundaries)
        texts = english_texts(models, english, self.found.append)
        articles, sentences, across = clauses
        frozen = MappingProxyType
        pack = Pack(
            identity=identity,
            digest=digest(self.files),
            articles=articles,
            sentences=sentences,
            across=across,
            schema=schema,
            parameters=frozen(parameters),
            indicators=frozen(indicators),
            targets=frozen(targets),
            decisions=frozen(decisions),
            models=frozen(models),
            industries=frozen(industries.industries),
            brands=frozen(industries.brands),
            focuses=frozen(industries.focuses),
            industries_source=industries.source,
            clusters=frozen(clusters[0]),
            memberships=clusters[1],
            places=frozen(places.places),
            boundaries=boundaries,
            boundaries_attribution=places.attribution,
            treasuries=frozen(treasuries[0]),
            shares=treasuries[1],
            cases=cases,
            english=frozen(texts),
            filing=frozen(heads),
            calendar=calendar,
        )
        return Loaded(None if has_errors(self.found) else pack, tuple(self.found))

    def _names(self, start: str, end: str) -> list[str]:
        return sorted(name for name in self.files if name.startswith(start) and name.endswith(end))

    def _yaml(self, name: str) -> YamlFile | None:
        if name not in self.files:
            self.found.append(diagnose("PACK-001", Where(name), file=name))
            return None
        parsed = read_yaml(self.files[name], name)
        self.found.extend(parsed.diagnostics)
        return parsed if parsed.data is not None else None

    def _read(self, name: str, reader: Callable[[Entry], Any]) -> Any:
        parsed = self._yaml(name)
        return None if parsed is None else reader(Entry(parsed, parsed.data, (), self.found.append))

    def _schema(self, tables: Mapping[str, Mapping[str, Any]]) -> Any:
        facts, forms = self._yaml("facts.yaml"), self._yaml("forms.yaml")
        if facts is None or forms is None:
            return None
        schema, problems = read_schema(facts.data, forms.data, source="", tables=tables)
        self.found.extend(problems)
        return schema

    def _models(self) -> dict[str, Model]:
        models: dict[str, Model] = {}
        for name in self._names("decisions/", ".dmn"):
            loaded = read_model(self.files[name], source=name)
            self.found.extend(loaded.diagnostics)
            if loaded.model is not None:
                models[name] = loaded.model
        return models

    def _boundaries(self, name: str | None) -> Mapping[str, object] | None:
        if name is None:
            return None
        if name not in self.files:
            self.found.append(diagnose("PACK-001", Where(name), file=name))
            return None
        try:
            data: dict[str, object] = json.loads(self.files[name])
        except ValueError as error:
            self.found.append(diagnose("DOC-002", Where(name), reason=error))
            return None
        return MappingProxyType(data)
