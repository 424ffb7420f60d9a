"""Checks on parsed YAML: shapes, keys and texts, each problem reported with its path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from yuanqu.diagnostics import Diagnostic, Where, diagnose
from yuanqu.facts.nearest import nearest
from yuanqu.values import Text

_NOTHING: Mapping[str, object] = {}
_EXPECTED = {"mapping": "键值表", "list": "列表", "text": "文字", "true | false": "true 或 false"}


class Shape:
    """Reads values of one YAML file; adds what is wrong to `found` and goes on with something harmless."""

    def __init__(self, source: str, found: list[Diagnostic]) -> None:
        self.source, self.found = source, found

    def report(self, code: str, path: str, /, **values: object) -> None:
        self.found.append(diagnose(code, Where(self.source, path), **values))

    def _wrong(self, path: str, value: object, expected: str) -> None:
        self.report(
            "FACT-016", path, value=_show(value), expected_zh=_EXPECTED[expected], expected_en=expected
        )

    def mapping(
        self,
        raw: object,
        path: str,
        *,
        required: Sequence[str] | None = None,
        optional: Sequence[str] | None = None,
    ) -> Mapping[str, object]:
        """A mapping with the required keys and no others than these and the optional ones; both None: any keys."""
        if not isinstance(raw, Mapping):
            self._wrong(path, raw, "mapping")
            return _NOTHING
        entry = {str(key): value for key, value in raw.items()}
        if required is None and optional is None:
            return entry
        allowed = (*(required or ()), *(optional or ()))
        for key in entry:
            if key not in allowed:
                self.report("FACT-001", _join(path, key), key=key, nearest=nearest(key, allowed))
        for key in required or ():
            if entry.get(key) is None:
                self.report("FACT-002", path, key=key)
        return entry

    def sequence(self, raw: object, path: str) -> Sequence[object]:
        if isinstance(raw, Sequence) and not isinstance(raw, str):
            return raw
        self._wrong(path, raw, "list")
        return ()

    def text(self, entry: Mapping[str, object], key: str, path: str) -> Text:
        """A text in both languages."""
        raw, where = entry.get(key), _join(path, key)
        if raw is None:
            return Text("", "")
        texts = self.mapping(raw, where, optional=("zh", "en"))
        parts = {}
        for lang in ("zh", "en"):
            value = texts.get(lang)
            if not isinstance(value, str) or not value.strip():
                self.report("FACT-003", where, lang=lang)
                value = ""
            parts[lang] = value
        return Text(parts["zh"], parts["en"])

    def string(self, entry: Mapping[str, object], key: str, path: str) -> str:
        """A text without languages; empty when the key is absent."""
        value = entry.get(key)
        if value is None or isinstance(value, str):
            return value or ""
        self._wrong(_join(path, key), value, "text")
        return ""

    def strings(self, entry: Mapping[str, object], key: str, path: str) -> tuple[str, ...]:
        items = self.sequence(entry.get(key) or (), _join(path, key))
        return tuple(self.string({str(i): item}, str(i), _join(path, key)) for i, item in enumerate(items))

    def one_of(self, value: str, allowed: Sequence[str], path: str) -> bool:
        if value in allowed:
            return True
        self.report("FACT-009", path, value=value, allowed=", ".join(allowed))
        return False

    def closed(self, entry: Mapping[str, object], key: str, allowed: Sequence[str], path: str) -> str | None:
        """A word out of a closed set; None when absent or wrong."""
        value = self.string(entry, key, path)
        return value if value and self.one_of(value, allowed, _join(path, key)) else None

    def flag(self, entry: Mapping[str, object], key: str, path: str) -> bool:
        value = entry.get(key, False)
        if not isinstance(value, bool):
            self._wrong(_join(path, key), value, "true | false")
            return False
        return value

    def decimal(self, entry: Mapping[str, object], key: str, path: str) -> Decimal | None:
        """A number, written plainly or between quotes."""
        value = entry.get(key)
        if value is None:
            return None
        try:
            number = Decimal("NaN" if isinstance(value, bool) else str(value))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            self.report("FACT-012", _join(path, key), value=_show(value))
            return None
        return number


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _show(value: object) -> str:
    return "–" if value is None else str(value)[:60]
