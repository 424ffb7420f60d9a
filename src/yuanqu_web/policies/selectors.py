"""Reading: the policy pack in use, and what it is traced to."""

from __future__ import annotations

from functools import lru_cache

from yuanqu.packs import SentenceTrace, read_release, trace
from yuanqu.packs.model import Pack
from yuanqu.values import Text
from yuanqu_web.policies.models import PackRelease


class NoPack(Exception):  # noqa: N818  (a state of the console, not a fault)
    """No policy pack has been loaded yet."""


def current_pack() -> Pack:
    """The pack in use, read once per release. Raises NoPack when none was loaded."""
    digest = current_digest()
    if digest is None:
        raise NoPack
    return _pack(digest)


def current_digest() -> str | None:
    """The digest of the pack in use."""
    return PackRelease.objects.values_list("digest", flat=True).first()


def current_release() -> PackRelease | None:
    """The release in use, without its bytes."""
    return PackRelease.objects.defer("data").first()


def sentences(pack: Pack) -> tuple[SentenceTrace, ...]:
    """Every sentence with what carries it out, computed once per pack."""
    known = _traces.get(pack.digest)
    if known is None:
        _traces.clear()
        known = _traces[pack.digest] = trace(pack)
    return known


_traces: dict[str, tuple[SentenceTrace, ...]] = {}


@lru_cache(maxsize=4)
def _pack(digest: str) -> Pack:
    loaded = read_release(bytes(PackRelease.objects.get(digest=digest).data))
    if loaded.pack is None:
        raise RuntimeError(f"the stored pack {digest} no longer loads: {loaded.diagnostics}")
    return loaded.pack


def place_names() -> list[tuple[str, Text]]:
    """Places of the pack in force by id and name, besides the city itself; none without a pack."""
    try:
        pack = current_pack()
    except NoPack:
        return []
    return [(place.id, place.name) for place in pack.places.values() if place.kind != "city"]
