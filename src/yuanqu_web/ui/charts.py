"""A chart as data: the series go to ECharts, the same numbers into the table under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from yuanqu_web.ui.language import language
from yuanqu_web.ui.navigation import Label
from yuanqu_web.ui.numbers import NOTHING, plain, with_unit

Look = Literal["published", "sample", "other"]


@dataclass(frozen=True, slots=True)
class Line:
    """Values by position on the axis; None is a gap. `look` "sample" is drawn hollow and dashed."""

    name: Label
    values: tuple[Decimal | None, ...]
    look: Look = "published"


@dataclass(frozen=True, slots=True)
class Band:
    """A forecast: low, median and high at one position of the axis."""

    name: Label
    at: int
    low: Decimal
    median: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Figure:
    """A trend or bars over one axis. `target`: drawn as a line with its number."""

    id: str
    title: Label
    axis: tuple[str, ...]
    lines: tuple[Line, ...]
    unit: str = ""
    kind: Literal["trend", "bars"] = "trend"
    target: Decimal | None = None
    target_label: str = ""
    band: Band | None = None
    note: Label = ""

    def data(self) -> Mapping[str, object]:
        """For the chart's own script."""
        band = self.band
        return {
            "kind": self.kind,
            "title": str(self.title),
            "unit": self.unit,
            "axis": list(self.axis),
            "lines": [
                {"name": str(line.name), "look": line.look, "values": [_float(v) for v in line.values]}
                for line in self.lines
            ],
            "target": _float(self.target),
            "targetLabel": self.target_label,
            "band": band
            and {
                "name": str(band.name),
                "at": band.at,
                "low": float(band.low),
                "median": float(band.median),
                "high": float(band.high),
            },
        }

    @property
    def data_id(self) -> str:
        return f"{self.id}-data"

    @property
    def headers(self) -> Sequence[Label]:
        return [line.name for line in self.lines] + ([self.band.name] if self.band else [])

    @property
    def rows(self) -> Sequence[tuple[str, Sequence[str]]]:
        """The numbers of the chart, one row per position."""
        return [(label, [*self._values(i), *self._band(i)]) for i, label in enumerate(self.axis)]

    def _values(self, at: int) -> Sequence[str]:
        return [plain(line.values[at]) for line in self.lines]

    def _band(self, at: int) -> Sequence[str]:
        if self.band is None:
            return []
        if self.band.at != at:
            return [NOTHING]
        low, high = plain(self.band.low, 1), with_unit(self.band.high, self.unit, language(), 1)
        return [f"{plain(self.band.median, 1)} ({low}–{high})"]


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
