"""The ways to a better outcome in words of one language: what to change, by how much, up to where, from what to what.

Numbers are written by whoever asks, as pages show money in the reader's unit and a terminal shows yuan and 分.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from yuanqu.assessment.ways import Way, Ways
from yuanqu.facts import Field
from yuanqu.feel.temporal import Date
from yuanqu.packs import Decision, Pack
from yuanqu.proofs import Step
from yuanqu.values import Language, convert, unit
from yuanqu.values.shown import shown_number

Amount = Callable[[Decimal, str, str], str]
"""Writes a number: its value, its unit ("" for none), and how to round should digits be dropped: ROUND_CEILING, ROUND_FLOOR."""


@dataclass(frozen=True, slots=True)
class Reached:
    """A better outcome and the single changes that reach it; none: no single change does."""

    outcome: str
    ways: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """`now`: the present outcome. `none`: what to say when there is no way at all."""

    now: str
    reached: tuple[Reached, ...]
    none: str


def plain_amount(lang: Language) -> Amount:
    """Numbers as a terminal shows them: with thousands, money in yuan to the 分."""

    def amount(value: Decimal, symbol: str, rounding: str) -> str:
        if symbol and unit(symbol).dimension == "money":
            value, symbol = convert(value, symbol, "元").quantize(Decimal("0.01"), rounding), "元"
        text = shown_number(value.quantize(Decimal("0.000001"), rounding), 6)
        return f"{text} {unit(symbol).name.get(lang)}".rstrip() if symbol else text

    return amount


class WayWords:
    """Speaks of the ways of one decision. `label`: a name of the DMN file in the language."""

    def __init__(
        self, pack: Pack, decision: Decision, lang: Language, amount: Amount, label: Callable[[str], str]
    ) -> None:
        self.pack, self.decision, self.lang = pack, decision, lang
        self.amount, self.label = amount, label

    def say(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    def all(self, ways: Ways | None) -> Spoken:
        """Every better outcome, the nearest first, with every single change that reaches it."""
        if ways is None:
            none = self.say(
                "政策包没有为这项决策登记可由对象自己改变的事实。",
                "The pack names no fact of this decision that the subject itself could change.",
            )
            return Spoken("", (), none)
        found: dict[str, list[str]] = {}
        for way in ways.ways:
            found.setdefault(self.outcome(way.outcome), []).append(self.way(way))
        for value in ways.closed:
            found.setdefault(self.outcome(value), [])
        stop = "、" if self.lang == "zh" else ", "
        names = stop.join(self.label(name) for name in ways.changes)
        none = ""
        if not found:
            none = (
                self.say("没有更好的结果。", "No outcome is better.")
                if ways.best
                else self.say(
                    f"只改变一项（{names}）达不到更好的结果。",
                    f"No change of a single fact ({names}) reaches a better outcome.",
                )
            )
        return Spoken(self.outcome(ways.now), tuple(Reached(k, tuple(v)) for k, v in found.items()), none)

    def nearest(self, way: Way | None, now: object) -> str:
        """One way with the outcome before and after, in the number that the table bands where there is one."""
        if way is None:
            return ""
        colon = "：" if self.lang == "zh" else "; "
        said = self.way(way) if way.band is None or self.same_measure(way) else self.band(way.band)
        return f"{said}{colon}{self.outcome(now)} → {self.outcome(way.outcome)}"

    def same_measure(self, way: Way) -> bool:
        """Whether the number that the table bands is the fact itself, in another unit: its edge reads better."""
        own, banded = self.unit_of(way.input), self.band_unit()
        return bool(own and banded) and unit(own).dimension == unit(banded).dimension

    def way(self, way: Way) -> str:
        """ "确认税收再增 614,565.41 元，达到 11,035,471.5 元（亩均税收再增 5,569.01 元/亩，达到 10 万元/亩）"."""
        name = self.label(way.input)
        if isinstance(way.change, Decimal) and isinstance(way.values[0], Decimal):
            if way.band is not None and self.same_measure(way):
                step = way.band
                return self.moved(name, step.change, step.threshold, self.band_unit(), step.inclusive)
            text = self.moved(name, way.change, way.values[0], self.unit_of(way.input))
            if way.band is None:
                return text
            return text + self.say(f"（{self.band(way.band)}）", f" ({self.band(way.band)})")
        if way.change is not None:
            days = shown_number(abs(way.change))
            later = way.change > 0
            return self.say(
                f"{name}{'推后' if later else '提前'} {days} 天，到 {way.values[0]}",
                f"{name}: {days} days {'later' if later else 'earlier'}, on {way.values[0]}",
            )
        values = [self.value(way.input, value) for value in way.values]
        before = self.value(way.input, way.current)
        head, last = "、".join(values[:-1]), values[-1]
        zh = f"{head}或{last}" if head else last
        en = f"{', '.join(values[:-1])} or {last}" if head else last
        return self.say(f"{name}由{before}变为{zh}", f"{name}: from {before} to {en}")

    def band(self, step: Step) -> str:
        """The same change in the number that the table bands; money per area in yuan where 万元 would read badly."""
        name, symbol = (
            self.label(self.decision.distance.input if self.decision.distance else ""),
            self.band_unit(),
        )
        return self.moved(name, step.change, step.threshold, symbol, step.inclusive)

    def moved(
        self, name: str, change: Decimal, threshold: Decimal, symbol: str, inclusive: bool = True
    ) -> str:
        """A number raised or lowered. Neither how far nor the edge is ever stated smaller than it is."""
        up = change >= 0
        far = self.points(abs(change), symbol) or self.sized(abs(change), symbol, ROUND_CEILING)
        edge = self.sized(threshold, symbol, ROUND_CEILING if up else ROUND_FLOOR)
        if up:
            zh, en = ("达到", "to reach") if inclusive else ("超过", "to above")
            return self.say(f"{name}再增 {far}，{zh} {edge}", f"{name}: {far} more, {en} {edge}")
        zh, en = ("降到", "to") if inclusive else ("低于", "to below")
        return self.say(f"{name}再减 {far}，{zh} {edge}", f"{name}: {far} less, {en} {edge}")

    def points(self, change: Decimal, symbol: str) -> str:
        """How far a share moves, in points, as per cent of a per cent would be read otherwise."""
        if not symbol or unit(symbol).dimension != "ratio":
            return ""
        far = self.amount(convert(change, symbol, "%"), "", ROUND_CEILING)
        return self.say(f"{far} 个百分点", f"{far} percentage points")

    def sized(self, value: Decimal, symbol: str, rounding: str) -> str:
        if symbol == "1":
            value, symbol = convert(value, symbol, "%"), "%"
        if symbol == "万元/亩" and (self.lang == "en" or abs(value) < 1):
            value, symbol = convert(value, symbol, "元/亩"), "元/亩"
            value = value.quantize(Decimal(1), rounding)
        elif symbol == "万元/亩":
            value = value.quantize(Decimal("0.0001"), rounding)
        return self.amount(value, symbol, rounding)

    def outcome(self, value: object) -> str:
        """An outcome by its name; a share as per cent."""
        if isinstance(value, bool):
            state = self.decision.states.get("favoured" if value else "not_yet")
            return (
                state.get(self.lang) if state else self.say("是" if value else "否", "yes" if value else "no")
            )
        if isinstance(value, Decimal):
            judged = self.decision.distance
            if judged is not None and judged.decision == self.decision.decision and self.decision.unit:
                return self.amount(value, self.decision.unit, ROUND_FLOOR)
            return self.sized(value, "1" if 0 <= value <= 1 else "", ROUND_FLOOR)
        if value is None:
            return self.say("无", "none")
        named = self.decision.names.get(str(value))
        return str(value) if named is None else named.get(self.lang)

    def value(self, name: str, value: object) -> str:
        """A value that isn't a number, as people read it."""
        if isinstance(value, bool):
            return self.say("是" if value else "否", "yes" if value else "no")
        if isinstance(value, Date):
            return str(value)
        field = self.field(name)
        found = next((c.name.get(self.lang) for c in field.choices if c.id == value), None) if field else None
        return found or str(value)

    def field(self, name: str) -> Field | None:
        fields = self.pack.schema.subject(self.decision.subject).fields
        return next((field for field in fields if field.name.zh == name), None)

    def unit_of(self, name: str) -> str:
        field = self.field(name)
        return field.unit or "" if field is not None else ""

    def band_unit(self) -> str:
        """The unit of the number that the table bands: that of the parameters whose home is its cells."""
        asked = self.decision.distance
        return column_unit(self.pack, self.decision, asked.input) if asked is not None and asked.input else ""


def column_unit(pack: Pack, decision: Decision, name: str) -> str:
    """The unit of a number that tables of the decision's file band; "" when the pack doesn't say."""
    fields = pack.schema.subject(decision.subject).fields
    own = next((field.unit for field in fields if field.name.zh == name), None)
    if own:
        return own
    for item in pack.models[decision.file].decisions:
        if item.table is None:
            continue
        positions = [at for at, column in enumerate(item.table.inputs, 1) if column.text == name]
        cells = {f"{decision.file}#{rule.id}.{at}" for rule in item.table.rules for at in positions}
        for parameter in pack.parameters.values():
            if parameter.cell in cells:
                return parameter.unit
    return ""
