"""Splitting whole amounts so that the parts sum exactly to the total."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal

_EXACT = Context(prec=18, rounding=ROUND_HALF_EVEN)  # not the caller's, whatever that is set to
_ONE = 1_000_000


def apportion(total: int, weights: Sequence[int], floor: int = 0) -> list[int]:
    """Split `total` by weights with the largest remainder; of equal remainders the first gets one more.

    floor: what each part gets before the rest is split; left out when it would take more than half.
    ValueError when nothing weighs anything.
    """
    if floor * len(weights) * 2 > total:
        floor = 0
    rest, whole = total - floor * len(weights), sum(weights)
    if whole <= 0:
        raise ValueError("no weights to split by")
    parts, remainders = [], []
    for weight in weights:
        part, remainder = divmod(rest * weight, whole)
        parts.append(floor + part)
        remainders.append(remainder)
    left = total - sum(parts)
    if left:  # reversed, sorting still keeps equal remainders in their order
        for index in sorted(range(len(parts)), key=remainders.__getitem__, reverse=True)[:left]:
            parts[index] += 1
    return parts


def tail_weight(draw: int, draws: int, alpha: Decimal, longest: int) -> int:
    """The size of a firm, in millionths of the smallest: a Pareto tail u^(-1/alpha), u uniform on [1/longest, 1].

    draw: 0 ≤ draw < draws. `ln` and `exp` of decimals are correctly rounded by definition, so that the
    weight is the same everywhere; floats are not.
    """
    u = _EXACT.divide(Decimal(draws + draw * (longest - 1)), Decimal(draws * longest))
    power = _EXACT.exp(_EXACT.divide(_EXACT.minus(_EXACT.ln(u)), alpha))
    return int(_EXACT.multiply(power, Decimal(_ONE)))
