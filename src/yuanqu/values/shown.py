"""Numbers as people read them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def shown_number(number: Decimal | None, places: int = 2) -> str:
    """Thousands by comma, a real minus, at most `places` decimals without trailing zeros; no data is an em dash."""
    if number is None:
        return "—"
    rounded = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{rounded:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", "−")
