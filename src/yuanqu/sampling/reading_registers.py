"""Reads the settings of confirmed data, buildings, lines, projects, picked clusters and people."""

from __future__ import annotations

from collections.abc import Collection

from yuanqu.sampling.entry import Entry
from yuanqu.sampling.settings import Buildings, Confirmed, Lines, People, Pick, Product, Projects
from yuanqu.values import Period


def read_confirmed(entry: Entry, grades: Collection[str]) -> Confirmed:
    missing = entry.entry("missing")
    confirmed = Confirmed(
        years=tuple(Period.year(int(year)) for year in entry.strings("years") if year.isdecimal()),
        bands=tuple(
            (band[0], band[1], max(1, band[2] // 10_000)) for band in entry.pairs("bands", 3, 10_000)
        ),
        edges=entry.numbers("edges", 10_000),
        on_edge=entry.integer("on_edge"),
        below_edge=entry.integer("below_edge"),
        underpaid=entry.permille("underpaid"),
        serious_breach=entry.permille("serious_breach"),
        grades=entry.weights("grades", grades),
        loans=entry.permille("loans"),
        requests=entry.permille("requests"),
        request_cap=entry.integer("request_cap", 1),
        missing={key: missing.permille(key) for key in missing.names()},
    )
    entry.close()
    return confirmed


def read_buildings(entry: Entry) -> Buildings:
    buildings = Buildings(
        count=entry.integer("count"),
        storeys=tuple((pair[0], pair[1]) for pair in entry.pairs("storeys", 2)),
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
        count=entry.integer("count"),
        products=tuple(products),
        over_limit=entry.permille("over_limit"),
        on_limit=entry.permille("on_limit"),
        clean_grades=tuple((pair[0], pair[1]) for pair in entry.pairs("clean_grades", 2)),
        missing=entry.permille("missing"),
    )
    entry.close()
    return lines


def read_projects(entry: Entry, places: Collection[str]) -> Projects:
    reasons = entry.raw("mismatch_reasons")
    if not isinstance(reasons, list):
        entry.misfit("mismatch_reasons", reasons, "列表", "a list")
        reasons = []
    projects = Projects(
        count=entry.integer("count"),
        places=entry.weights("places", places),
        words=entry.strings("words"),
        mismatch_reasons=tuple(None if reason is None else str(reason) for reason in reasons),
    )
    entry.close()
    return projects


def read_picks(entry: Entry, places: Collection[str]) -> Pick:
    plan = entry.raw("has_plan")
    if plan is not None and not isinstance(plan, bool):
        entry.misfit("has_plan", plan, "true、false 或 null", "true, false or null")
    pick = Pick(
        name=entry.string("name"),
        place=entry.known("place", places),
        has_plan=plan if isinstance(plan, bool) else None,
        supports=entry.integer("supports", 0, 7) if entry.has("supports") else None,
    )
    entry.close()
    return pick


def read_people(entry: Entry, levels: Collection[str]) -> People:
    people = People(
        count=entry.integer("count"),
        levels=entry.weights("levels", levels),
        not_confirmed=entry.permille("not_confirmed"),
        missing=entry.permille("missing"),
    )
    entry.close()
    return people
