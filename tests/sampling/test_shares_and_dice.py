"""Exact splitting, and chance that doesn't depend on the machine."""

from __future__ import annotations

from collections import Counter
from decimal import Context, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanqu.sampling.confirmed import tax_on
from yuanqu.sampling.dice import Dice
from yuanqu.sampling.names import Names, scatter
from yuanqu.sampling.shares import apportion, tail_weight


@pytest.mark.parametrize(
    ("total", "weights", "floor", "parts"),
    [
        (100, [1, 1, 1], 0, [34, 33, 33]),
        (10, [1, 2, 2], 0, [2, 4, 4]),
        (7, [0, 1, 0], 0, [0, 7, 0]),
        (0, [3, 4], 0, [0, 0]),
        (100, [1, 3], 10, [30, 70]),
        (100, [1, 3], 40, [25, 75]),  # floors would take more than half
    ],
)
def test_apportion(total: int, weights: list[int], floor: int, parts: list[int]) -> None:
    assert apportion(total, weights, floor) == parts


@given(
    st.integers(0, 10**14),
    st.lists(st.integers(0, 10**12), min_size=1, max_size=30).filter(any),
    st.integers(0, 10**9),
)
def test_parts_always_sum_to_the_total(total: int, weights: list[int], floor: int) -> None:
    parts = apportion(total, weights, floor)
    assert sum(parts) == total
    assert min(parts) >= 0


def test_nothing_to_split_by_is_refused() -> None:
    with pytest.raises(ValueError, match="no weights"):
        apportion(5, [0, 0])


@pytest.mark.parametrize(
    ("draw", "weight"),
    [(0, 17_074_729), (1 << 19, 1_672_293), ((1 << 20) - 1, 1_000_000)],
)
def test_tail_weights_are_exact(draw: int, weight: int) -> None:
    """40^(1/1.3) = 17.07473, (1/0.5125)^(1/1.3) = 1.67229, whatever the caller's context."""
    with localcontext(Context(prec=3)):
        assert tail_weight(draw, 1 << 20, Decimal("1.3"), 40) == weight


def test_dice_are_pinned() -> None:
    dice = Dice(20140731, "test")
    assert [dice.below(1000) for _ in range(6)] == [809, 547, 792, 559, 401, 649]


def test_streams_are_independent() -> None:
    first, second = Dice(1, "a"), Dice(1, "b")
    assert [first.below(100) for _ in range(8)] != [second.below(100) for _ in range(8)]


def test_weighted_follows_the_weights() -> None:
    dice = Dice(3, "w")
    drawn = Counter(dice.weighted((("often", 9), ("seldom", 1))) for _ in range(2000))
    assert 1700 < drawn["often"] < 1900


def test_some_are_different_items() -> None:
    assert sorted(Dice(3, "s").some(range(10), 20)) == list(range(10))


@given(st.integers(1, 5000), st.integers(0, 10**9))
def test_scatter_is_a_permutation(size: int, seed: int) -> None:
    assert len({scatter(index, size, seed) for index in range(size)}) == size


def test_brands_never_repeat() -> None:
    names = Names("砚澜珂屿楠", 20140731)
    assert names.capacity == 5**2 + 5**3
    assert len({names.brand(index) for index in range(names.capacity)}) == names.capacity


@pytest.mark.parametrize(
    ("per_mu", "square_metres", "yuan"),
    [
        (200_000, "1377.73", "413319.00"),
        (150_000, "1000.01", "225002.25"),
        (100_000, "33333.33", "4999999.50"),
    ],
)
def test_tax_of_an_area_on_an_edge_is_exact(per_mu: int, square_metres: str, yuan: str) -> None:
    tax = Decimal(tax_on(per_mu, int(Decimal(square_metres) * 100))) / 100
    assert tax == Decimal(yuan)
    assert tax / (Decimal(square_metres) * Decimal("0.0015")) == per_mu
