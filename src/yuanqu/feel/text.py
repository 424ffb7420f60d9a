"""Values as text: `string(...)`, traces and messages."""

from __future__ import annotations

from decimal import Decimal

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
    """A value as it is shown inside lists and contexts: strings quoted."""
    if value is None:
        return "null"
    if type(value) is str:
        return quoted(value)
    if type(value) is bool:
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, list):
        return "[" + ", ".join(literal_of(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key_text(key)}: {literal_of(item)}" for key, item in value.items()) + "}"
    if isinstance(value, FeelRange):
        return _range_text(value)
    if isinstance(value, FeelFunction):
        return f"function({', '.join(value.parameters)})"
    return str(value)


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
