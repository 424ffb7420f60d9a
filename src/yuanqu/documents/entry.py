"""Reads typed values out of a YAML mapping and reports every misfit with file, line and remedy."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from yuanqu.diagnostics import Diagnostic, Where, diagnose
from yuanqu.documents.yamlfile import Path, YamlFile
from yuanqu.values import Text

_MISSING: Any = object()


class Entry:
    """A mapping at a path of a file. Getters record a diagnostic and return a harmless value on a misfit;
    `close` reports keys that nobody asked for."""

    def __init__(self, file: YamlFile, data: Any, path: Path, report: Callable[[Diagnostic], None]) -> None:
        self.file, self.path, self._report = file, path, report
        self._data: Mapping[str, Any] = data if isinstance(data, dict) else {}
        self._asked: set[str] = set()
        if not isinstance(data, dict):
            self.report("DOC-010", expected="mapping")

    def where(self, key: str | int | None = None) -> Where:
        path = self.path if key is None else (*self.path, key)
        line = self.file.lines.get(path) or self.file.lines.get(self.path)
        return Where(self.file.name, ".".join(str(part) for part in path), line)

    def report(self, code: str, key: str | int | None = None, /, **values: object) -> None:
        self._report(diagnose(code, self.where(key), **values))

    def __contains__(self, key: str) -> bool:
        return key in self._data

    def names(self) -> Iterable[str]:
        return self._data.keys()

    def raw(self, key: str, default: Any = _MISSING) -> Any:
        """The value as parsed; a missing required key is reported."""
        self._asked.add(key)
        if key in self._data:
            return self._data[key]
        if default is _MISSING:
            self.report("DOC-011", key=key)
            return None
        return default

    def string(self, key: str, default: Any = _MISSING) -> str:
        value = self.raw(key, default)
        if value is None:
            if key in self._data:
                self._expected(key, "text")
            return ""
        if isinstance(value, (dict, list)):
            self._expected(key, "text")
            return ""
        return str(value)

    def optional(self, key: str) -> str | None:
        return None if self.raw(key, None) is None else self.string(key)

    def choice(self, key: str, allowed: Iterable[str], default: Any = _MISSING) -> Any:
        value, allowed = self.string(key, default), tuple(allowed)
        if value in allowed:
            return value
        if key in self._data:
            self.report("DOC-013", key, value=value, allowed=", ".join(allowed))
        return allowed[0]

    def text(self, key: str) -> Text:
        return _text(self, key, self.raw(key))

    def optional_text(self, key: str) -> Text | None:
        value = self.raw(key, None)
        return None if value is None else _text(self, key, value)

    def integer(self, key: str) -> int:
        value = self.raw(key)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if key in self._data:
            self._expected(key, "integer")
        return 0

    def flag(self, key: str, default: Any = _MISSING) -> bool:
        value = self.raw(key, default)
        if not isinstance(value, bool) and key in self._data:
            self._expected(key, "true/false")
        return value is True

    def decimal(self, key: str) -> Decimal:
        value = self.raw(key)
        number = as_decimal(value)
        if number is None:
            if key in self._data:
                self._expected(key, "decimal")
            return Decimal(0)
        return number

    def optional_decimal(self, key: str) -> Decimal | None:
        return None if self.raw(key, None) is None else self.decimal(key)

    def day(self, key: str) -> date:
        value = self.raw(key)
        if isinstance(value, date):
            return value
        if key in self._data:
            self._expected(key, "date 2014-07-31")
        return date(1970, 1, 1)

    def optional_day(self, key: str) -> date | None:
        return None if self.raw(key, None) is None else self.day(key)

    def strings(self, key: str, default: Any = _MISSING) -> tuple[str, ...]:
        value = self.raw(key, default)
        if isinstance(value, list) and not any(isinstance(item, (dict, list)) for item in value):
            return tuple(str(item) for item in value)
        if value is not None and value != ():
            self._expected(key, "list")
        return ()

    def entries(self, key: str, default: Any = _MISSING) -> Iterator[Entry]:
        value = self.raw(key, default)
        if value is not None and not isinstance(value, (list, tuple)):
            self._expected(key, "list")
            return
        for index, item in enumerate(value or ()):
            yield Entry(self.file, item, (*self.path, key, index), self._report)

    def entry(self, key: str) -> Entry:
        return Entry(self.file, self.raw(key), (*self.path, key), self._report)

    def optional_entry(self, key: str) -> Entry | None:
        return None if self.raw(key, None) is None else self.entry(key)

    def close(self) -> None:
        """Report unknown keys, with the nearest known one."""
        for key in sorted(self._data.keys() - self._asked):
            near = difflib.get_close_matches(key, self._asked, 1)
            self.report("DOC-012", key, key=key, near=near[0] if near else ", ".join(sorted(self._asked)))

    def _expected(self, key: str, expected: str) -> None:
        self.report("DOC-014", key, expected=expected, value=self._data[key])


def as_decimal(value: object) -> Decimal | None:
    """A YAML scalar as a decimal; None when it isn't a finite number."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _text(entry: Entry, key: str, value: Any) -> Text:
    if isinstance(value, dict) and set(value) == {"zh", "en"} and all(value.values()):
        return Text(str(value["zh"]), str(value["en"]))
    if key in entry:
        entry.report("DOC-015", key, key=key)
    return Text("", "")
