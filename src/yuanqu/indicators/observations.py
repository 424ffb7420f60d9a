"""Reads published figures (observations.yaml): every value with its period, basis and source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from yuanqu.diagnostics import Diagnostic, Where, diagnose, has_errors
from yuanqu.documents import Entry, read_yaml
from yuanqu.indicators.definition import Indicator
from yuanqu.indicators.model import Basis, Observation, Source
from yuanqu.values import Period, Text, unit


@dataclass(frozen=True, slots=True)
class Published:
    """`observations` is empty when an error forbids using the file. `names`: indicators known only to this file."""

    observations: tuple[Observation, ...]
    names: Mapping[str, tuple[Text, str]]
    diagnostics: tuple[Diagnostic, ...]


def read_observations(path: Path, indicators: Mapping[str, Indicator] | None = None) -> Published:
    """Read and check a file; with `indicators`, also that each id is known to the pack or to the file."""
    parsed = read_yaml(path.read_bytes(), path.name)
    found = list(parsed.diagnostics)
    if parsed.data is None:
        return Published((), {}, tuple(found))
    top = Entry(parsed, parsed.data, (), found.append)
    names = {}
    for entry in top.entries("indicators", ()):
        names[entry.string("id")] = (entry.text("name"), entry.string("unit"))
        entry.close()
    top.raw("sources", None)
    observations = tuple(_observation(entry) for entry in top.entries("observations"))
    top.close()
    if indicators is not None:
        known = indicators.keys() | names.keys()
        for index, item in enumerate(observations):
            if item.indicator not in known:
                where = Where(path.name, f"observations.{index}")
                found.append(diagnose("IND-001", where, id=item.indicator))
    found.extend(_conflicts(path.name, observations))
    return Published(() if has_errors(found) else observations, names, tuple(found))


def _observation(entry: Entry) -> Observation:
    symbol = entry.string("unit")
    try:
        unit(symbol)
    except KeyError:
        entry.report("DOC-018", "unit", unit=symbol)
    text = entry.string("period")
    try:
        period = Period.parse(text)
    except ValueError:
        entry.report("IND-002", "period", text=text)
        period = Period.year(1970)
    growth = None
    if part := entry.optional_entry("growth"):
        growth = part.optional_decimal("yoy")
        for other in ("real", "points", "since"):
            part.raw(other, None)
        part.close()
    source = entry.entry("source")
    observation = Observation(
        indicator=entry.string("indicator"),
        period=period,
        value=entry.decimal("value"),
        unit=symbol,
        basis=entry.choice("basis", get_args(Basis)),
        source=Source(
            source.text("title"),
            source.optional("url") or "",
            source.optional_day("published"),
            source.flag("mirror", False),
        ),
        growth=growth,
        preferred=entry.flag("preferred", False),
        note=entry.optional_text("note"),
        scope=entry.optional("scope"),
        bound=entry.choice("bound", ("exact", "above", "below", "about"), "exact"),
        formula=entry.optional("formula"),
    )
    source.close()
    for extra in ("derived_from", "decimals"):
        entry.raw(extra, None)
    entry.close()
    return observation


def _conflicts(name: str, observations: tuple[Observation, ...]) -> list[Diagnostic]:
    """Exactly one value of an indicator, place and period may be the one used."""
    chosen: dict[tuple[str, str | None, Period], int] = {}
    for item in observations:
        key = (item.indicator, item.scope, item.period)
        chosen[key] = chosen.get(key, 0) + item.preferred
    return [
        diagnose("IND-003", Where(name), id=id, period=period, count=count)
        for (id, _, period), count in chosen.items()
        if count != 1
    ]
