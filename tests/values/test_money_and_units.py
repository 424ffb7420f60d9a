from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanqu.values import convert, split_fen, to_fen
from yuanqu.values.shown import shown_number


@pytest.mark.parametrize(("yuan", "fen"), [("0", 0), ("0.01", 1), ("200000.00", 20_000_000), ("-1.50", -150)])
def test_yuan_become_fen(yuan, fen):
    assert to_fen(Decimal(yuan)) == fen


@pytest.mark.parametrize("yuan", ["0.001", "199999.999"])
def test_less_than_a_fen_is_refused_not_rounded(yuan):
    with pytest.raises(ValueError, match="round in the decision"):
        to_fen(Decimal(yuan))


@pytest.mark.parametrize(
    ("amount", "source", "target", "expected"),
    [
        ("50", "亩", "m²", Decimal(100_000) / 3),
        ("2000", "m²", "亩", Decimal(3)),
        ("1.5", "亿元", "元", Decimal("150000000")),
        ("250", "万tce", "tce", Decimal("2500000")),
        ("96.57", "%", "1", Decimal("0.9657")),
        ("20", "万元/亩", "元/亩", Decimal("200000")),
    ],
)
def test_conversion_is_exact(amount, source, target, expected):
    assert convert(Decimal(amount), source, target) == expected


def test_no_conversion_across_dimensions():
    with pytest.raises(ValueError, match="cannot become"):
        convert(Decimal(1), "亩", "元")


@given(
    st.integers(min_value=-(10**15), max_value=10**15), st.lists(st.integers(1, 1000), min_size=1, max_size=6)
)
def test_parts_always_sum_to_the_whole(total, weights):
    shares = [Fraction(weight, sum(weights)) for weight in weights]
    parts = split_fen(total, shares)
    assert sum(parts) == total
    assert all(abs(part - total * share) < 1 for part, share in zip(parts, shares, strict=True))


def test_a_fen_left_over_goes_to_the_largest_remainder():
    assert split_fen(100, [Fraction(1, 3)] * 3) == (34, 33, 33)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (None, "—"),
        ("0", "0"),
        ("-1234.5", "−1,234.5"),
        ("0.005", "0.01"),
        ("1000000", "1,000,000"),
        ("91.00", "91"),
    ],
)
def test_numbers_as_people_read_them(number, text):
    assert shown_number(None if number is None else Decimal(number)) == text
