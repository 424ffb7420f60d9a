"""The guide directory "1+6" in the three tiers of the text, and its lookup."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from yuanqu.packs.model import Brand, Industry, Pack
from yuanqu_web.ui.navigation import Label

TIERS: tuple[tuple[str, Label], ...] = (
    ("pillar", _("支柱产业")),
    ("brand", _("地方品牌")),
    ("emerging", _("新兴产业")),
    ("other", _("目录以外的产业")),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An industry with its codes by edition, and the brands placed in it."""

    industry: Industry
    brands: tuple[Brand, ...]


@dataclass(frozen=True, slots=True)
class Tier:
    """`brands`: of the tier "brand", with the industry each is placed in."""

    id: str
    label: Label
    entries: tuple[Entry, ...]
    brands: tuple[tuple[Brand, Industry], ...]


def tiers(pack: Pack, query: str = "") -> list[Tier]:
    """The directory, or what of it matches: a name in either language, or the start of an industry code."""
    wanted = unicodedata.normalize("NFKC", query).strip().casefold()
    found = []
    for id, label in TIERS:
        entries = tuple(
            Entry(industry, tuple(b for b in pack.brands.values() if b.industry == industry.id))
            for industry in pack.industries.values()
            if industry.tier == id
        )
        brands = (
            tuple((b, pack.industries[b.industry]) for b in pack.brands.values()) if id == "brand" else ()
        )
        if wanted:
            entries = tuple(entry for entry in entries if _entry_matches(entry, wanted))
            brands = tuple(pair for pair in brands if _named(pair[0], wanted))
        if entries or brands:
            found.append(Tier(id, label, entries, brands))
    return found


def _entry_matches(entry: Entry, wanted: str) -> bool:
    codes = (code for _edition, codes in entry.industry.codes for code in codes)
    if wanted.isdigit():
        return any(code.startswith(wanted) or wanted.startswith(code) for code in codes)
    return _named(entry.industry, wanted) or any(_named(brand, wanted) for brand in entry.brands)


def _named(thing: Industry | Brand, wanted: str) -> bool:
    return wanted in thing.name.zh or wanted in thing.name.en.casefold()
