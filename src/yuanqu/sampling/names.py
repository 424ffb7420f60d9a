"""Names and codes of firms that don't exist: unique, valid in form, and different for every index."""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd

from yuanqu.facts.codes import make_uscc, registration_check

_ORGANISATIONS = 10_000_000


class Names:
    """Brands made of syllables, each used once. Two syllables first; three when those run out."""

    def __init__(self, syllables: Sequence[str], seed: int) -> None:
        self._syllables = tuple(syllables)
        self._seed = seed

    @property
    def capacity(self) -> int:
        """How many different brands there are."""
        count = len(self._syllables)
        return count**2 + count**3

    def brand(self, index: int) -> str:
        """The brand of an index below `capacity`: no two indices share one."""
        count = len(self._syllables)
        if index < count**2:
            return self._spell(scatter(index, count**2, self._seed), 2)
        return self._spell(scatter(index - count**2, count**3, self._seed), 3)

    def _spell(self, number: int, length: int) -> str:
        parts = []
        for _ in range(length):
            number, digit = divmod(number, len(self._syllables))
            parts.append(self._syllables[digit])
        return "".join(parts)


def scatter(index: int, size: int, seed: int) -> int:
    """A fixed permutation of 0…size-1, so that neighbours in order aren't neighbours in value."""
    step = size * 618 // 1000 | 1
    while gcd(step, size) != 1:
        step += 2
    return (index * step + seed) % size


def credit_code(area: str, index: int, seed: int) -> str:
    """A unified social credit code registered in `area` (GB/T 2260).

    The organisation code starts with 9, a range that was not given out, so that it meets no real firm.
    """
    return make_uscc(f"91{area}", f"9{scatter(index, _ORGANISATIONS, seed):07}")


def registration_number(area: str, index: int, seed: int) -> str:
    """A 15-digit registration number of the time before 2015, likewise of no real firm (sequence from 9)."""
    first_14 = f"{area}9{scatter(index, _ORGANISATIONS, seed):07}"
    return first_14 + registration_check(first_14)
