"""Functions over strings. Characters are code points."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from time import thread_time

from yuanqu.feel.builtins.lists import bounded
from yuanqu.feel.builtins.numbers import whole
from yuanqu.feel.builtins.registry import builtin
from yuanqu.feel.run import MAX_STRING, STEPS_PER_SECOND, Fault, Run
from yuanqu.feel.values import Value

FREE_SECONDS = 0.0001


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
    present, between = [item for item in items if item is not None], delimiter or ""
    if sum(map(len, present)) + len(between) * len(present) > MAX_STRING:
        raise Fault("FEEL-129", limit=MAX_STRING)
    return between.join(present)


@builtin("matches", "input: string, pattern: string, flags?: string?", run=True)
def _matches(run: Run, string: str, pattern: str, flags: str | None = None) -> Value:
    from yuanqu.feel.patterns import Pattern

    with _timed(run):
        return Pattern.of(pattern, flags or "").found_in(string)


@builtin("replace", "input: string, pattern: string, replacement: string, flags?: string?", run=True)
def _replace(run: Run, string: str, pattern: str, replacement: str, flags: str | None = None) -> Value:
    from yuanqu.feel.patterns import Pattern

    with _timed(run):
        return Pattern.of(pattern, flags or "").replace(string, replacement)


@builtin("split", "string: string, delimiter: string", run=True)
def _split(run: Run, string: str, delimiter: str) -> Value:
    from yuanqu.feel.patterns import Pattern

    with _timed(run):
        return bounded(Pattern.of(delimiter, "").split(string))


@contextmanager
def _timed(run: Run) -> Iterator[None]:
    """The time that a slow pattern takes counts as steps: what it does can't be told beforehand.

    Fast ones count by their texts alone, so that an evaluation ends at the same step each time; one that was
    stopped counts for the time it was given, however busy the machine.
    """
    from yuanqu.feel.patterns import TIMEOUT

    start = thread_time()
    try:
        yield
    finally:
        spent = min(thread_time() - start, TIMEOUT)
        if spent > FREE_SECONDS:
            run.step(None, int(spent * STEPS_PER_SECOND))
