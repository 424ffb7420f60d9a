"""The names that are in scope while parsing, matched longest first: FEEL names hold spaces and signs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from yuanqu.feel.lexer import Token, name_parts


class NameTable:
    """A set of names indexed by their first part."""

    __slots__ = ("_by_first",)

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        parts = name_parts(name)
        if not parts:
            return
        rest = self._by_first.setdefault(parts[0], [])
        if (parts, name) not in rest:
            rest.append((parts, name))
            rest.sort(key=lambda entry: -len(entry[0]))

    def longest(self, tokens: Sequence[Token], index: int) -> tuple[str, int]:
        """The longest name that starts at `index` and the number of its tokens; ("", 0) for none."""
        for parts, name in self._by_first.get(tokens[index].text, ()):
            count = len(parts)
            if index + count < len(tokens) and all(
                tokens[index + k].text == parts[k] for k in range(1, count)
            ):
                return name, count
        return "", 0

    def names(self) -> list[str]:
        return [name for entries in self._by_first.values() for _, name in entries]


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
