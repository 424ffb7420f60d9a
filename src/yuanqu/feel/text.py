"""Values as text: `string(...)`, traces and messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from yuanqu.feel.run import MAX_ITEMS, Fault
from yuanqu.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time
from yuanqu.feel.values import FeelFunction, FeelRange, Value

Plain = str | bool | list["Plain"] | dict[str, "Plain"] | None
_TEMPORAL = (Date, Time, DateTime, DaysDuration, MonthsDuration)


def number_text(value: Decimal) -> str:
    """A number without exponent; very large and small ones keep it."""
    if not value:
        exponent = value.as_tuple().exponent
        return f"{abs(value):f}" if isinstance(exponent, int) and -40 < exponent <= 0 else "0"
    return f"{value:f}" if -40 < value.adjusted() < 40 else str(value)


def quoted(text: str) -> str:
    """A string as FEEL writes it."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + plain.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"'


def text_of(value: Value) -> str:
    """A value as `string(...)` gives it: strings bare, all else as in literals."""
    return value if type(value) is str else literal_of(value)


def literal_of(value: Value) -> str:
    """A value as it is shown inside lists and contexts: strings quoted. Fault for more than a million parts."""
    writer = _Writer(MAX_ITEMS)
    text = writer.text(value)
    if writer.left < 0:
        raise Fault("FEEL-118", limit=MAX_ITEMS)
    return text


def brief(value: Value) -> str:
    """A value as it is shown in messages: its first parts, eighty characters at most."""
    return _Writer(20).text(value[:100] if type(value) is str else value)[:80]


class _Writer:
    """Writes the first parts of a value; `left` goes below zero when there were more."""

    def __init__(self, limit: int) -> None:
        self.left = limit

    def text(self, value: Value) -> str:
        self.left -= 1
        if value is None:
            return "null"
        if type(value) is str:
            return quoted(value)
        if type(value) is bool:
            return "true" if value else "false"
        if isinstance(value, Decimal):
            return number_text(value)
        if isinstance(value, list):
            return f"[{', '.join(self._some(value, self.text))}]"
        if isinstance(value, dict):
            pairs = self._some(value.items(), lambda pair: f"{key_text(pair[0])}: {self.text(pair[1])}")
            return f"{{{', '.join(pairs)}}}"
        if isinstance(value, FeelRange):
            return _range_text(value)
        if isinstance(value, FeelFunction):
            return f"function({', '.join(value.parameters)})"
        return str(value)

    def _some(self, items: Iterable[Value], show: Callable[[Value], str]) -> Iterator[str]:
        for item in items:
            if self.left < 0:
                yield "…"
                return
            yield show(item)


def plain_of(value: Value) -> Plain:
    """A value as plain data for JSON: numbers, dates and ranges as text, so that nothing is lost."""
    if value is None or type(value) in (bool, str):
        return value  # type: ignore[no-any-return]
    if isinstance(value, list):
        return [plain_of(item) for item in value]
    if isinstance(value, dict):
        return {key: plain_of(item) for key, item in value.items()}
    return literal_of(value)


def key_text(key: str) -> str:
    """A key of a context, quoted when it isn't a plain name."""
    return (
        key if key and all(c.isalnum() or c in " _?'" for c in key) and not key[0].isdigit() else quoted(key)
    )


def _end(value: Value) -> str:
    return f'@"{value}"' if isinstance(value, _TEMPORAL) else literal_of(value)


def _range_text(span: FeelRange) -> str:
    if span.form:
        return f"{span.form}{_end(span.low)}"
    if span.low is None and span.high is not None:
        return f"<{'=' if span.high_included else ''}{_end(span.high)}"
    if span.high is None and span.low is not None:
        return f">{'=' if span.low_included else ''}{_end(span.low)}"
    opening, closing = "[" if span.low_included else "(", "]" if span.high_included else ")"
    return f"{opening}{_end(span.low)}..{_end(span.high)}{closing}"
