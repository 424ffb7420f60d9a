"""Reads the settings file of a sample city and reports all that is wrong with it at once."""

from __future__ import annotations

from yuanqu.diagnostics import Diagnostic, has_errors
from yuanqu.documents import read_yaml
from yuanqu.facts import Schema
from yuanqu.sampling.checks import check
from yuanqu.sampling.entry import Entry
from yuanqu.sampling.reading_registers import (
    read_buildings,
    read_confirmed,
    read_lines,
    read_people,
    read_picks,
    read_projects,
)
from yuanqu.sampling.settings import Cell, Growth, Industry, Place, Settings, Time, Total

FEN_PER_100M_YUAN = 10_000_000_000
SHARE_STEPS = 100_000


def read_settings(
    content: bytes, source: str, schema: Schema
) -> tuple[Settings | None, tuple[Diagnostic, ...]]:
    """Read city.yaml of `source`; ids of places, industries, clusters and focuses are those of the schema.

    The settings are None when there is any error.
    """
    file = read_yaml(content, source)
    if file.data is None:
        return None, file.diagnostics
    found = list(file.diagnostics)
    top = Entry(file, file.data, (), found.append)
    settings = _settings(top, _Ids(schema))
    if not has_errors(found):
        found.extend(check(settings, schema, source))
    return (None if has_errors(found) else settings), tuple(found)


class _Ids:
    """The ids a schema allows."""

    def __init__(self, schema: Schema) -> None:
        self.places = self._of(schema, "place")
        self.industries = self._of(schema, "industry")
        self.clusters = self._of(schema, "cluster")
        self.focuses = self._of(schema, "project_industry")
        self.grades = self._of(schema, "credit_grade")
        self.levels = self._of(schema, "talent_level")

    @staticmethod
    def _of(schema: Schema, field_id: str) -> tuple[str, ...]:
        return tuple(c.id for f in schema.fields() if f.id == field_id for c in f.choices)


def _settings(top: Entry, ids: _Ids) -> Settings:
    if top.raw("sample", None) is not True:
        top.report("SAMP-012", "sample")
    names = top.entry("names")
    cells: list[Cell] = []
    places = tuple(_place(entry, ids) for entry in top.entries("places"))
    settings = Settings(
        title=top.text("title"),
        note=top.text("note"),
        seed=top.whole("seed"),
        enterprises=top.whole("enterprises", 1),
        syllables=tuple(names.string("syllables")),
        suffix=names.string("suffix"),
        project_suffix=names.string("project_suffix"),
        time=_time(top.entry("time")),
        growth=_growth(top.entry("growth")),
        places=places,
        industries=tuple(_industry(entry, ids, cells) for entry in top.entries("industries")),
        cells=tuple(cells),
        totals=tuple(_total(entry, ids) for entry in top.entries("totals")),
        confirmed=read_confirmed(top.entry("confirmed"), ids.grades),
        buildings=read_buildings(top.entry("buildings")),
        lines=read_lines(top.entry("lines"), ids.industries),
        projects=read_projects(top.entry("projects"), tuple(place.id for place in places)),
        picks=tuple(read_picks(entry, ids.places) for entry in top.entries("picks")),
        people=read_people(top.entry("people"), ids.levels),
    )
    names.close()
    top.close()
    return settings


def _time(entry: Entry) -> Time:
    parts = []
    for part in entry.entries("parts"):
        parts.append((part.period("period"), part.whole("weight", 1)))
        part.close()
    first = entry.whole("first_year", 1949, 2100)
    time = Time(first, entry.whole("last_year", first, 2100), entry.period("span"), tuple(parts))
    entry.close()
    return time


def _growth(entry: Entry) -> Growth:
    growth = Growth(
        young=entry.permille("young"),
        newest=entry.permille("newest"),
        noise=entry.whole("noise", 0, 900),
        alpha=entry.above_zero("tail_alpha"),
        longest=entry.whole("tail_longest", 1, 1_000_000),
        floor=entry.scaled("floor", FEN_PER_100M_YUAN),
        registration_numbers=entry.permille("registration_numbers"),
    )
    entry.close()
    return growth


def _place(entry: Entry, ids: _Ids) -> Place:
    rates = entry.table("land_tax_rates", (100, 100))
    place = Place(
        id=entry.known("id", ids.places),
        areas=entry.weights("areas"),
        land_tax_rates=tuple((pair[0], pair[1]) for pair in rates),
        focuses=entry.words("focuses", ids.focuses),
    )
    entry.close()
    return place


def _industry(entry: Entry, ids: _Ids, cells: list[Cell]) -> Industry:
    industry = Industry(
        id=entry.known("id", ids.industries),
        words=entry.strings("words"),
        codes=entry.strings("codes"),
        value_added=entry.permille("value_added") if entry.has("value_added") else None,
        electricity=entry.whole("electricity"),
        tax=entry.span("tax"),
    )
    cells.extend(_cell(cell, industry.id, ids) for cell in entry.entries("cells"))
    entry.close()
    return industry


def _cell(entry: Entry, industry: str, ids: _Ids) -> Cell:
    leaders = entry.numbers("leaders", SHARE_STEPS) if entry.has("leaders") else ()
    cell = Cell(
        industry=industry,
        place=entry.known("place", ids.places),
        cluster=entry.known("cluster", ids.clusters) if entry.has("cluster") else None,
        firms=entry.whole("firms", 1),
        size=entry.whole("size", 1),
        leaders=leaders,
    )
    entry.close()
    return cell


def _total(entry: Entry, ids: _Ids) -> Total:
    def those(key: str, allowed: tuple[str, ...]) -> tuple[str, ...] | None:
        return entry.ids(key, allowed) if entry.has(key) else None

    measure = entry.known("measure", ("revenue", "value_added"))
    total = Total(
        id=entry.string("id"),
        measure=measure,
        industries=those("industries", ids.industries),
        places=those("places", ids.places),
        clusters=those("clusters", ids.clusters),
        values=entry.by_period("values", FEN_PER_100M_YUAN),
    )
    entry.close()
    return total
