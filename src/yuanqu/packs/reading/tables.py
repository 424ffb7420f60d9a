"""industries.yaml, clusters.yaml, places.yaml, treasuries.yaml: the dated, sourced tables of a pack."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from yuanqu.documents import Entry
from yuanqu.packs.model import (
    Brand,
    Cluster,
    Focus,
    Industry,
    Membership,
    Place,
    Point,
    Recognition,
    TreasuryShare,
)
from yuanqu.packs.reading.numbers import by_id
from yuanqu.values import Text


@dataclass(frozen=True, slots=True)
class Industries:
    industries: dict[str, Industry]
    brands: dict[str, Brand]
    focuses: dict[str, Text]
    source: Text


@dataclass(frozen=True, slots=True)
class Places:
    places: dict[str, Place]
    boundaries: str | None
    attribution: Text | None


def read_industries(top: Entry) -> Industries:
    source = top.entry("source")
    source_text = Text(source.string("zh"), source.string("en"))
    source.raw("date", None)
    source.raw("url", None)
    source.close()
    industries = by_id(top, [_industry(entry) for entry in top.entries("industries")])
    brands = by_id(top, [_brand(entry) for entry in top.entries("brands", ())])
    for brand in brands.values():
        if brand.industry not in industries:
            top.report("PACK-030", "brands", kind="industry", id=brand.industry)
    focuses: dict[str, Text] = {}
    for entry in top.entries("focuses", ()):
        focuses[entry.string("id")] = entry.text("name")
        entry.close()
    top.close()
    return Industries(industries, brands, focuses, source_text)


def _industry(entry: Entry) -> Industry:
    codes = []
    for edition in entry.entries("codes", ()):
        codes.append((edition.string("edition"), edition.strings("codes")))
        edition.close()
    industry = Industry(
        id=entry.string("id"),
        name=entry.text("name"),
        tier=entry.choice("tier", ("pillar", "brand", "emerging", "other")),
        in_1_6=entry.flag("in_1_6"),
        codes=tuple(codes),
        note=entry.optional_text("note"),
    )
    entry.close()
    return industry


def _brand(entry: Entry) -> Brand:
    brand = Brand(
        entry.string("id"),
        entry.text("name"),
        entry.string("industry"),
        entry.day("from"),
        entry.text("source"),
    )
    entry.close()
    return brand


def read_clusters(top: Entry) -> tuple[dict[str, Cluster], tuple[Membership, ...]]:
    clusters = by_id(top, [_cluster(entry) for entry in top.entries("clusters")])
    memberships = tuple(_membership(entry, clusters) for entry in top.entries("memberships", ()))
    top.close()
    return clusters, memberships


def _cluster(entry: Entry) -> Cluster:
    recognised = None
    if part := entry.optional_entry("recognised"):
        recognised = Recognition(
            part.string("document"),
            part.optional_day("date"),
            part.text("issuer"),
            part.optional_text("note"),
        )
        part.close()
    cluster = Cluster(
        entry.string("id"),
        entry.text("name"),
        entry.optional("place"),
        entry.optional("industry"),
        recognised,
    )
    entry.optional_text("note")
    entry.close()
    return cluster


def _membership(entry: Entry, clusters: dict[str, Cluster]) -> Membership:
    membership = Membership(
        entry.string("enterprise"),
        entry.string("cluster"),
        entry.day("from"),
        entry.optional_day("to"),
        entry.string("document"),
    )
    if membership.cluster not in clusters:
        entry.report("PACK-030", "cluster", kind="cluster", id=membership.cluster)
    entry.close()
    return membership


def read_places(top: Entry) -> Places:
    places = by_id(top, [_place(entry) for entry in top.entries("places")])
    file = attribution = None
    if part := top.optional_entry("boundaries"):
        file, attribution = part.string("file"), part.text("attribution")
        part.close()
    top.close()
    return Places(places, file, attribution)


def _place(entry: Entry) -> Place:
    focuses = []
    for focus in entry.entries("focuses", ()):
        focuses.append(Focus(focus.string("id"), focus.string("clause")))
        focus.close()
    point = None
    if part := entry.optional_entry("point"):
        point = Point(part.decimal("lon"), part.decimal("lat"), part.flag("approximate"))
        part.close()
    place = Place(
        id=entry.string("id"),
        name=entry.text("name"),
        kind=entry.choice("kind", ("park", "district", "logistics_park", "city", "zone")),
        division_code=entry.string("division_code"),
        industrial=entry.flag("industrial"),
        focuses=tuple(focuses),
        point=point,
        boundary=entry.optional("boundary"),
        note=entry.optional_text("note"),
    )
    entry.close()
    return place


def read_treasuries(top: Entry) -> tuple[dict[str, Text], tuple[TreasuryShare, ...]]:
    treasuries = {}
    for entry in top.entries("treasuries"):
        treasuries[entry.string("id")] = entry.text("name")
        entry.optional_text("note")
        entry.close()
    shares = tuple(_share(entry, treasuries) for entry in top.entries("shares", ()))
    top.close()
    return treasuries, shares


def _share(entry: Entry, treasuries: dict[str, Text]) -> TreasuryShare:
    parts = []
    for part in entry.entries("parts"):
        treasury = part.string("treasury")
        if treasury not in treasuries:
            part.report("PACK-030", "treasury", kind="treasury", id=treasury)
        parts.append((treasury, part.decimal("share")))
        part.close()
    if sum((share for _, share in parts), Decimal(0)) != 1:
        entry.report("PACK-029", "parts")
    share = TreasuryShare(
        entry.string("place"),
        entry.day("from"),
        entry.optional_day("to"),
        entry.string("document"),
        tuple(parts),
    )
    entry.close()
    return share
