"""What an answer means in words: its value, what is missing, who pays, and how far it is to the next band."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from django.utils.translation import gettext as _

from yuanqu.packs.model import Decision, Pack
from yuanqu_web.assessments.words import label, value_text
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


def money_text(fen: int, money: str) -> str:
    """分 with its unit, to the 分 in yuan below one 万元."""
    unit = numbers.money_unit(money, "万元" if abs(fen) >= 1_000_000 else "元")
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


def nearest_text(pack: Pack, decision: Decision, nearest: Mapping[str, object] | None, money: str) -> str:
    return ""
