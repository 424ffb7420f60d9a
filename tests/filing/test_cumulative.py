"""Cumulative and single amounts are each other's inverse, and gaps are never guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanqu.facts.cumulative import to_cumulative, to_single
from yuanqu.filing import periods_of_year
from yuanqu.values import Period

MONTHS = periods_of_year("monthly", 2014)
AMOUNTS = st.lists(st.decimals(-(10**12), 10**12, places=2), min_size=1, max_size=11)


@given(AMOUNTS)
def test_inverse(amounts):
    single = dict(zip(MONTHS, amounts, strict=False))
    assert to_single(to_cumulative(single)) == single


def test_a_gap_is_no_data_until_both_sums_are_known():
    sums = {MONTHS[0]: Decimal(10), MONTHS[2]: Decimal(30), MONTHS[3]: Decimal(45)}
    assert to_single(sums) == {MONTHS[0]: 10, MONTHS[2]: None, MONTHS[3]: 15}
    assert to_cumulative({MONTHS[0]: Decimal(1), MONTHS[2]: Decimal(2)}) == {MONTHS[0]: 1, MONTHS[2]: None}
    assert to_single({MONTHS[0]: None, MONTHS[1]: Decimal(3)}) == {MONTHS[0]: None, MONTHS[1]: None}
    assert to_single({MONTHS[1]: Decimal(3)}) == {MONTHS[1]: None}


def test_two_years_are_refused():
    with pytest.raises(ValueError, match="one year"):
        to_single({Period.months(2013, 12): Decimal(1), MONTHS[0]: Decimal(1)})
