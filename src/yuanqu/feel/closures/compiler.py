"""Chooses the closure of each node. The parts live beside it: values, operators, loops, calls, tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from yuanqu.diagnostics import Diagnostic, Where
from yuanqu.feel import nodes as n
from yuanqu.feel.run import Code, Frame, Place
from yuanqu.feel.slots import Layout, Slots
from yuanqu.feel.types import Type
from yuanqu.feel.values import Value

TestCode = Callable[[Frame, Value], "bool | None"]
Maker = Callable[["Compiler", Any, Slots], Code]


class Compiler:
    """Compiles the expressions of one place. `types` are the item definitions in scope."""

    def __init__(self, layout: Layout, where: Where, types: Mapping[str, Type] | None = None) -> None:
        self.layout = layout
        self.where = where
        self.types: Mapping[str, Type] = types or {}
        self.findings: list[Diagnostic] = []

    def place(self, node: n.Node) -> Place:
        return Place(self.where, node.start)

    def compile(self, node: n.Node, slots: Slots) -> Code:
        """The function from a frame to the value of the expression."""
        return _makers()[type(node)](self, node, slots)

    def compile_test(self, node: n.Node, slots: Slots) -> TestCode:
        """The function from a frame and a value to whether the value passes the test."""
        from yuanqu.feel.closures.tests import make_test

        return make_test(self, node, slots)


@cache
def _makers() -> dict[type[n.Node], Maker]:
    from yuanqu.feel.closures import calls, loops, operators, tests, values

    made: dict[type[n.Node], Maker] = {}
    for part in (values.MAKERS, operators.MAKERS, loops.MAKERS, calls.MAKERS, tests.MAKERS):
        made.update(part)
    return made
