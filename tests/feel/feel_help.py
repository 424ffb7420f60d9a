"""Short ways to evaluate in tests."""

from __future__ import annotations

from collections.abc import Mapping

from yuanqu.feel import Compiled, compile_expression, compile_unary_tests
from yuanqu.feel.text import literal_of


def run(text: str, values: Mapping[str, object] | None = None) -> object:
    """The value of an expression over values."""
    given = values or {}
    return compile_expression(text, tuple(given)).evaluate(given).value


def shown(text: str, values: Mapping[str, object] | None = None) -> str:
    """The value as FEEL writes it."""
    return literal_of(run(text, values))


def passes(cell: str, value: object, values: Mapping[str, object] | None = None) -> object:
    """Whether a value passes the tests of a cell."""
    given = {**(values or {}), "?": value}
    return compile_unary_tests(cell, tuple(given)).evaluate(given).value


def codes(text: str, values: Mapping[str, object] | None = None) -> set[str]:
    """The codes of what reading and evaluating find."""
    given = values or {}
    compiled: Compiled = compile_expression(text, tuple(given))
    found = compiled.evaluate(given).diagnostics if compiled.ok else ()
    return {d.code for d in (*compiled.diagnostics, *found)}
