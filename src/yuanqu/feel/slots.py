"""Where values lie while an expression runs: numbered slots of one frame. Names are looked up when compiling only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from yuanqu.feel.constants import Constant

if TYPE_CHECKING:
    from yuanqu.feel.types import Type


class Layout:
    """Hands out slots. Slot 0 holds the run. `kinds`: simple types of slots whose values are of it or null."""

    __slots__ = ("kinds", "size")

    def __init__(self, size: int = 1) -> None:
        self.size = size
        self.kinds: dict[int, str] = {}

    def new(self, kind: Type | None = None) -> int:
        self.size += 1
        if kind is not None and kind.kind == "simple":
            self.kinds[self.size - 1] = kind.name
        return self.size - 1


class Place(NamedTuple):
    """What a name stands for: a slot or a constant; `items` are slots of filtered items that may hide it."""

    slot: int | None
    constant: Constant | None
    items: tuple[int, ...]


class Slots:
    """Names of one level of scope; `item` is the slot of a filtered item, whose entries hide outer names."""

    __slots__ = ("constants", "item", "names", "parent", "used")

    def __init__(
        self,
        names: Mapping[str, int] | None = None,
        parent: Slots | None = None,
        *,
        constants: Mapping[str, object] | None = None,
        item: int | None = None,
    ) -> None:
        self.names = dict(names or {})
        self.constants = constants or {}
        self.parent = parent
        self.item = item
        self.used: set[str] = set()

    def find(self, name: str) -> Place:
        items: list[int] = []
        level: Slots | None = self
        while level is not None:
            if name in level.names:
                level.used.add(name)
                return Place(level.names[name], None, tuple(items))
            if level.item is not None:
                items.append(level.item)
            if name in level.constants:
                level.used.add(name)
                return Place(None, Constant(level.constants[name]), tuple(items))
            level = level.parent
        return Place(None, None, tuple(items))
