"""What must hold between the parts of the settings before a city can be made."""

from __future__ import annotations

from collections.abc import Iterator

from yuanqu.diagnostics import Diagnostic, Where, diagnose
from yuanqu.facts import Schema
from yuanqu.sampling.names import Names
from yuanqu.sampling.settings import Cell, Settings, Total

FORMS = (
    "enterprise_register",
    "enterprise_year",
    "enterprise_month",
    "enterprise_confirmed",
    "building_register",
    "line_register",
    "project_register",
    "cluster_register",
    "person_register",
)


def check(settings: Settings, schema: Schema, source: str) -> Iterator[Diagnostic]:
    """Every contradiction between places, cells, totals and names."""
    yield from _counts(settings, source)
    yield from _places(settings, source)
    for measure in ("revenue", "value_added"):
        yield from _nesting(settings, measure, source)
        yield from _coverage(settings, measure, source)
    yield from _leaders(settings, source)
    yield from _filled(settings, source)
    yield from _time(settings, source)
    yield from _confirmed(settings, schema, source)
    known = {form.id for form in schema.forms}
    for form in FORMS:
        if form not in known:
            yield diagnose("SAMP-013", Where(source), form=form)


def own_cells(settings: Settings, total: Total) -> list[Cell]:
    """The cells whose innermost total is this one. Services have no value added."""
    return [
        cell
        for cell in settings.cells
        if settings.innermost(cell, total.measure) is total
        and (total.measure != "value_added" or settings.industry(cell.industry).value_added is not None)
    ]


def inner_totals(settings: Settings, total: Total) -> list[Total]:
    """The totals directly inside this one."""
    return [t for t in settings.totals if t.measure == total.measure and _parent(settings, t) is total]


def _parent(settings: Settings, inner: Total) -> Total | None:
    """The first later total that contains all firms of `inner`."""
    cells = _cells(settings, inner)
    later = settings.totals[settings.totals.index(inner) + 1 :]
    return next((t for t in later if t.measure == inner.measure and cells <= _cells(settings, t)), None)


def _cells(settings: Settings, total: Total) -> frozenset[int]:
    return frozenset(i for i, cell in enumerate(settings.cells) if total.covers(cell))


def _counts(settings: Settings, source: str) -> Iterator[Diagnostic]:
    cells = sum(cell.firms for cell in settings.cells)
    if cells != settings.enterprises:
        where = Where(source, "enterprises")
        yield diagnose("SAMP-011", where, cells=cells, stated=settings.enterprises)
    names = Names(settings.syllables, settings.seed)
    if names.capacity < settings.enterprises:
        yield diagnose(
            "SAMP-008",
            Where(source, "names.syllables"),
            count=len(settings.syllables),
            capacity=names.capacity,
            needed=settings.enterprises,
        )
    for syllable in sorted({s for s in settings.syllables if settings.syllables.count(s) > 1}):
        yield diagnose("SAMP-009", Where(source, "names"), key="names.syllables", value=syllable)


def _places(settings: Settings, source: str) -> Iterator[Diagnostic]:
    known = {place.id for place in settings.places}
    for cell in settings.cells:
        if cell.place not in known:
            where = Where(source, f"industries.{cell.industry}.cells")
            yield diagnose("SAMP-002", where, value=cell.place, allowed=", ".join(sorted(known)))


def _nesting(settings: Settings, measure: str, source: str) -> Iterator[Diagnostic]:
    totals = [total for total in settings.totals if total.measure == measure]
    for index, inner in enumerate(totals):
        cells = _cells(settings, inner)
        for outer in totals[index + 1 :]:
            shared = cells & _cells(settings, outer)
            if shared and shared != cells:
                yield diagnose("SAMP-003", Where(source, "totals"), inner=inner.id, outer=outer.id)
    for total in totals:
        yield from _values(settings, total, source)


