"""The table of addresses, walked."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver


def own_views() -> Iterator[tuple[str, URLPattern]]:
    """Every address of ours by its full name."""

    def walk(resolver: URLResolver, names: tuple[str, ...]) -> Iterator[tuple[str, URLPattern]]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                inside = (*names, entry.namespace) if entry.namespace else names
                yield from walk(entry, inside)
            else:
                yield ":".join([*names, entry.name or "?"]), entry

    yield from walk(get_resolver(), ())


VIEWS = dict(own_views())
OURS = {name: entry for name, entry in VIEWS.items() if entry.lookup_str.startswith("yuanqu_web.")}
