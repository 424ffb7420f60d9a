"""Why a target stands as it does, in one sentence, zh and en."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from yuanqu.indicators.definition import Indicator, Target
from yuanqu.indicators.model import Forecast, Observation
from yuanqu.values import Text
from yuanqu.values.shown import shown_amount

_AIM_ZH = {">=": "不低于", ">": "超过", "<=": "不高于", "<": "低于", "about": "达到约"}
_AIM_EN = {">=": "at least", ">": "more than", "<=": "at most", "<": "less than", "about": "about"}
_NO_DATA = Text("没有可用的数据", "No usable data")


class _Level(Protocol):
    @property
    def value(self) -> Decimal: ...
    @property
    def annualised(self) -> bool: ...


def reason(
    target: Target,
    indicator: Indicator,
    state: str,
    rests_on: str,
    latest: Observation | None,
    level: _Level | None,
    needed: Decimal | None,
    seen: Decimal | None,
    forecast: Forecast | None,
) -> Text:
    """The cause in one sentence."""
    if latest is None or level is None:
        needs = indicator.needs or _NO_DATA
        return Text(f"无数据：{needs.zh}。", f"No data: {_lower(needs.en)}.")
    zh, en = [_latest_zh(target, latest, level)], [_latest_en(target, latest, level)]
    if state == "met":
        zh.append("已达到目标")
        en.append("the target is met")
    else:
        zh.append(_aim_zh(target, needed))
        en.append(_aim_en(target, needed))
        if rests_on == "forecast" and forecast is not None:
            zh.append(f"按已有各年推算达成的可能性为 {percent(forecast.probability, 0)}")
            en.append(f"the years so far give a probability of {percent(forecast.probability, 0)}")
        elif seen is not None:
            only = "（年度数据不足三年，只比较增速）" if rests_on == "pace" else ""
            only_en = " (fewer than three full years: growth alone is compared)" if rests_on == "pace" else ""
            zh.append(f"最近一次同比增长 {percent(seen, 1)}{only}")
            en.append(f"growth last seen was {percent(seen, 1)}{only_en}")
        else:
            zh.append("没有可比的增速，无法判断")
            en.append("no growth to compare with, so the state is open")
    return Text("；".join(zh) + "。", "; ".join(en) + ".")


def percent(share: Decimal, places: int) -> str:
    """0.1652 → 16.5 %."""
    number = (share * 100).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{number} %".replace("-", "−")


def _latest_zh(target: Target, latest: Observation, level: _Level) -> str:
    text = f"{latest.period.label('zh')}为 {shown_amount(latest.value, target.unit, 'zh', 3)}"
    return text + (f"，折合全年 {shown_amount(level.value, target.unit, 'zh')}" if level.annualised else "")


def _latest_en(target: Target, latest: Observation, level: _Level) -> str:
    text = f"{latest.period.label('en')}: {shown_amount(latest.value, target.unit, 'en', 3)}"
    full = f", or {shown_amount(level.value, target.unit, 'en')} over a full year"
    return text + (full if level.annualised else "")


def _aim_zh(target: Target, needed: Decimal | None) -> str:
    aim = f"{_AIM_ZH[target.comparison]} {shown_amount(target.value, target.unit, 'zh', 4)}"
    if target.due is None:
        return f"目标为{aim}，文本未定期限"
    pace = (
        f"，每年须{'增长' if needed >= 0 else '下降'} {percent(abs(needed), 1)}" if needed is not None else ""
    )
    return f"到 {target.due.year} 年要{aim}{pace}"


def _aim_en(target: Target, needed: Decimal | None) -> str:
    aim = f"{_AIM_EN[target.comparison]} {shown_amount(target.value, target.unit, 'en', 4)}"
    if target.due is None:
        return f"the aim is {aim}, the text sets no date"
    pace = ""
    if needed is not None:
        pace = f", which takes {'growth' if needed >= 0 else 'a fall'} of {percent(abs(needed), 1)} a year"
    return f"by {target.due.year} the aim is {aim}{pace}"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
