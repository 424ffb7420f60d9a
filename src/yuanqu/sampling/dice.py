"""Chance that is the same on every machine and Python: integers only, drawn from the generator's raw bits."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
_THOUSAND = (1000).bit_length()


class Dice:
    """One stream of chance. Streams of one seed are independent: drawing more from one moves no other.

    Only `getrandbits` is used, whose result Python keeps stable, unlike that of `choice` or `shuffle`.
    """

    def __init__(self, seed: int, stream: str) -> None:
        start = hashlib.sha256(f"{seed}/{stream}".encode()).digest()
        self._bits = random.Random(int.from_bytes(start)).getrandbits  # noqa: S311 - sample data, no secret

    def below(self, limit: int) -> int:
        """0 ≤ n < limit, each as likely."""
        width = limit.bit_length()
        number = self._bits(width)
        while number >= limit:
            number = self._bits(width)
        return number

    # the three that are drawn over a hundred times per firm draw as `below` does, without calling it

    def between(self, low: int, high: int) -> int:
        """Both ends included."""
        limit, bits = high - low + 1, self._bits
        width = limit.bit_length()
        number = bits(width)
        while number >= limit:
            number = bits(width)
        return low + number

    def chance(self, permille: int) -> bool:
        bits = self._bits
        number = bits(_THOUSAND)
        while number >= 1000:
            number = bits(_THOUSAND)
        return number < permille

    def around(self, permille: int) -> int:
        """1000 ± permille, most often near 1000: a factor in thousandths."""
        limit, bits = 2 * permille + 1, self._bits
        width = limit.bit_length()
        first = bits(width)
        while first >= limit:
            first = bits(width)
        second = bits(width)
        while second >= limit:
            second = bits(width)
        return 1000 + (first + second - 2 * permille) // 2

    def pick(self, items: Sequence[T]) -> T:
        return items[self.below(len(items))]

    def weighted(self, items: Sequence[tuple[T, int]]) -> T:
        """An item by its weight."""
        left = self.below(sum(weight for _, weight in items))
        for item, weight in items:
            left -= weight
            if left < 0:
                return item
        raise AssertionError("weights sum to more than they sum to")

    def some(self, items: Sequence[T], count: int) -> list[T]:
        """`count` different items, in the order they were drawn."""
        pool = list(items)
        for index in range(min(count, len(pool))):
            other = self.between(index, len(pool) - 1)
            pool[index], pool[other] = pool[other], pool[index]
        return pool[:count]
