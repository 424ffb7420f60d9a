"""Headings of columns and names of units, as people read and write them."""

from __future__ import annotations

from yuanqu.facts.fields import Field
from yuanqu.facts.folding import fold_name
from yuanqu.values import Language, Text, unit
from yuanqu.values.units import _UNITS  # there is no public way to list the units yet

PERIOD = Text("期间", "Period")
_BY_LABEL = {
    fold_name(label): symbol
    for symbol, known in reversed(_UNITS.items())
    for label in (known.name.en, known.name.zh, symbol)
    if label
}


def unit_label(symbol: str, lang: Language) -> str:
    """A unit as it stands in a heading: 万元, 10k yuan."""
    return unit(symbol).name.get(lang) or symbol


def find_unit(label: str) -> str | None:
    """The symbol of a unit written in either language; None when there is no such unit."""
    return _BY_LABEL.get(fold_name(label))


def heading(field: Field, lang: Language, symbol: str | None = None) -> str:
    """The heading of a field's column with the unit `symbol`, or else with the unit that people are shown."""
    shown = symbol or field.shown_unit
    if shown is None:
        return field.name.get(lang)
    label = unit_label(shown, lang)
    return f"{field.name.zh}（{label}）" if lang == "zh" else f"{field.name.en} ({label})"
