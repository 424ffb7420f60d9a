"""Functions over strings. Characters are code points."""

from __future__ import annotations

from decimal import Decimal

from yuanqu.feel.builtins.numbers import whole
from yuanqu.feel.builtins.registry import builtin
from yuanqu.feel.run import Fault
from yuanqu.feel.values import Value


@builtin("substring", "string: string, start position: number, length?: number?")
def _substring(string: str, start: Decimal, length: Decimal | None = None) -> Value:
    first = whole(start, "substring")
    if first == 0 or abs(first) > len(string):
        raise Fault("FEEL-111", function="substring", value=start)
    begin = first - 1 if first > 0 else len(string) + first
    if length is None:
        return string[begin:]
    count = whole(length, "substring")
    if count < 1:
        raise Fault("FEEL-111", function="substring", value=length)
    return string[begin : begin + count]


@builtin("string length", "string: string")
def _string_length(string: str) -> Value:
    return Decimal(len(string))


@builtin("upper case", "string: string")
def _upper_case(string: str) -> Value:
    return string.upper()


@builtin("lower case", "string: string")
def _lower_case(string: str) -> Value:
    return string.lower()


@builtin("substring before", "string: string, match: string")
def _substring_before(string: str, match: str) -> Value:
    return string.partition(match)[0] if match and match in string else ""


@builtin("substring after", "string: string, match: string")
def _substring_after(string: str, match: str) -> Value:
    return string.partition(match)[2] if match else string


@builtin("contains", "string: string, match: string")
def _contains(string: str, match: str) -> Value:
    return match in string


@builtin("starts with", "string: string, match: string")
def _starts_with(string: str, match: str) -> Value:
    return string.startswith(match)


@builtin("ends with", "string: string, match: string")
def _ends_with(string: str, match: str) -> Value:
    return string.endswith(match)


@builtin("string join", "list: list, delimiter?: string?")
def _string_join(items: list[Value], delimiter: str | None = None) -> Value:
    if any(not isinstance(item, str) and item is not None for item in items):
        raise Fault("FEEL-112", function="string join", wanted="string")
    return (delimiter or "").join(item for item in items if item is not None)


@builtin("matches", "input: string, pattern: string, flags?: string?")
def _matches(string: str, pattern: str, flags: str | None = None) -> Value:
    from yuanqu.feel.patterns import Pattern

    return Pattern.of(pattern, flags or "").found_in(string)


@builtin("replace", "input: string, pattern: string, replacement: string, flags?: string?")
def _replace(string: str, pattern: str, replacement: str, flags: str | None = None) -> Value:
    from yuanqu.feel.patterns import Pattern

    return Pattern.of(pattern, flags or "").replace(string, replacement)


@builtin("split", "string: string, delimiter: string")
def _split(string: str, delimiter: str) -> Value:
    from yuanqu.feel.patterns import Pattern

    return Pattern.of(delimiter, "").split(string)
