"""Periods of returns, and cells as people type and paste them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from yuanqu.filing import before, opening_day, periods_of_year, read_cell, year_before
from yuanqu.filing.periods import to_date
from yuanqu.packs import load
from yuanqu.values import Period


@pytest.fixture(scope="module")
def schema(pack_folder):
    return load(pack_folder).pack.schema


def test_eleven_months_and_a_year():
    assert [str(p) for p in periods_of_year("monthly", 2014)][:3] == ["2014-01/02", "2014-03", "2014-04"]
    assert len(periods_of_year("monthly", 2014)) == 11
    assert periods_of_year("yearly", 2014) == (Period.year(2014),)


@pytest.mark.parametrize(
    ("period", "previous", "last_year"),
    [
        ("2014-01/02", "2013-12", "2013-01/02"),
        ("2014-03", "2014-01/02", "2013-03"),
        ("2014-12", "2014-11", "2013-12"),
        ("2014", "2013", "2013"),
    ],
)
def test_neighbours(period, previous, last_year):
    assert str(before(Period.parse(period))) == previous
    assert str(year_before(Period.parse(period))) == last_year


def test_opening_and_cover():
    march = Period.months(2014, 3)
    assert opening_day(march).isoformat() == "2014-04-01"
    assert str(to_date(march)) == "2014-01/03"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.56", Decimal("12345600.00")),
        ("１２３４．５", Decimal("12345000.00")),
        (" 12 345 ", Decimal("123450000.00")),
        ("1，234", Decimal("12340000.00")),
        ("-", None),
        ("", None),
        ("0", Decimal("0.00")),
    ],
)
def test_numbers_as_pasted(schema, text, value):
    read = read_cell(schema.field("revenue"), text)
    assert read.problem is None
    assert read.value == value


def test_the_unit_typed_in_is_converted_exactly(schema):
    field = schema.field("revenue")
    assert read_cell(field, "12345.67", "元").value == Decimal("12345.67")
    assert read_cell(field, "1.234567", "万元").value == Decimal("12345.67")


@pytest.mark.parametrize(
    ("text", "code"),
    [("12a", "FACT-060"), ("1.2345678", "FACT-062"), ("-5", "FACT-064"), ("1,23", "FACT-061")],
)
def test_what_cannot_be_read_says_why(schema, text, code):
    read = read_cell(schema.field("revenue"), text)
    assert read.value is None
    assert read.problem is not None
    assert read.problem.code == code


def test_other_types(schema):
    assert read_cell(schema.field("serious_breach"), "是").value is True
    assert read_cell(schema.field("credit_grade"), "AA").value == "AA"
    assert read_cell(schema.field("credit_grade"), "ZZ").problem.code == "FACT-068"
