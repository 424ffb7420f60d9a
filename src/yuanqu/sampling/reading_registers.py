"""Reads the settings of confirmed data, buildings, lines, projects, picked clusters and people."""

from __future__ import annotations

from collections.abc import Collection

from yuanqu.sampling.entry import Entry
from yuanqu.sampling.settings import Buildings, Confirmed, Lines, People, Pick, Product, Projects

YUAN = 10_000  # 万元 are given, whole yuan kept


def read_confirmed(entry: Entry, grades: Collection[str]) -> Confirmed:
    missing = entry.entry("missing")
    confirmed = Confirmed(
        years=entry.periods("years"),
        bands=tuple((row[0], row[1], row[2]) for row in entry.table("bands", (YUAN, YUAN, 1))),
        edges=entry.numbers("edges", YUAN),
        on_edge=entry.whole("on_edge"),
        below_edge=entry.whole("below_edge"),
        underpaid=entry.permille("underpaid"),
        serious_breach=entry.permille("serious_breach"),
        grades=entry.weights("grades", grades),
        loans=entry.permille("loans"),
        requests=entry.permille("requests"),
        request_cap=entry.whole("request_cap", 1),
        missing={str(key): missing.permille(key) for key in tuple(missing.names())},
    )
    entry.close()
    return confirmed


def read_buildings(entry: Entry) -> Buildings:
    buildings = Buildings(
        count=entry.whole("count"),
        storeys=tuple((pair[0], pair[1]) for pair in entry.table("storeys", (1, 1))),
        storey_area=entry.span("storey_area"),
        not_standard=entry.permille("not_standard"),
        not_new=entry.permille("not_new"),
        not_accepted=entry.permille("not_accepted"),
        accepted_years=entry.span("accepted_years"),
        missing=entry.permille("missing"),
    )
    entry.close()
    return buildings


def read_lines(entry: Entry, industries: Collection[str]) -> Lines:
    products = []
    for item in entry.entries("products"):
        industry = item.known("industry", industries)
        products.append(Product(industry, item.string("name"), item.scaled("limit", 100)))
        item.close()
    lines = Lines(
        count=entry.whole("count"),
        products=tuple(products),
        over_limit=entry.permille("over_limit"),
        on_limit=entry.permille("on_limit"),
        clean_grades=tuple((pair[0], pair[1]) for pair in entry.table("clean_grades", (1, 1))),
        missing=entry.permille("missing"),
    )
    entry.close()
    return lines


def read_projects(entry: Entry, places: Collection[str]) -> Projects:
    reasons = entry.raw("mismatch_reasons")
    projects = Projects(
        count=entry.whole("count"),
        places=entry.weights("places", places),
        words=entry.strings("words"),
        mismatch_reasons=tuple(None if reason is None else str(reason) for reason in reasons or ()),
    )
    entry.close()
    return projects


def read_picks(entry: Entry, places: Collection[str]) -> Pick:
    pick = Pick(
        name=entry.string("name"),
        place=entry.known("place", places),
        has_plan=entry.flag("has_plan") if entry.has("has_plan") else None,
        supports=entry.whole("supports", 0, 7) if entry.has("supports") else None,
    )
    entry.close()
    return pick


def read_people(entry: Entry, levels: Collection[str]) -> People:
    people = People(
        count=entry.whole("count"),
        levels=entry.weights("levels", levels),
        not_confirmed=entry.permille("not_confirmed"),
        missing=entry.permille("missing"),
    )
    entry.close()
    return people
