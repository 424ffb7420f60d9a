"""An input that shows a finding: one value per column, as plain as can be, in words of both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from yuanqu.feel.text import literal_of
from yuanqu.feel.values import Value
from yuanqu.proofs.axes import OTHER, Axis, Other, off_line
from yuanqu.proofs.grid import Grid
from yuanqu.proofs.spans import Spans, meet
from yuanqu.values import Language


@dataclass(frozen=True, slots=True)
class Witness:
    """A column's value. `value` is OTHER for any text the table doesn't name, or any value at all where `kind` is "".

    `region`: the run the value stands for, as a range of FEEL, "" for a single value. `matters`: False when every
    value of the column would do.
    """

    label: str
    input: str
    kind: str
    value: Value | Other
    region: str
    matters: bool
    name_zh: str = ""
    name_en: str = ""

    def text(self, lang: Language) -> str:
        if isinstance(self.value, Other):
            zh, en = ("其他文本", "any other text") if self.kind else ("任意值", "anything")
            return f"{self.label} = {zh if lang == 'zh' else en}"
        if self.value is None:
            return f"{self.label} = {'无数据' if lang == 'zh' else 'no data'}"
        name = self.name_zh if lang == "zh" else self.name_en
        note = "; ".join(part for part in (name, self.region) if part)
        shown = f"{self.label} = {literal_of(self.value)}"
        if not note:
            return shown
        return f"{shown}（{note}）" if lang == "zh" else f"{shown} ({note})"

    @property
    def key(self) -> str:
        return f"{self.label}={'?' if isinstance(self.value, Other) else literal_of(self.value)}"


def witness_of(grid: Grid, box: Sequence[Spans]) -> tuple[Witness, ...]:
    """The plainest input of a box: without null if possible, a cut rather than what lies between two."""
    return tuple(_one(axis, own, plain) for axis, own, plain in zip(grid.axes, box, grid.plain, strict=True))


def _one(axis: Axis, own: Spans, plain: Spans) -> Witness:
    valued = meet(own, plain)
    place = _place(axis, valued) if valued else axis.null
    value = axis.example(place)
    name = None if isinstance(value, Other) or value is None else axis.domain.names.get(value)
    region = _region(axis, place, valued) if valued and axis.ordered else ""
    names = (name.zh, name.en) if name is not None else ("", "")
    return Witness(axis.label, axis.text, axis.kind, value, region, valued != plain, *names)


def _place(axis: Axis, own: Spans) -> int:
    """The first cut, else the first class."""
    if axis.ordered:
        for first, last in own:
            cut = first if first % 2 else first + 1
            if cut <= last:
                return cut
    return own[0][0]


def _region(axis: Axis, place: int, own: Spans) -> str:
    """The run of a class as a range; "" for a single cut."""
    first, last = next(run for run in own if run[0] <= place <= run[1])
    low, high = axis.ends(first)[0], axis.ends(last)[1]
    if low is not None and low == high:
        return ""
    ends = ["" if end is None else literal_of(off_line(axis.kind, end)) for end in (low, high)]
    if low is None or high is None:
        if low is None and high is None:
            return ""
        sign = "<" if low is None else ">"
        included = (last if low is None else first) % 2
        return f"{sign}{'=' if included else ''} {ends[0] or ends[1]}"
    return f"{'[' if first % 2 else '('}{ends[0]}..{ends[1]}{']' if last % 2 else ')'}"


def in_words(witnesses: Sequence[Witness], lang: Language) -> str:
    """A whole input; columns that don't matter are left out."""
    parts = [w.text(lang) for w in witnesses if w.matters]
    if not parts:
        return "任何输入" if lang == "zh" else "any input"
    return ("，" if lang == "zh" else ", ").join(parts)


def in_short(witnesses: Sequence[Witness]) -> str:
    """A whole input without regard to language: how readings name it."""
    return ", ".join(w.key for w in witnesses if w.matters) or "*"


__all__ = ["OTHER", "Witness", "in_short", "in_words", "witness_of"]
