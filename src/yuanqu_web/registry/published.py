"""Named enterprises of the published file: YAML to plain, checked values."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Named:
    """One entry of named_enterprises.yaml. `figures`: mappings ready for PublishedFigure."""

    key: str
    name_zh: str
    name_en: str
    code: str
    place: str
    industry: str
    cluster: str
    about: Mapping[str, object]
    figures: tuple[Mapping[str, Any], ...]


def read_named(path: Path) -> tuple[str, tuple[Named, ...]]:
    """The digest of the file and its entries. KeyError or TypeError when an entry lacks what it must have."""
    raw = path.read_bytes()
    entries = yaml.safe_load(raw)["enterprises"]
    return hashlib.sha256(raw).hexdigest(), tuple(_named(entry) for entry in entries)


def _named(entry: Mapping[str, Any]) -> Named:
    return Named(
        key=entry["id"],
        name_zh=entry["name"]["zh"],
        name_en=entry["name"]["en"],
        code=entry["code"] or "",
        place=entry["place"] or "",
        industry=entry["industry"] or "",
        cluster=entry["cluster"] or "",
        about={
            "located": entry.get("located"),
            "note": entry.get("note"),
            "source": _source(entry["source"]),
            "code_source": _source(entry["code_source"]) if entry.get("code_source") else None,
        },
        figures=tuple(_figure(figure, position) for position, figure in enumerate(entry["figures"])),
    )


def _figure(figure: Mapping[str, Any], position: int) -> dict[str, Any]:
    note = figure.get("note") or {}
    return {
        "position": position,
        "measure_zh": figure["measure"]["zh"],
        "measure_en": figure["measure"]["en"],
        "period": figure["period"] or "",
        "value": str(figure["value"]),
        "unit": figure["unit"],
        "bound": figure.get("bound") or "",
        "growth": figure.get("growth"),
        "source": _source(figure["source"]),
        "note_zh": note.get("zh", ""),
        "note_en": note.get("en", ""),
    }


def _source(source: Mapping[str, Any]) -> dict[str, object]:
    published = source.get("published")
    return {
        "zh": source["title"]["zh"],
        "en": source["title"]["en"],
        "url": source.get("url") or "",
        "published": published.isoformat() if isinstance(published, date) else None,
        "mirror": bool(source.get("mirror")),
    }
