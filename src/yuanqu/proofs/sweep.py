"""What no row takes: a sweep over the axes, one after another, that carries the set of rows still in play.

Classes with the same rows in play are taken together, and what was found for a set of rows is kept, so that the
product of all classes is never walked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from yuanqu.proofs.budget import Budget
from yuanqu.proofs.spans import Spans, meet, spans, within

Box = tuple[Spans, ...]
_Parts = tuple[tuple[Spans, "_Below"], ...]
_Below = _Parts | bool  # True: nothing is taken below; False: all is


class Sweep:
    """`domain`: the classes of each axis to be covered; `rows`: the classes each row takes."""

    def __init__(self, domain: Sequence[Spans], rows: Sequence[Sequence[Spans]], budget: Budget) -> None:
        self.domain, self.budget = tuple(domain), budget
        self.rows = [tuple(meet(a, b) for a, b in zip(row, domain, strict=True)) for row in rows]
        self.rows = [row for row in self.rows if all(row)]
        self.full = self._full()
        self.known: dict[tuple[int, int], _Below] = {}
        self.root: _Below = self._below(0, (1 << len(self.rows)) - 1) if all(self.domain) else False

    @property
    def covered(self) -> bool:
        return self.root is False

    def boxes(self) -> Iterator[Box]:
        """Boxes that together hold all that no row takes."""
        yield from self._walk(self.root, 0)

    def _full(self) -> list[int]:
        """Per axis: the rows that take everything from there on."""
        full = [0] * (len(self.domain) + 1)
        full[-1] = (1 << len(self.rows)) - 1
        for at in range(len(self.domain) - 1, -1, -1):
            for number, row in enumerate(self.rows):
                if full[at + 1] >> number & 1 and within(self.domain[at], row[at]):
                    full[at] |= 1 << number
        return full

    def _below(self, at: int, active: int) -> _Below:
        if not active:
            return True
        if active & self.full[at]:
            return False
        key = at, active
        if key not in self.known:
            self.known[key] = self._parts(at, active)
        return self.known[key]

    def _parts(self, at: int, active: int) -> _Below:
        groups: dict[int, list[tuple[int, int]]] = {}
        for first, last, rows in self._segments(at, active):
            groups.setdefault(rows, []).append((first, last))
        parts: dict[int, tuple[list[tuple[int, int]], _Below]] = {}
        for rows, runs in groups.items():
            below = self._below(at + 1, rows)
            if below is not False:
                parts.setdefault(1 if below is True else id(below), ([], below))[0].extend(runs)
        return tuple((spans(runs), below) for runs, below in parts.values()) or False

    def _segments(self, at: int, active: int) -> Iterator[tuple[int, int, int]]:
        """Runs of classes of one axis with the rows that take them."""
        inside = 1 << len(self.rows)
        turns: dict[int, int] = {}
        for first, last in self.domain[at]:
            turns[first] = turns.get(first, 0) ^ inside
            turns[last + 1] = turns.get(last + 1, 0) ^ inside
        rest = active
        while rest:
            bit = rest & -rest
            rest ^= bit
            for first, last in self.rows[bit.bit_length() - 1][at]:
                turns[first] = turns.get(first, 0) ^ bit
                turns[last + 1] = turns.get(last + 1, 0) ^ bit
        self.budget.spend(len(turns) + 1)
        rows, places = 0, sorted(turns)
        for place, following in pairwise(places):
            rows ^= turns[place]
            if rows & inside:
                yield place, following - 1, rows ^ inside

    def _walk(self, below: _Below, at: int) -> Iterator[Box]:
        if below is True:
            yield self.domain[at:]
        elif below is not False:
            for own, part in below:
                for rest in self._walk(part, at + 1):
                    yield (own, *rest)
