"""Every address of the platform, out of the table of addresses, with arguments that exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from hostile import World

from yuanqu_web.accounts.access import Access, access_of
from yuanqu_web.accounts.foreign import FOREIGN

SOURCE = Path(__file__).resolve().parents[3] / "src" / "yuanqu_web"
# What an argument that isn't a uuid is called in the addresses, and something that exists.
WORDS = {
    "form": "enterprise_month",
    "period": "2014-10",
    "place": "guixi_park",
    "act": "return.chase",
    "decision": "land_use_tax",
    "which": "original",
    "step": "undo",
    "number": "1",
    "seat": "1",
    "provider_id": "city",
    "id": "guixi_park",
}


def views() -> dict[str, URLPattern]:
    """Every address outside of the interface by its full name, ours and those of the login library that are open."""

    def walk(resolver: URLResolver, names: tuple[str, ...]) -> Iterator[tuple[str, URLPattern]]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                yield from walk(entry, (*names, entry.namespace) if entry.namespace else names)
            else:
                if entry.name:
                    yield ":".join([*names, entry.name]), entry

    found = dict(walk(get_resolver(), ()))
    return {
        name: view
        for name, view in found.items()
        if (view.lookup_str.startswith("yuanqu_web.") and not name.startswith("interface")) or name in FOREIGN
    }


def access(name: str) -> Access:
    """What a view declares, or what is declared for a view of the login library."""
    return access_of(views()[name].callback) or FOREIGN[name]


def addresses(world: World, *, ids: bool = False) -> Iterator[tuple[str, str]]:
    """(name, address) of every view, with the object it is made for where that is known by the name; `ids`: with
    every known id in turn."""
    for name, view in views().items():
        converters = view.pattern.converters
        words = {
            argument: _word(name, argument)
            for argument, converter in converters.items()
            if type(converter).__name__ != "UUIDConverter"
        }
        if name.startswith("openid_connect"):  # its argument lies in the pattern around it
            words = {"provider_id": WORDS["provider_id"]}
        opaque = [argument for argument in converters if argument not in words]
        words |= {
            argument: WORDS[argument]
            for argument in view.pattern.regex.groupindex
            if argument not in converters
        }
        if not opaque:
            yield name, reverse(name, kwargs=words)
            continue
        for id in world.ids.values() if ids else [_own(world, name)]:
            yield name, reverse(name, kwargs=words | dict.fromkeys(opaque, id))


def _word(name: str, argument: str) -> str:
    if argument == "form" and name.startswith("registers:"):
        return "plot_register"
    if argument == "id" and name == "board:target":
        return "revenue_2020"
    return WORDS[argument]


def _own(world: World, name: str) -> object:
    """The object that an address of this name is most likely made for."""
    kinds = {
        "filings:period": "collection",
        "filings:chase": "collection",
        "filings:of_firm": "firm",
        "filings": "filing",
        "registers:timeline": "firm",
        "registers:add_event": "firm",
        "registers": "entry",
        "imports": "import",
        "jobs": "job",
        "api": "token",
        "accounts:organisation": "organisation",
        "accounts": "person",
    }
    for start, kind in kinds.items():
        if name == start or name.startswith((f"{start}:", f"{start}_")):
            return world.ids[kind]
    return world.ids["firm"]


def parameters(method: str) -> tuple[str, ...]:
    """Every parameter that a view reads, out of the source, so that a new one is tried without being listed here."""
    found = {"after", "format", "col", "money", "industry", "cluster", "indicator", "origin", "state", "kind"}
    pattern = re.compile(rf"(?:request\.)?(?:{method}|get|posted|query)\.get(?:list)?\(\s*\"([a-z_]+)\"")
    for path in SOURCE.rglob("*.py"):
        found |= set(pattern.findall(path.read_text()))
    if method == "POST":
        for path in SOURCE.rglob("*.html"):
            found |= set(re.findall(r'name="([a-z_]+)"', path.read_text()))
        found |= {"login", "password", "code", "username", "email", "role", "start", "end", "parent", "file"}
    return tuple(sorted(found))
