"""Numbers as people read them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from yuanqu.values.text import Language
from yuanqu.values.units import unit

# English counts in thousands and millions: how a Chinese unit is said, and by what the number is multiplied.
_ENGLISH = {
    "亿元": ("bn yuan", Decimal("0.1")),
    "万元": ("m yuan", Decimal("0.01")),
    "万元/亩": ("yuan/mu", Decimal(10_000)),
    "万tce": ("m tce", Decimal("0.01")),
    "万t": ("m t", Decimal("0.01")),
    "万kWh": ("m kWh", Decimal("0.01")),
}


def shown_number(number: Decimal | None, places: int = 2) -> str:
    """Thousands by comma, a real minus, at most `places` decimals without trailing zeros; no data is an em dash."""
    if number is None:
        return "—"
    rounded = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{rounded:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", "−")


def shown_amount(number: Decimal | None, symbol: str, lang: Language, places: int = 2) -> str:
    """A number with its unit for running text: 16 亿元, 1.6 bn yuan."""
    if lang == "en" and number is not None and symbol in _ENGLISH:
        name, factor = _ENGLISH[symbol]
        return f"{shown_number(number * factor, places)} {name}"
    return f"{shown_number(number, places)} {unit(symbol).name.get(lang)}".rstrip()