def _values(settings: Settings, total: Total, source: str) -> Iterator[Diagnostic]:
    where = Where(source, f"totals.{total.id}")
    owned, inside = own_cells(settings, total), inner_totals(settings, total)
    periods = [str(period) for period in (*settings.time.years, settings.time.span)]
    for period in total.values:
        if period not in periods:
            yield diagnose("SAMP-002", where, value=period, allowed=", ".join(periods))
    for period in periods:
        if period not in total.values:
            yield diagnose("SAMP-007", where, total=total.id, period=period)
            continue
        inner = sum(t.values.get(period, 0) for t in inside)
        rest = total.values[period] - inner
        if rest < 0:
            yield diagnose(
                "SAMP-004", where, total=total.id, period=period, inner=inner, outer=total.values[period]
            )
        elif rest and not owned:
            yield diagnose("SAMP-006", where, total=total.id, period=period, rest=rest)


def _coverage(settings: Settings, measure: str, source: str) -> Iterator[Diagnostic]:
    for cell in settings.cells:
        wanted = measure == "revenue" or settings.industry(cell.industry).value_added is not None
        if wanted and settings.innermost(cell, measure) is None:
            where = Where(source, "totals")
            yield diagnose("SAMP-005", where, measure=measure, industry=cell.industry, place=cell.place)


def _leaders(settings: Settings, source: str) -> Iterator[Diagnostic]:
    for total in settings.totals:
        if total.measure != "revenue":
            continue
        cells = own_cells(settings, total)
        shares = sum(sum(cell.leaders) for cell in cells)
        others = sum(cell.firms - len(cell.leaders) for cell in cells)
        if shares >= 100_000 or (shares and others <= 0):
            stated = f"{shares // 1000}.{shares % 1000:03} %"
            yield diagnose("SAMP-010", Where(source, f"totals.{total.id}"), total=total.id, shares=stated)


def _filled(settings: Settings, source: str) -> Iterator[Diagnostic]:
    """Lists that something is drawn from may not be empty."""
    lists: dict[str, object] = {
        "confirmed.years": settings.confirmed.years,
        "confirmed.bands": settings.confirmed.bands,
        "buildings.storeys": settings.buildings.storeys,
        "lines.clean_grades": settings.lines.clean_grades,
        "projects.words": settings.projects.words,
        "time.parts": settings.time.parts,
    }
    lists |= {f"places.{place.id}.land_tax_rates": place.land_tax_rates for place in settings.places}
    lists |= {f"industries.{industry.id}.words": industry.words for industry in settings.industries}
    lists |= {
        f"places.{place}.focuses": settings.place(place).focuses for place, _ in settings.projects.places
    }
    for path, items in lists.items():
        if not items:
            yield diagnose("SAMP-014", Where(source, path))


def _time(settings: Settings, source: str) -> Iterator[Diagnostic]:
    """The parts of the running year follow each other and make up the span, right after the last year."""
    time = settings.time
    edges = [time.span.start, *(period.end for period, _ in time.parts)]
    starts = [period.start for period, _ in time.parts]
    if starts != edges[:-1] or edges[-1] != time.span.end or time.span.start.year != time.last_year + 1:
        yield diagnose("SAMP-015", Where(source, "time"), span=time.span, year=time.last_year + 1)


def _confirmed(settings: Settings, schema: Schema, source: str) -> Iterator[Diagnostic]:
    where = Where(source, "confirmed")
    years = [str(year) for year in settings.time.years]
    for year in settings.confirmed.years:
        if str(year) not in years:
            yield diagnose("SAMP-002", where, value=year, allowed=", ".join(years))
    for low, high, weight in settings.confirmed.bands:
        if not 1 <= low < high or weight < 1:
            yield diagnose("SAMP-016", where, low=low, high=high)
    fields = [name for form in schema.forms if form.id == "enterprise_confirmed" for name in form.fields]
    for name in settings.confirmed.missing:
        if name not in fields:
            yield diagnose("SAMP-002", where, value=name, allowed=", ".join(fields))
