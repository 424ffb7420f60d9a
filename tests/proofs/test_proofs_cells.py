"""Cells read as exact intervals agree with cells run as tests."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanqu.feel import compile_unary_tests
from yuanqu.proofs import Interval, read_cell, regions
from yuanqu.proofs.cells import complement, holds, meet

CELLS = [
    "-", ">= 20", "> 20", "< 10", "<= 10", "[15..20)", "(15..20]", "]15..20[", "5", "-5", "1, 2, [5..7]", "not(5)",
    "not([15..20))", "!= 5", "= 5", "? > 5 and ? <= 9", "? < 5 or ? > 9", "? between 5 and 9", "? in (1, [5..7])", "20 > ?",
]  # fmt: skip
numbers = st.decimals(-30, 30, places=2) | st.integers(-30, 30).map(Decimal)


@pytest.mark.parametrize("cell", CELLS)
@given(value=numbers)
def test_intervals_hold_what_the_cell_passes(cell: str, value: Decimal) -> None:
    compiled = compile_unary_tests(cell, ())
    intervals = read_cell(compiled.node)
    assert intervals is not None
    assert holds(intervals, value) is compiled.evaluate({"?": value}).value


@pytest.mark.parametrize("cell", ['"A"', "x", "? * 2 > 5", "true", 'date("2014-01-01")', "[x..5]"])
def test_other_cells_are_not_read(cell: str) -> None:
    assert read_cell(compile_unary_tests(cell, ("x",)).node) is None


def test_names_are_read_by_their_values() -> None:
    node = compile_unary_tests(">= 门槛", ("门槛",)).node
    assert read_cell(node, {"门槛": Decimal(20)}) == (Interval(Decimal(20), None, True, False),)


@given(st.lists(st.tuples(numbers, numbers, st.booleans(), st.booleans()), max_size=4), numbers)
def test_complement_and_meet_are_those_of_sets(
    parts: list[tuple[Decimal, Decimal, bool, bool]], value: Decimal
) -> None:
    intervals = tuple(i for low, high, a, b in parts if not (i := Interval(low, high, a, b)).empty)
    assert holds(complement(intervals), value) is not holds(intervals, value)
    assert not holds(meet(intervals, complement(intervals)), value)


@given(st.lists(st.sampled_from(CELLS), max_size=4), numbers)
def test_regions_cover_the_line_once(cells: list[str], value: Decimal) -> None:
    read = [read_cell(compile_unary_tests(cell, ()).node) or () for cell in cells]
    assert sum(region.holds(value) for region in regions(read)) == 1
