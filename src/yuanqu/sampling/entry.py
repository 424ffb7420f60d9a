"""Reads typed values out of a settings mapping; every misfit becomes a diagnostic with its path."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from yuanqu.diagnostics import Diagnostic, Where, diagnose
from yuanqu.values import Period, Text

Report = Callable[[Diagnostic], None]


class Entry:
    """A mapping of the file. Getters report a misfit and return a harmless value; `close` reports unknown keys."""

    def __init__(self, source: str, path: str, data: Any, report: Report) -> None:
        self.source, self.path, self._send = source, path, report
        self._data: dict[str, Any] = data if isinstance(data, dict) else {}
        self._asked: set[str] = set()
        if not isinstance(data, dict):
            self.misfit("", data, "一组键值", "a mapping")

    def report(self, code: str, at: str = "", /, **values: object) -> None:
        place = ".".join(part for part in (self.path, at) if part)
        self._send(diagnose(code, Where(self.source, place), **values))

    def misfit(self, key: str, value: object, zh: str, en: str) -> None:
        self.report("SAMP-004", key, value=value, expected_zh=zh, expected_en=en)

    def names(self) -> tuple[str, ...]:
        return tuple(str(key) for key in self._data)

    def has(self, key: str) -> bool:
        return self.raw(key, optional=True) is not None

    def raw(self, key: str, *, optional: bool = False) -> Any:
        self._asked.add(key)
        if key not in self._data and not optional:
            self.report("SAMP-002", key, key=key)
        return self._data.get(key)

    def string(self, key: str) -> str:
        value = self.raw(key)
        if key in self._data and not (isinstance(value, str) and value):
            self.misfit(key, value, "文字", "text")
        return value if isinstance(value, str) else ""

    def text(self, key: str) -> Text:
        value = self.raw(key)
        if isinstance(value, dict) and set(value) == {"zh", "en"} and all(value.values()):
            return Text(str(value["zh"]), str(value["en"]))
        if key in self._data:
            self.misfit(key, value, "中英文两种文字 {zh, en}", "text in both languages, {zh, en}")
        return Text("", "")

    def known(self, key: str, allowed: Collection[str]) -> str:
        """An id defined elsewhere."""
        value = self.string(key)
        if value and value not in allowed:
            self.report("SAMP-005", key, value=value, allowed=", ".join(allowed))
        return value

    def strings(self, key: str, allowed: Collection[str] | None = None) -> tuple[str, ...]:
        value = self.raw(key)
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            if key in self._data:
                self.misfit(key, value, "文字列表", "a list of texts")
            return ()
        for item in value:
            if allowed is not None and item not in allowed:
                self.report("SAMP-005", key, value=item, allowed=", ".join(allowed))
        return tuple(value)

    def integer(self, key: str, low: int = 0, high: int = 10**12) -> int:
        value = self.raw(key)
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        if key in self._data:
            self.misfit(key, value, f"{low} 到 {high} 的整数", f"a whole number from {low} to {high}")
        return low

    def permille(self, key: str) -> int:
        return self.integer(key, 0, 1000)

    def scaled(self, key: str, unit: int) -> int:
        """A decimal as a whole number of 1/unit."""
        return self._scale(key, self.raw(key), unit)

    def decimal(self, key: str) -> Decimal:
        """A decimal above zero."""
        number = _decimal(self.raw(key))
        if number is None or number <= 0:
            if key in self._data:
                self.misfit(key, self._data[key], "大于 0 的小数", "a decimal above zero")
            return Decimal(1)
        return number

    def period(self, key: str) -> Period:
        value = self.raw(key)
        return self._period(key, value) or Period.year(2000)

    def pairs(self, key: str, length: int, unit: int = 1) -> tuple[tuple[int, ...], ...]:
        """A list of lists of `length` numbers, each as a whole number of 1/unit."""
        value = self.raw(key)
        if not isinstance(value, list) or not all(isinstance(v, list) and len(v) == length for v in value):
            if key in self._data:
                self.misfit(key, value, f"由 {length} 个数组成的列表", f"a list of lists of {length} numbers")
            return ()
        return tuple(tuple(self._scale(key, number, unit) for number in item) for item in value)

    def numbers(self, key: str, unit: int) -> tuple[int, ...]:
        """A list of numbers, each as a whole number of 1/unit."""
        value = self.raw(key)
        if not isinstance(value, list):
            if key in self._data:
                self.misfit(key, value, "数值列表", "a list of numbers")
            return ()
        return tuple(self._scale(key, number, unit) for number in value)

    def span(self, key: str) -> tuple[int, int]:
        """A list of two whole numbers, from and to."""
        value = self.raw(key)
        if isinstance(value, list) and [type(v) for v in value] == [int, int] and value[0] <= value[1]:
            return value[0], value[1]
        if key in self._data:
            self.misfit(key, value, "两个整数 [从, 到]", "two whole numbers [from, to]")
        return 0, 0

    def weights(self, key: str, allowed: Collection[str] | None = None) -> tuple[tuple[str, int], ...]:
        """A mapping of ids to weights."""
        value = self.raw(key)
        if not isinstance(value, dict) or not value or not all(_is_weight(v) for v in value.values()):
            if key in self._data:
                self.misfit(key, value, "名称到权数（正整数）的对照", "a mapping to weights above zero")
            return (("", 1),)
        for name in value:
            if allowed is not None and str(name) not in allowed:
                self.report("SAMP-005", key, value=name, allowed=", ".join(allowed))
        return tuple((str(name), weight) for name, weight in value.items())

    def values(self, key: str, unit: int) -> dict[str, int]:
        """A mapping of periods to decimals, each as a whole number of 1/unit."""
        value = self.raw(key)
        if not isinstance(value, dict):
            if key in self._data:
                self.misfit(key, value, "期间到数值的对照", "a mapping of periods to numbers")
            return {}
        return {
            str(self._period(key, period) or period): self._scale(key, number, unit)
            for period, number in value.items()
        }

    def entry(self, key: str) -> Entry:
        path = f"{self.path}.{key}" if self.path else key
        value = self.raw(key)
        return Entry(self.source, path, {} if key not in self._data else value, self._send)

    def entries(self, key: str) -> Iterator[Entry]:
        value = self.raw(key)
        if not isinstance(value, list):
            if key in self._data:
                self.misfit(key, value, "列表", "a list")
            return
        path = f"{self.path}.{key}" if self.path else key
        for index, item in enumerate(value):
            yield Entry(self.source, f"{path}[{index}]", item, self._send)

    def close(self) -> None:
        """Report keys that nobody asked for, with the nearest known one."""
        for key in self._data:
            if key not in self._asked:
                near = difflib.get_close_matches(str(key), self._asked, 1)
                self.report("SAMP-003", str(key), key=key, near=near[0] if near else ", ".join(self._asked))

    def _scale(self, key: str, value: object, unit: int) -> int:
        number = _decimal(value)
        if number is None or number < 0 or number * unit != int(number * unit):
            if key in self._data:
                self.misfit(
                    key, value, f"不小于 0、以 1/{unit} 计的数", f"a number from zero in steps of 1/{unit}"
                )
            return 0
        return int(number * unit)

    def _period(self, key: str, value: object) -> Period | None:
        try:
            return Period.parse(str(value))
        except ValueError:
            if key in self._data:
                self.misfit(key, value, "期间，如 2013 或 2014-01/02", "a period such as 2013 or 2014-01/02")
            return None


def _decimal(value: object) -> Decimal | None:
    """A whole number or a quoted decimal; a YAML float is refused, because it may not be what was written."""
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _is_weight(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0
