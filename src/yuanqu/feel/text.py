"""Values as text: `string(...)`, traces and messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import islice

from yuanqu.feel.run import MAX_ITEMS, Fault, Run
from yuanqu.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time
from yuanqu.feel.values import FeelFunction, FeelRange, Value

Plain = str | bool | list["Plain"] | dict[str, "Plain"] | None
SHOWN_PARTS, PLAIN_PARTS, PLAIN_DEPTH = 2_000, 100_000, 100
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


def text_of(value: Value, run: Run | None = None) -> str:
    """A value as `string(...)` gives it: strings bare, all else as in literals. Fault as `literal_of`."""
    return value if type(value) is str else literal_of(value, run)


def literal_of(value: Value, run: Run | None = None) -> str:
    """A value as it is shown inside lists and contexts: strings quoted.

    `run` counts the work. Fault for more than a million parts or five million characters.
    """
    writer = _Writer(MAX_ITEMS)
    try:
        text = writer.text(value)
    finally:
        if run is not None:
            run.step(None, 2 * (MAX_ITEMS - writer.left))
    if writer.left < 0:
        raise Fault("FEEL-118", limit=MAX_ITEMS)
    return text


def shown(value: Value) -> str:
    """A value as text for people, whatever it is: text bare, a large one cut after its first parts."""
    if type(value) is str:
        return value
    try:
        return _Writer(SHOWN_PARTS).text(value)
    except (RecursionError, ValueError):
        return "…"


def brief(value: Value) -> str:
    """A value as it is shown in messages: its first parts, eighty characters at most."""
    try:
        return _Writer(20).text(value[:100] if type(value) is str else value)[:80]
    except ValueError:  # a number beyond what Python writes
        return "…"


class _Writer:
    """Writes the first parts of a value; `left` goes below zero when there were more."""

    def __init__(self, limit: int) -> None:
        self.left = limit

    def text(self, value: Value) -> str:
        self.left -= 1
        if value is None:
            return "null"
        if type(value) is str:
            self.left -= len(value) >> 3
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
    """A value as plain data for JSON: numbers, dates and ranges as text, so that nothing is lost.

    Beyond a hundred thousand parts or a depth of 100 the rest is "…".
    """
    return _Plain().of(value, 0)


class _Plain:
    def __init__(self) -> None:
        self.left = PLAIN_PARTS

    def of(self, value: Value, depth: int) -> Plain:
        self.left -= 1
        if value is None or type(value) in (bool, str):
            return value  # type: ignore[no-any-return]
        if depth > PLAIN_DEPTH:
            return "…"
        if isinstance(value, list):
            return [self.of(item, depth + 1) for item in islice(value, max(self.left, 0))]
        if isinstance(value, dict):
            pairs = islice(value.items(), max(self.left, 0))
            return {key: self.of(item, depth + 1) for key, item in pairs}
        return shown(value)


def key_text(key: str) -> str:
    """A key of a context, quoted when it isn't words with single spaces between them."""
    words = bool(key) and key == " ".join(key.split()) and all(c.isalnum() or c in " _?" for c in key)
    return key if words and not key[0].isdigit() else quoted(key)


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
