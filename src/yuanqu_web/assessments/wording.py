"""What an answer means in words: its value, what is missing, who pays, and how far it is to the next band."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from django.utils.translation import gettext as _

from yuanqu.assessment.way_words import WayWords
from yuanqu.assessment.ways import Way
from yuanqu.packs.model import Decision, Pack
from yuanqu.proofs import Step
from yuanqu.values import convert
from yuanqu_web.assessments.words import decimal_of, label, value_text
from yuanqu_web.ui import numbers
from yuanqu_web.ui.language import language, said


class Answered(Protocol):
    """An outcome, from the library or from the database."""

    @property
    def state(self) -> str: ...
    @property
    def value(self) -> object: ...
    @property
    def fen(self) -> int | None: ...
    @property
    def missing(self) -> Sequence[str]: ...


class Banded(Protocol):
    """An answer with the values shown beside it."""

    @property
    def value(self) -> object: ...
    @property
    def shown(self) -> Mapping[str, object]: ...


def money_text(fen: int, money: str) -> str:
    """分 with its unit: 万元 from one 万元 on, else yuan; on English pages yuan, as "10k yuan" reads badly in a line."""
    natural = "万元" if abs(fen) >= 1_000_000 and language() == "zh" else "元"
    unit = numbers.money_unit(money, natural)
    value = numbers.fen_in(fen, money, natural=unit)
    digits = {"元": 2, "万元": 2, "亿元": 4}.get(unit, 2)
    return numbers.with_unit(value, unit, language(), digits)


def decision_value(pack: Pack, decision: Decision, answer: Answered, money: str) -> str:
    """The answer as people read it; empty where there is none."""
    if answer.fen is not None:
        return money_text(answer.fen, money)
    if answer.value is None:
        return ""
    return value_text(pack, decision, decision.decision, answer.value, money)


def missing_text(pack: Pack, decision: Decision, answer: Answered) -> str:
    """Which facts are lacking."""
    if answer.state != "no_data" or not answer.missing:
        return ""
    stop = "、" if language() == "zh" else ", "
    return _("缺：%(names)s") % {"names": stop.join(label(pack, decision, name) for name in answer.missing)}


def payer_text(pack: Pack, payments: Sequence[Mapping[str, object]], money: str) -> str:
    """Who pays how much; "payer to be fixed" where no dated share says so."""
    parts = []
    for payment in payments:
        treasury, fen = payment["treasury"], payment["fen"]
        name = said(pack.treasuries[str(treasury)]) if treasury in pack.treasuries else _("付款财政待定")
        whole = len(payments) == 1
        parts.append(name if whole else f"{name} {money_text(int(str(fen)), money)}")
    return ("；" if language() == "zh" else "; ").join(parts)


def way_words(pack: Pack, decision: Decision, money: str) -> WayWords:
    """Speaks of better outcomes in the language of the page, with money as its reader chose."""

    def amount(value: Decimal, symbol: str, rounding: str) -> str:
        if not symbol:
            return numbers.plain(value)
        if numbers.is_money(symbol) and (unit := numbers.money_unit(money, "")):
            value, symbol = convert(value, symbol, unit), unit
        elif symbol == "元" and language() == "zh" and abs(value) >= 10_000:
            value, symbol = convert(value, symbol, "万元"), "万元"
        if numbers.is_money(symbol) and language() == "en":
            return f"{numbers.plain(convert(value, symbol, '元').quantize(_FEN, rounding))}{numbers.THIN}yuan"
        return numbers.with_unit(value.quantize(_DIGITS.get(symbol, _LAST), rounding), symbol, language())

    return WayWords(pack, decision, language(), amount, lambda name: label(pack, decision, name))


_LAST, _FEN = Decimal("0.0001"), Decimal("0.01")
_DIGITS = {"元": _FEN}


def nearest_text(
    pack: Pack, decision: Decision, nearest: Mapping[str, object] | None, answer: Banded, money: str
) -> str:
    """The nearest change that gives more: "亩均税收再增 5,569 元/亩，达到 15 万元/亩：30 % → 50 %"."""
    way = stored_way(nearest)
    return way_words(pack, decision, money).nearest(way, _now(decision, answer)) if way is not None else ""


def stored_way(stored: Mapping[str, object] | None) -> Way | None:
    """A way as it was kept with its outcome; None where there is none, or it was kept in an earlier form."""
    if not stored or not isinstance(values := stored.get("values"), list):
        return None
    band = stored.get("band")
    number = decimal_of(stored.get("change"))
    return Way(
        input=str(stored["input"]),
        current=stored.get("current"),
        values=tuple(decimal_of(value) or value for value in values) if number is not None else tuple(values),
        change=number,
        outcome=_value(stored.get("outcome")),
        band=_step(band) if isinstance(band, Mapping) else None,
        verified=stored.get("verified") is True,
    )


def _step(stored: Mapping[str, object]) -> Step:
    def number(name: str) -> Decimal:
        return decimal_of(stored.get(name)) or Decimal(0)

    return Step(
        rule_number=None,
        rule_description="",
        outcome=_value(stored.get("outcome")),
        outcome_text=str(stored.get("outcome_text") or ""),
        input=str(stored.get("input") or ""),
        label=str(stored.get("label") or ""),
        current=number("current"),
        threshold=number("threshold"),
        inclusive=stored.get("inclusive") is True,
        change=number("change"),
        verified=stored.get("verified") is True,
    )


def _value(value: object) -> Decimal | str | bool | None:
    if isinstance(value, bool) or value is None:
        return value
    number = decimal_of(value)
    return str(value) if number is None else number


def _now(decision: Decision, answer: Banded) -> object:
    """The outcome the subject has now: of the decision that sets the distance, else the answer itself."""
    distance = decision.distance
    shown = distance is not None and distance.decision in answer.shown
    return _value(answer.shown[distance.decision] if distance is not None and shown else answer.value)
