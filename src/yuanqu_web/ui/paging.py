"""Pages by key: the next page starts after the last key seen, so that long lists stay quick."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """`next`: key to ask the following page with; empty on the last page."""

    items: tuple[Item, ...]
    next: str


def page_of(found: Sequence[Item], *, size: int, key: Callable[[Item], str]) -> Page[Item]:
    """A page out of `size + 1` rows fetched after the last key: the extra row only says that more follow."""
    shown = tuple(found[:size])
    return Page(shown, key(shown[-1]) if len(found) > size else "")
