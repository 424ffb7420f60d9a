"""The names that are in scope while parsing, matched longest first: FEEL names hold spaces and signs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from yuanqu.feel.lexer import Token, name_parts


class NameTable:
    """A set of names indexed by their first part."""

    __slots__ = ("_by_first", "_lengths")

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._by_first: dict[str, dict[tuple[str, ...], str]] = {}
        self._lengths: dict[str, list[int]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        parts = name_parts(name)
        if not parts:
            return
        first, count = parts[0], len(parts)
        self._by_first.setdefault(first, {}).setdefault(parts, name)
        lengths = self._lengths.setdefault(first, [])
        if count not in lengths:
            lengths.append(count)
            lengths.sort(reverse=True)

    def longest(self, tokens: Sequence[Token], index: int) -> tuple[str, int]:
        """The longest name that starts at `index` and the number of its tokens; ("", 0) for none."""
        first = tokens[index].text
        for count in self._lengths.get(first, ()):
            if index + count >= len(tokens):
                continue
            parts = (first,) if count == 1 else tuple([token.text for token in tokens[index : index + count]])
            name = self._by_first[first].get(parts)
            if name is not None:
                return name, count
        return "", 0

    def names(self) -> list[str]:
        return [name for entries in self._by_first.values() for name in entries.values()]


class Scope:
    """Nested tables of names. `open` marks the inside of a filter, where an item may bring names of its own."""

    __slots__ = ("open", "parent", "table")

    def __init__(
        self, names: Iterable[str] | NameTable = (), parent: Scope | None = None, *, open: bool = False
    ) -> None:
        self.table = names if isinstance(names, NameTable) else NameTable(names)
        self.parent: Scope | None = parent
        self.open: bool = open or (parent is not None and parent.open)

    def longest(self, tokens: Sequence[Token], index: int) -> tuple[str, int]:
        best, size = "", 0
        scope: Scope | None = self
        while scope is not None:
            name, count = scope.table.longest(tokens, index)
            if count > size:
                best, size = name, count
            scope = scope.parent
        return best, size

    def names(self) -> list[str]:
        found: list[str] = []
        scope: Scope | None = self
        while scope is not None:
            found.extend(scope.table.names())
            scope = scope.parent
        return found
