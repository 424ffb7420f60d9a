"""The settings of a sample city, as frozen data. Amounts are whole 分, shares and chances thousandths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from yuanqu.values import Period, Text

Weighted = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """Firms of one industry in one place and cluster. `size`: relative mean size within its total.

    leaders: the first firms, each by its share (in hundred-thousandths) of the innermost total it falls under.
    """

    industry: str
    place: str
    cluster: str | None
    firms: int
    size: int
    leaders: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Industry:
    """words: what follows the brand in a name. value_added: thousandths of revenue, null for services.
    electricity: kWh per 10,000 yuan of revenue. tax: thousandths of revenue, from and to."""

    id: str
    words: tuple[str, ...]
    codes: tuple[str, ...]
    value_added: int | None
    electricity: int
    tax: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """areas: registering offices by weight. land_tax_rates: pairs (before, in force) in 分 per m²."""

    id: str
    areas: Weighted
    land_tax_rates: tuple[tuple[int, int], ...]
    focuses: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Total:
    """What the firms of some industries, places and clusters sum to, per period. None: any."""

    id: str
    measure: str
    industries: tuple[str, ...] | None
    places: tuple[str, ...] | None
    clusters: tuple[str, ...] | None
    values: Mapping[str, int]

    def covers(self, cell: Cell) -> bool:
        return (
            (self.industries is None or cell.industry in self.industries)
            and (self.places is None or cell.place in self.places)
            and (self.clusters is None or cell.cluster in self.clusters)
        )


@dataclass(frozen=True, slots=True)
class Time:
    """Years of yearly returns; the parts of the running year, by weight, and the span they make up."""

    first_year: int
    last_year: int
    span: Period
    parts: tuple[tuple[Period, int], ...]

    @property
    def years(self) -> tuple[Period, ...]:
        return tuple(Period.year(year) for year in range(self.first_year, self.last_year + 1))


@dataclass(frozen=True, slots=True)
class Growth:
    """young: chance that a firm was founded after the first year; newest: after the last.
    alpha, longest: the tail of sizes. floor: the least revenue in the last year, in 分."""

    young: int
    newest: int
    noise: int
    alpha: Decimal
    longest: int
    floor: int
    registration_numbers: int


@dataclass(frozen=True, slots=True)
class Confirmed:
    """bands: (from, to, weight) of tax per mu in yuan, `to` excluded. edges: yuan per mu on which `on_edge` firms
    stand and `below_edge` firms stand one 分 short. missing: chance of no data by field."""

    years: tuple[Period, ...]
    bands: tuple[tuple[int, int, int], ...]
    edges: tuple[int, ...]
    on_edge: int
    below_edge: int
    underpaid: int
    serious_breach: int
    grades: Weighted
    loans: int
    requests: int
    request_cap: int
    missing: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Buildings:
    count: int
    storeys: tuple[tuple[int, int], ...]
    storey_area: tuple[int, int]
    not_standard: int
    not_new: int
    not_accepted: int
    accepted_years: tuple[int, int]
    missing: int


@dataclass(frozen=True, slots=True)
class Product:
    """A product with its energy limit in hundredths of kgce per tonne."""

    industry: str
    name: str
    limit: int


@dataclass(frozen=True, slots=True)
class Lines:
    count: int
    products: tuple[Product, ...]
    over_limit: int
    on_limit: int
    clean_grades: tuple[tuple[int, int], ...]
    missing: int


@dataclass(frozen=True, slots=True)
class Projects:
    """reasons: one per mismatched project; None: the reason was not given."""

    count: int
    places: Weighted
    words: tuple[str, ...]
    mismatch_reasons: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Pick:
    """A key cluster picked by a place."""

    name: str
    place: str
    has_plan: bool | None
    supports: int | None


@dataclass(frozen=True, slots=True)
class People:
    count: int
    levels: Weighted
    not_confirmed: int
    missing: int


@dataclass(frozen=True, slots=True)
class Settings:
    """All that makes a sample city. `industrial`: the places whose firms have lines and factory buildings."""

    title: Text
    note: Text
    seed: int
    enterprises: int
    syllables: tuple[str, ...]
    suffix: str
    project_suffix: str
    time: Time
    growth: Growth
    places: tuple[Place, ...]
    industries: tuple[Industry, ...]
    cells: tuple[Cell, ...]
    totals: tuple[Total, ...]
    confirmed: Confirmed
    buildings: Buildings
    lines: Lines
    projects: Projects
    picks: tuple[Pick, ...]
    people: People

    def place(self, place_id: str) -> Place:
        return next(place for place in self.places if place.id == place_id)

    def industry(self, industry_id: str) -> Industry:
        return next(industry for industry in self.industries if industry.id == industry_id)

    def innermost(self, cell: Cell, measure: str) -> Total | None:
        """The narrowest total of a measure that a cell counts in: totals are written from the inside out."""
        return next((t for t in self.totals if t.measure == measure and t.covers(cell)), None)
