"""Pairs of rows that take the same input."""

from __future__ import annotations

from collections.abc import Iterator

from yuanqu.proofs.budget import Budget
from yuanqu.proofs.grid import Grid, Line


def overlapping(grid: Grid, lines: list[Line], budget: Budget) -> Iterator[tuple[Line, Line]]:
    """Pairs of rows, the earlier first, that some possible input passes; in the order of the later row."""
    found: list[tuple[int, int]] = []
    axis = _sharpest(grid, lines)
    starts = (
        sorted((first, last, at) for at, line in enumerate(lines) for first, last in line.sets[axis])
        if grid.axes
        else []
    )
    if not grid.axes:
        found = [(a, b) for b in range(len(lines)) for a in range(b)]
    seen: set[tuple[int, int]] = set()
    open_runs: list[tuple[int, int]] = []
    for first, last, at in starts:
        open_runs = [run for run in open_runs if run[0] >= first]
        budget.spend(1 + len(open_runs) * len(grid.axes))
        for _, other in open_runs:
            pair = min(at, other), max(at, other)
            if other != at and pair not in seen:
                seen.add(pair)
                if grid.overlap(lines[pair[0]], lines[pair[1]]):
                    found.append(pair)
        open_runs.append((last, at))
    for earlier, later in sorted(found, key=lambda pair: (pair[1], pair[0])):
        yield lines[earlier], lines[later]


def _sharpest(grid: Grid, lines: list[Line]) -> int:
    """The axis on which rows take the smallest share of classes."""

    def share(axis: int) -> float:
        taken = sum(last - first + 1 for line in lines for first, last in line.sets[axis])
        return taken / (grid.axes[axis].null + 1)

    return min(range(len(grid.axes)), key=share, default=0)
