"""What an answer means in words: its value, what is missing, who pays, and how far it is to the next band."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, Decimal
from typing import Protocol

from django.utils.translation import gettext as _

from yuanqu.packs.model import Decision, Pack
from yuanqu.values import unit as unit_of
from yuanqu_web.assessments.words import decimal_of, field_of, label, number_text, unit_of_column, value_text
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


def nearest_text(
    pack: Pack, decision: Decision, nearest: Mapping[str, object] | None, answer: Banded, money: str
) -> str:
    """The nearest change that gives more: "亩均税收再增 0.8 万元/亩，达到 15 万元/亩：30 % → 50 %"."""
    change = decimal_of(nearest.get("change")) if nearest else None
    threshold = decimal_of(nearest.get("threshold")) if nearest else None
    if nearest is None or change is None or threshold is None:
        return ""
    name = str(nearest.get("input") or "")
    unit = unit_of_column(pack, decision, name)
    words = {
        "name": label(pack, decision, _changed(pack, decision, name, unit)),
        "change": _length(abs(change), unit, money),
        "threshold": _length(threshold, unit, money),
        "outcome": _band(pack, decision, nearest.get("outcome")),
        "now": _now(pack, decision, answer),
    }
    if change >= 0 and nearest.get("inclusive"):
        return _("%(name)s再增 %(change)s，达到 %(threshold)s：%(now)s → %(outcome)s") % words
    if change >= 0:
        return _("%(name)s再增 %(change)s，超过 %(threshold)s：%(now)s → %(outcome)s") % words
    if nearest.get("inclusive"):
        return _("%(name)s再减 %(change)s，降到 %(threshold)s：%(now)s → %(outcome)s") % words
    return _("%(name)s再减 %(change)s，低于 %(threshold)s：%(now)s → %(outcome)s") % words


def _now(pack: Pack, decision: Decision, answer: Banded) -> str:
    """The band the subject is in now: of the table that sets the distance, else the answer itself."""
    distance = decision.distance
    value = (
        answer.shown.get(distance.decision)
        if distance and distance.decision in answer.shown
        else answer.value
    )
    return _band(pack, decision, value)


def _band(pack: Pack, decision: Decision, value: object) -> str:
    number = decimal_of(value)
    if number is not None and 0 <= number <= 1:
        return numbers.percent(number, None)
    return value_text(pack, decision, decision.decision, value)


def _changed(pack: Pack, decision: Decision, name: str, unit: str) -> str:
    """The fact to change where it is counted in the same dimension, else the number that the table bands."""
    changes = decision.distance.changes if decision.distance else ()
    field = field_of(pack, decision, changes[0]) if len(changes) == 1 else None
    same = (
        field is not None and field.unit and unit and unit_of(field.unit).dimension == unit_of(unit).dimension
    )
    return changes[0] if same else name


def _length(amount: Decimal, unit: str, money: str) -> str:
    """A distance or an edge, never stated smaller than it is; money per area in yuan where 万元 would read badly."""
    if unit == "万元/亩" and (language() == "en" or amount < 1):
        amount, unit = amount * 10_000, "元/亩"
    places = Decimal(1) if unit == "元/亩" else Decimal("0.0001")
    return number_text(amount.quantize(places, ROUND_CEILING), unit or "1", money=money)
