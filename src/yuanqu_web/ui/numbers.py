"""Numbers as people read them: thousands by comma, a real minus, the unit once, 万元 or 亿元 as the reader chose."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from yuanqu.values import Language, convert, unit

MINUS, NOTHING, THIN = "\u2212", "—", "\u00a0"
_MONEY = {"wan": "万元", "yi": "亿元"}


def plain(value: Decimal | int | None, digits: int | None = None) -> str:
    """1234567.5 as "1,234,567.5". `digits` None: as many as the value has, at most four. None is a dash, not zero."""
    if value is None:
        return NOTHING
    number = Decimal(value)
    rounded = number.quantize(Decimal(1).scaleb(-(4 if digits is None else digits)), ROUND_HALF_UP)
    text = f"{abs(rounded):,f}"
    if digits is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return (MINUS if rounded < 0 else "") + text


def signed(value: Decimal | None, digits: int | None = None) -> str:
    """As `plain`, with a plus before what is above zero."""
    return ("+" if value is not None and value > 0 else "") + plain(value, digits)


def percent(share: Decimal | None, digits: int | None = 1) -> str:
    """0.117 as "11.7 %"."""
    return NOTHING if share is None else f"{plain(share * 100, digits)}{THIN}%"


def money_unit(chosen: str, natural: str) -> str:
    """The unit in which money is shown: the reader's, else that of the figure."""
    return _MONEY.get(chosen, natural)


def fen_in(fen: int | None, chosen: str, *, natural: str = "万元") -> Decimal | None:
    """分 in the unit shown."""
    if fen is None:
        return None
    return convert(Decimal(fen) / 100, "元", money_unit(chosen, natural))


def is_money(symbol: str) -> bool:
    try:
        return unit(symbol).dimension == "money"
    except KeyError:
        return False


def shown_in(value: Decimal | None, symbol: str, chosen: str) -> tuple[Decimal | None, str]:
    """A value and its unit; money is brought to the reader's unit, all else is left."""
    if value is None or not is_money(symbol):
        return value, symbol
    wanted = money_unit(chosen, symbol)
    return convert(value, symbol, wanted), wanted


def unit_label(symbol: str, lang: Language) -> str:
    """万元 as "10k yuan" on an English page. A unit that isn't in the library is shown as it is written."""
    try:
        return unit(symbol).name.get(lang) if symbol != "1" else ""
    except KeyError:
        return symbol


def parts(value: Decimal | None, symbol: str, lang: Language, digits: int | None = None) -> tuple[str, str]:
    """The number and its unit as they stand in running text. English says money in bn or m yuan, not in 万 and 亿."""
    if value is None:
        return NOTHING, ""
    if lang == "en" and is_money(symbol):
        yuan = convert(value, symbol, "元")
        for size, name in ((10**9, "bn yuan"), (10**6, "m yuan")):
            if abs(yuan) >= size:
                return plain(yuan / size, digits), name
        return plain(yuan, digits), "yuan"
    if lang == "en" and symbol == "万元/亩":  # no English reader counts in tens of thousands
        return plain(convert(value, symbol, "元/亩"), digits), unit_label("元/亩", lang)
    return plain(value, digits), unit_label(symbol, lang)


def with_unit(value: Decimal | None, symbol: str, lang: Language, digits: int | None = None) -> str:
    """Value and unit in one text: "1,234.5 亿元", "50 %", "5 km²"."""
    text, label = parts(value, symbol, lang, digits)
    return f"{text}{THIN}{label}" if label else text
