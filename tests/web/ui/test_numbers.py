"""Numbers as people read them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from yuanqu_web.ui.numbers import fen_in, parts, percent, plain, shown_in, signed


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        ("1234567.5", None, "1,234,567.5"),
        ("1234567.5", 2, "1,234,567.50"),
        ("-0.5", 1, "−0.5"),
        ("-0.001", 2, "0.00"),
        ("0", None, "0"),
        ("1E+3", None, "1,000"),
        ("2.345", 2, "2.35"),
        ("100", None, "100"),
        (None, 2, "—"),
    ],
)
def test_plain(value: str | None, digits: int | None, text: str) -> None:
    assert plain(None if value is None else Decimal(value), digits) == text


def test_a_plus_stands_only_above_zero() -> None:
    assert [signed(Decimal(n)) for n in ("3", "0", "-3")] == ["+3", "0", "−3"]


def test_a_share_in_per_cent() -> None:
    assert percent(Decimal("0.117")) == "11.7\u00a0%"
    assert percent(None) == "—"


@pytest.mark.parametrize(("chosen", "shown"), [("auto", "1.5"), ("wan", "1.5"), ("yi", "0.00015")])
def test_fen_in_the_unit_chosen(chosen: str, shown: str) -> None:
    assert fen_in(1_500_000, chosen) == Decimal(shown)


def test_only_money_follows_the_reader() -> None:
    assert shown_in(Decimal(21), "亿元", "wan") == (Decimal(210_000), "万元")
    assert shown_in(Decimal(21), "km²", "wan") == (Decimal(21), "km²")


@pytest.mark.parametrize(
    ("value", "symbol", "lang", "text"),
    [
        ("16", "亿元", "zh", ("16", "亿元")),
        ("16", "亿元", "en", ("1.6", "bn yuan")),
        ("0.5", "亿元", "en", ("50", "m yuan")),
        ("0.8", "万元", "en", ("8,000", "yuan")),
        ("50", "%", "en", ("50", "%")),
    ],
)
def test_english_says_money_in_bn_and_m(value: str, symbol: str, lang: str, text: tuple[str, str]) -> None:
    assert parts(Decimal(value), symbol, "en" if lang == "en" else "zh") == text
