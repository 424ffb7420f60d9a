"""Expressions ready to run: parsed, checked, compiled to slots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from yuanqu.diagnostics import Diagnostic, Where, diagnose, has_errors
from yuanqu.feel.names import NameTable, Scope
from yuanqu.feel.nodes import Node
from yuanqu.feel.parser import Parsed, parse_expression, parse_unary_tests
from yuanqu.feel.run import Code, Exhausted, Place, Run
from yuanqu.feel.slots import Layout, Slots
from yuanqu.feel.temporal import DateTime
from yuanqu.feel.values import Unusable, Value, take

if TYPE_CHECKING:
    from yuanqu.feel.types import Type

INPUT = "?"


@cache
def builtin_names() -> NameTable:
    """The names of all built-in functions."""
    from yuanqu.feel.builtins import BUILTINS

    return NameTable(BUILTINS)


@cache
def property_names() -> tuple[str, ...]:
    from yuanqu.feel.properties import NAMES

    return tuple(NAMES)


@cache
def property_table() -> NameTable:
    """The names of properties of values, such as `time offset`."""
    return NameTable(property_names())


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A value and what was found on the way to it."""

    value: Value
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Compiled:
    """An expression ready to run. `names_used`: those of the given names it depends on."""

    text: str
    node: Node
    diagnostics: tuple[Diagnostic, ...]
    names_used: tuple[str, ...]
    where: Where
    _code: Code
    _slots: tuple[tuple[str, int], ...]
    _size: int

    @property
    def ok(self) -> bool:
        """Whether it can be run at all."""
        return not has_errors(self.diagnostics)

    def evaluate(self, values: Mapping[str, object], *, now: DateTime | None = None) -> Evaluation:
        """The value for given values of its names. Never raises on data: null and diagnostics instead."""
        run = Run(now)
        if not self.ok:
            return Evaluation(None, self.diagnostics)
        frame: list[Value] = [None] * self._size
        frame[0] = run
        for name, slot in self._slots:
            frame[slot] = taken(run, name, values.get(name), self.where)
        return Evaluation(guarded(run, self._code, frame, self.where), tuple(run.findings))

    def within(self, run: Run, values: Mapping[str, Value]) -> Value:
        """The value inside another evaluation, where its steps and findings count. Raises what ends that one."""
        frame: list[Value] = [None] * self._size
        frame[0] = run
        for name, slot in self._slots:
            frame[slot] = values.get(name)
        return self._code(frame) if self.ok else None


def taken(run: Run, name: str, value: object, where: Where) -> Value:
    """An input as FEEL's value; null and a diagnostic for what FEEL has no place for."""
    try:
        return take(value)
    except RecursionError:
        run.findings.append(diagnose("FEEL-117", where))
        return None
    except Unusable as problem:
        code = "FEEL-126" if isinstance(problem.args[0], float) else "FEEL-127"
        run.findings.append(diagnose(code, where, name=name, found=type(problem.args[0]).__name__))
        return None


BOUNDS = (Exhausted, RecursionError, MemoryError, ArithmeticError, ValueError)
"""What ends an evaluation: a bound that was reached, or a value beyond what Python itself can hold."""


def noted(run: Run, problem: BaseException, where: Where) -> None:
    """Note why an evaluation ended."""
    if isinstance(problem, Exhausted):
        place = problem.args[1] or Place(where, 0)
        run.findings.append(diagnose(problem.args[0], place.to_where()))
    elif isinstance(problem, RecursionError):
        run.findings.append(diagnose("FEEL-117", where))
    elif isinstance(problem, MemoryError):
        run.findings.append(diagnose("FEEL-118", where, limit="-"))
    else:
        run.findings.append(diagnose("FEEL-128", where, problem=str(problem)[:80]))


def guarded(run: Run, code: Code, frame: list[Value], where: Where) -> Value:
    """Run a closure inside the bounds of an evaluation."""
    try:
        return code(frame)
    except BOUNDS as problem:
        noted(run, problem, where)
    return None


def _finish(
    parsed: Parsed, text: str, names: Sequence[str], where: Where, types: Mapping[str, Type]
) -> Compiled:
    from yuanqu.feel.closures import Compiler

    layout = Layout()
    slots = Slots({name: layout.new() for name in names})
    compiler = Compiler(layout, where, types)
    findings = list(parsed.diagnostics)
    code: Code = _nothing
    try:
        code = compiler.compile(parsed.node, slots)
    except RecursionError:
        findings.append(diagnose("FEEL-004", where, limit="-"))
    findings += compiler.findings
    used = tuple(name for name in names if name in slots.used)
    wanted = tuple((name, slots.names[name]) for name in used)
    return Compiled(text, parsed.node, tuple(findings), used, where, code, wanted, layout.size)


def _nothing(frame: list[Value]) -> Value:
    return None


def _scope(names: Iterable[str]) -> Scope:
    return Scope(names, Scope(builtin_names()))


def _members(members: NameTable | Iterable[str]) -> tuple[NameTable, ...]:
    return property_table(), members if isinstance(members, NameTable) else NameTable(members)


def compile_expression(
    text: str,
    names: Sequence[str],
    *,
    where: Where | None = None,
    members: NameTable | Iterable[str] = (),
    types: Mapping[str, Type] | None = None,
) -> Compiled:
    """Compile an expression over `names`. `members`: names of components that hold spaces or signs; `types`: item types."""
    parsed = parse_expression(
        text, _scope(names), where=where, members=_members(members), types=tuple(types or ())
    )
    return _finish(parsed, text, names, where or Where(), types or {})


def compile_unary_tests(
    text: str,
    names: Sequence[str],
    *,
    where: Where | None = None,
    members: NameTable | Iterable[str] = (),
    types: Mapping[str, Type] | None = None,
) -> Compiled:
    """Compile the tests of a cell; the value under test is given under the name `?`."""
    parsed = parse_unary_tests(
        text, _scope(names), where=where, members=_members(members), types=tuple(types or ())
    )
    all_names = (*(name for name in names if name != INPUT), INPUT)
    compiled = _finish(parsed, text, all_names, where or Where(), types or {})
    if INPUT in compiled.names_used:
        return compiled
    return _with_input(compiled, all_names)


def _with_input(compiled: Compiled, names: Sequence[str]) -> Compiled:
    from dataclasses import replace

    slot = names.index(INPUT) + 1
    return replace(
        compiled,
        names_used=(*compiled.names_used, INPUT),
        _slots=(*compiled._slots, (INPUT, slot)),
    )
