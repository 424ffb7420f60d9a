"""Sets of class numbers as runs: sorted, disjoint pairs of first and last, with a hole between neighbours."""

from __future__ import annotations

from collections.abc import Iterable

Spans = tuple[tuple[int, int], ...]
NOTHING: Spans = ()


def spans(runs: Iterable[tuple[int, int]]) -> Spans:
    """The union of runs in any order; a run whose first is behind its last is empty."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(run for run in runs if run[0] <= run[1]):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return tuple(found)


def single(number: int) -> Spans:
    return ((number, number),)


def union(left: Spans, right: Spans) -> Spans:
    return spans((*left, *right))


def meet(left: Spans, right: Spans) -> Spans:
    """The numbers in both."""
    found: list[tuple[int, int]] = []
    i = j = 0
    while i < len(left) and j < len(right):
        first, last = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if first <= last:
            found.append((first, last))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return tuple(found)


def touch(left: Spans, right: Spans) -> bool:
    """Whether any number is in both."""
    i = j = 0
    while i < len(left) and j < len(right):
        if left[i][1] < right[j][0]:
            i += 1
        elif right[j][1] < left[i][0]:
            j += 1
        else:
            return True
    return False


def outside(inner: Spans, whole: Spans) -> Spans:
    """The numbers of `whole` that are not in `inner`."""
    found: list[tuple[int, int]] = []
    for first, last in whole:
        at = first
        for a, b in inner:
            if b < at:
                continue
            if a > last:
                break
            if a > at:
                found.append((at, a - 1))
            at = b + 1
        if at <= last:
            found.append((at, last))
    return tuple(found)


def within(inner: Spans, whole: Spans) -> bool:
    """Whether every number of `inner` is in `whole`."""
    return not outside(whole, inner)
