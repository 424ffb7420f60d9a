"""One finding: a code, the values for its template, and the place it was found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from yuanqu.diagnostics.message import Severity, message_of

Language = Literal["zh", "en"]
_NO_VALUES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Where:
    """A place. `source`: file or document; `item`: sheet, table, decision or entry in it;
    `row`: 1-based row or line; `column`: column heading or letter; `offset`: 1-based character in an expression."""

    source: str = ""
    item: str = ""
    row: int | None = None
    column: str = ""
    offset: int | None = None

    def text(self, lang: Language = "zh") -> str:
        parts = [self.source, self.item]
        if self.row is not None:
            parts.append(f"第 {self.row} 行" if lang == "zh" else f"row {self.row}")
        if self.column:
            parts.append(f"“{self.column}”列" if lang == "zh" else f"column {self.column}")
        if self.offset is not None:
            parts.append(f"第 {self.offset} 个字符" if lang == "zh" else f"character {self.offset}")
        return ("，" if lang == "zh" else ", ").join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A finding under a stable code; the text comes from the catalogue."""

    code: str
    values: Mapping[str, str] = field(default_factory=lambda: _NO_VALUES)
    where: Where = Where()

    @property
    def severity(self) -> Severity:
        return message_of(self.code).severity

    def message(self, lang: Language = "zh") -> str:
        """What is wrong, in `lang`, without place and remedy."""
        template = message_of(self.code)
        return _fill(template.zh if lang == "zh" else template.en, self.values)

    def hint(self, lang: Language = "zh") -> str:
        """What to do, in `lang`; empty when there is nothing to add."""
        template = message_of(self.code)
        return _fill(template.hint_zh if lang == "zh" else template.hint_en, self.values)

    def text(self, lang: Language = "zh") -> str:
        """Code, place, finding and remedy on one line."""
        place, stop = self.where.text(lang), "：" if lang == "zh" else ": "
        head = f"{self.code}  {place}{stop}" if place else f"{self.code}  "
        hint = self.hint(lang)
        gap = "" if lang == "zh" else " "
        return f"{head}{self.message(lang)}{gap if hint else ''}{hint}"

    def as_dict(self, lang: Language = "zh") -> dict[str, object]:
        """A plain form for JSON."""
        place = self.where
        return {
            "code": self.code,
            "severity": self.severity,
            "source": place.source,
            "item": place.item,
            "row": place.row,
            "column": place.column,
            "offset": place.offset,
            "message": self.message(lang),
            "hint": self.hint(lang),
        }


def diagnose(code: str, where: Where | None = None, /, **values: object) -> Diagnostic:
    """Make a diagnostic; values are turned into text so that it stays plain data."""
    plain = {name: str(value) for name, value in values.items()}
    return Diagnostic(code, MappingProxyType(plain), where or Where())


def errors(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Those that forbid going on."""
    return tuple(d for d in diagnostics if d.severity == "error")


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(d.severity == "error" for d in diagnostics)


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"


def _fill(template: str, values: Mapping[str, str]) -> str:
    return template.format_map(_Blank(values))
