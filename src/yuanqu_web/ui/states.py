"""States as shape, word and colour. The colour alone never says anything."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanqu_web.ui.navigation import Label


@dataclass(frozen=True, slots=True)
class Look:
    """`shape`: a symbol of states.svg; `glyph`: the same as a character; `tone`: good, fair, bad or none."""

    shape: str
    glyph: str
    label: Label
    tone: str


LOOKS: dict[str, Look] = {
    "met": Look("disc", "●", _("已达成"), "good"),
    "on_track": Look("diamond", "◆", _("按期推进"), "good"),
    "at_risk": Look("up", "▲", _("有风险"), "fair"),
    "off_track": Look("down", "▼", _("偏离"), "bad"),
    "no_data": Look("dotted", "◌", _("无数据"), "none"),
    "favoured": Look("disc", "●", _("符合"), "good"),
    "not_yet": Look("ring", "○", _("未达到"), "none"),
    "refused": Look("square", "■", _("不能判定"), "fair"),
    "done": Look("disc", "●", pgettext_lazy("条款", "已落实"), "good"),
    "undone": Look("ring", "○", pgettext_lazy("条款", "未落实"), "fair"),
    "none": Look("dash", "–", _("未设量化目标"), "none"),
    # A value without growth to compare: it is not "no data", and nothing can be said yet.
    "open": Look("dotted", "◌", _("尚难判断"), "none"),
}
# From best to worst; "no data" says nothing of the others and comes last.
ORDER = ("met", "on_track", "at_risk", "off_track", "no_data")


def look(state: str) -> Look:
    return LOOKS[state]


def worst(states: list[str]) -> str:
    """The worst of the states that rest on data; "no data" when none does."""
    known = [state for state in states if state != "no_data"]
    return max(known, key=ORDER.index) if known else "no_data"
