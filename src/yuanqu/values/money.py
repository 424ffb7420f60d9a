"""Money: decimals in computation, integer 分 in the record."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction


def to_fen(amount: Decimal) -> int:
    """Yuan to 分. ValueError when a remainder below one 分 is left: rounding belongs to the rule, not here."""
    fen = amount * 100
    whole = int(fen)
    if fen != whole:
        raise ValueError(f"{amount} yuan is not a whole number of 分: round in the decision")
    return whole


def split_fen(total: int, shares: Sequence[Fraction]) -> tuple[int, ...]:
    """Split 分 by shares that sum to one, by largest remainder; ties go to the first. The parts sum to `total`."""
    if sum(shares) != 1:
        raise ValueError("shares must sum to 1")
    exact = [total * share for share in shares]
    parts = [int(part // 1) for part in exact]
    order = sorted(range(len(shares)), key=lambda i: (parts[i] - exact[i], i))
    for index in order[: total - sum(parts)]:
        parts[index] += 1
    return tuple(parts)
