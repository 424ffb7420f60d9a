"""Units and exact conversion between those of one dimension."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from yuanqu.values.text import Text


@dataclass(frozen=True, slots=True)
class Unit:
    """`factor`: how many base units of the dimension one of this unit is, exactly."""

    symbol: str
    name: Text
    dimension: str
    factor: Fraction


def _u(symbol: str, en: str, dimension: str, factor: Fraction | int = 1, zh: str | None = None) -> Unit:
    return Unit(symbol, Text(symbol if zh is None else zh, en), dimension, Fraction(factor))


_UNITS = {
    u.symbol: u
    for u in (
        _u("元", "yuan", "money"),
        _u("万元", "10k yuan", "money", 10_000),
        _u("亿元", "100m yuan", "money", 100_000_000),
        _u("m²", "m²", "area", zh="平方米"),
        _u("亩", "mu", "area", Fraction(2000, 3)),
        _u("公顷", "ha", "area", 10_000),
        _u("km²", "km²", "area", 1_000_000, zh="平方公里"),
        _u("kWh", "kWh", "electricity", zh="千瓦时"),
        _u("万kWh", "10k kWh", "electricity", 10_000, zh="万千瓦时"),
        _u("tce", "tce", "energy", zh="吨标准煤"),
        _u("万tce", "10k tce", "energy", 10_000, zh="万吨标准煤"),
        _u("t", "t", "mass", zh="吨"),
        _u("万t", "10k t", "mass", 10_000, zh="万吨"),
        _u("kgce/t", "kgce/t", "energy per tonne", zh="千克标准煤/吨"),
        _u("元/m²", "yuan/m²", "price of area", zh="元/平方米"),
        _u("万元/亩", "10k yuan/mu", "money per area", Fraction(10_000 * 3, 2000)),
        _u("元/亩", "yuan/mu", "money per area", Fraction(3, 2000)),
        _u("tce/万元", "tce/10k yuan", "energy intensity", zh="吨标准煤/万元"),
        _u("1", "", "ratio", zh=""),
        _u("%", "%", "ratio", Fraction(1, 100)),
        _u("个", "", "count"),
        _u("户", "enterprises", "count"),
        _u("家", "", "count"),
        _u("人", "people", "people"),
        _u("层", "storeys", "storeys"),
        _u("个/百户", "per 100 enterprises", "density"),
        _u("天", "days", "days"),
        _u("分", "points", "points"),
    )
}


def unit(symbol: str) -> Unit:
    """The unit of a symbol such as "万元". KeyError for an unknown one."""
    return _UNITS[symbol]


def convert(amount: Decimal, source: str, target: str) -> Decimal:
    """Convert exactly where a decimal can say it, else to 34 digits. ValueError across dimensions."""
    here, there = unit(source), unit(target)
    if here.dimension != there.dimension:
        raise ValueError(f"{source} ({here.dimension}) cannot become {target} ({there.dimension})")
    ratio = here.factor / there.factor
    return amount * ratio.numerator / ratio.denominator
