"""A page that the browser visits, and who visits it."""

from __future__ import annotations

from dataclasses import dataclass

CITY = "demo-city"


@dataclass(frozen=True, slots=True)
class Visit:
    """A page as somebody sees it. `who`: a person of the demo; empty: nobody signed in. `address`: without the language."""

    name: str
    address: str
    who: str = CITY
