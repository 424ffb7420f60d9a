"""Reads the text of an expression or of a cell into its syntax tree; never raises."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from yuanqu.diagnostics import Diagnostic, Where, diagnose
from yuanqu.feel import nodes as n
from yuanqu.feel.cursor import MAX_NESTING, MAX_TEXT, Unreadable
from yuanqu.feel.grammar import Parser
from yuanqu.feel.names import NameTable, Scope

_NO_MEMBERS = NameTable()


class Parsed(NamedTuple):
    node: n.Node
    diagnostics: tuple[Diagnostic, ...]


def parse_expression(
    text: str,
    scope: Scope,
    *,
    where: Where | None = None,
    members: NameTable | Sequence[NameTable] = _NO_MEMBERS,
    types: NameTable | Iterable[str] = (),
) -> Parsed:
    """Parse one expression. Never raises: what can't be read is a Faulty node with a diagnostic."""
    return _run(Parser(text, scope, where or Where(), members, types), "expression")


def parse_unary_tests(
    text: str,
    scope: Scope,
    *,
    where: Where | None = None,
    members: NameTable | Sequence[NameTable] = _NO_MEMBERS,
    types: NameTable | Iterable[str] = (),
) -> Parsed:
    """Parse the tests of a cell: `< 5, [7..9]`, `not("A")`, `-`, or any expression over `?`."""
    return _run(Parser(text, Scope(("?",), scope), where or Where(), members, types), "tests")


def _run(parser: Parser, kind: str) -> Parsed:
    node: n.Node = n.Faulty(end=len(parser.text))
    if len(parser.text) > MAX_TEXT:
        parser.note("FEEL-007", 0, limit=MAX_TEXT)
        return Parsed(node, tuple(parser.findings))
    try:
        node = parser.unary_tests() if kind == "tests" else parser.whole()
    except Unreadable as problem:
        parser.note(problem.code, problem.token, **problem.values)
    except RecursionError:
        parser.findings.append(diagnose("FEEL-004", parser.where, limit=MAX_NESTING))
    return Parsed(node, tuple(parser.findings))
