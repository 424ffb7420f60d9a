"""Entries of a settings file: ids defined elsewhere, weights, and numbers as whole steps."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from decimal import Decimal
from typing import Any

from yuanqu.diagnostics import Diagnostic
from yuanqu.documents import Entry as DocumentEntry
from yuanqu.documents import YamlFile, as_decimal
from yuanqu.values import Period

ANY_YEAR = Period.year(2000)


class Entry(DocumentEntry):
    """A mapping of the file. A misfit is reported, and a harmless value returned."""

    def __init__(
        self, file: YamlFile, data: Any, path: tuple[str | int, ...], report: Callable[[Diagnostic], None]
    ) -> None:
        super().__init__(file, data, path, report)
        self._pass_on = report

    def entry(self, key: str) -> Entry:
        return Entry(self.file, self.raw(key), (*self.path, key), self._pass_on)

    def entries(self, key: str, default: Any = ()) -> Iterator[Entry]:
        value = self.raw(key) if default == () else self.raw(key, default)
        if not isinstance(value, list):
            self._misfit(key, value, "列表", "a list")
            return
        for index, item in enumerate(value):
            yield Entry(self.file, item, (*self.path, key, index), self._pass_on)

    def has(self, key: str) -> bool:
        return self.raw(key, None) is not None

    def known(self, key: str, allowed: Collection[str]) -> str:
        """An id defined elsewhere."""
        value = self.string(key)
        if value:
            self._defined(key, (value,), allowed)
        return value

    def ids(self, key: str, allowed: Collection[str]) -> tuple[str, ...]:
        """A list of ids defined elsewhere."""
        values = self.strings(key)
        self._defined(key, values, allowed)
        return values

    def whole(self, key: str, low: int = 0, high: int = 10**12) -> int:
        """A whole number from low to high."""
        value = self.raw(key)
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self._misfit(key, value, f"{low} 到 {high} 的整数", f"a whole number from {low} to {high}")
        return low

    def permille(self, key: str) -> int:
        return self.whole(key, 0, 1000)

    def scaled(self, key: str, unit: int) -> int:
        """A decimal as a whole number of 1/unit."""
        return self._scale(key, self.raw(key), unit)

    def above_zero(self, key: str) -> Decimal:
        value = self.raw(key)
        number = as_decimal(value)
        if number is None or number <= 0:
            self._misfit(key, value, "大于 0 的数", "a number above zero")
            return Decimal(1)
        return number

    def period(self, key: str) -> Period:
        return self._period(key, self.raw(key)) or ANY_YEAR

    def periods(self, key: str) -> tuple[Period, ...]:
        return tuple(self._period(key, text) or ANY_YEAR for text in self.strings(key))

    def numbers(self, key: str, unit: int) -> tuple[int, ...]:
        """A list of numbers, each as a whole number of 1/unit."""
        value = self.raw(key)
        if not isinstance(value, list):
            self._misfit(key, value, "数值列表", "a list of numbers")
            return ()
        return tuple(self._scale(key, number, unit) for number in value)

    def table(self, key: str, units: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
        """A list of lists of numbers, those of each column as whole numbers of 1/unit."""
        value = self.raw(key)
        width = len(units)
        if not isinstance(value, list) or not all(isinstance(v, list) and len(v) == width for v in value):
            self._misfit(key, value, f"每行 {width} 个数的表", f"a list of lists of {width} numbers")
            return ()
        return tuple(
            tuple(self._scale(key, number, unit) for number, unit in zip(row, units, strict=True))
            for row in value
        )

    def span(self, key: str) -> tuple[int, int]:
        """A list of two whole numbers, from and to."""
        value = self.raw(key)
        if isinstance(value, list) and [type(v) for v in value] == [int, int] and value[0] <= value[1]:
            return value[0], value[1]
        self._misfit(key, value, "两个整数 [从, 到]", "two whole numbers [from, to]")
        return 0, 0

    def weights(self, key: str, allowed: Collection[str] | None = None) -> tuple[tuple[str, int], ...]:
        """A mapping of ids to weights above zero."""
        value = self.raw(key)
        if not isinstance(value, dict) or not value or not all(_is_weight(v) for v in value.values()):
            self._misfit(key, value, "名称到权数（正整数）的对照", "a mapping to weights above zero")
            return (("", 1),)
        if allowed is not None:
            self._defined(key, value, allowed)
        return tuple(value.items())

    def by_period(self, key: str, unit: int) -> dict[str, int]:
        """A mapping of periods to decimals, each as a whole number of 1/unit."""
        value = self.raw(key)
        if not isinstance(value, dict):
            self._misfit(key, value, "期间到数值的对照", "a mapping of periods to numbers")
            return {}
        return {
            str(self._period(key, period) or period): self._scale(key, number, unit)
            for period, number in value.items()
        }

    def words(self, key: str, allowed: Collection[str]) -> tuple[tuple[str, str], ...]:
        """A mapping of ids defined elsewhere to a word each."""
        value = self.raw(key)
        if not isinstance(value, dict) or not all(isinstance(word, str) for word in value.values()):
            self._misfit(key, value, "名称到文字的对照", "a mapping to words")
            return ()
        self._defined(key, value, allowed)
        return tuple(value.items())

    def _defined(self, key: str, values: Collection[str], allowed: Collection[str]) -> None:
        for value in values:
            if value not in allowed:
                self.report("SAMP-002", key, value=value, allowed=", ".join(allowed))

    def _misfit(self, key: str, value: object, zh: str, en: str) -> None:
        if key in self:
            self.report("SAMP-001", key, value=value, expected_zh=zh, expected_en=en)

    def _scale(self, key: str, value: object, unit: int) -> int:
        number = as_decimal(value)
        if number is None or number < 0 or number * unit != int(number * unit):
            step = str(Decimal(1) / unit) if unit > 1 else "1"
            self._misfit(
                key, value, f"不小于 0、以 {step} 为最小单位的数", f"a number from zero in steps of {step}"
            )
            return 0
        return int(number * unit)

    def _period(self, key: str, value: object) -> Period | None:
        try:
            return Period.parse(str(value))
        except ValueError:
            self._misfit(key, value, "期间，如 2013 或 2014-01/02", "a period such as 2013 or 2014-01/02")
            return None


def _is_weight(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0
