"""Whether two rows of a table can match together: shown impossible by an input whose cells have nothing in common."""

from __future__ import annotations

from collections.abc import Mapping

from yuanqu.columns.steps import is_any, passes_null
from yuanqu.dmn.model import Table
from yuanqu.feel import nodes as n
from yuanqu.feel.constants import constant_of
from yuanqu.proofs.cells import Intervals, meet, read_cell

MOST_ROWS = 400

_Cell = tuple[Intervals, bool] | frozenset[object] | None


def exclusive(table: Table, constants: Mapping[str, object]) -> bool:
    """Proved that no two rows match together. False says nothing."""
    if len(table.rules) > MOST_ROWS:
        return False
    cells = [[_read(cell.node, constants) for cell in rule.inputs] for rule in table.rules]
    return all(
        any(_apart(a, b) for a, b in zip(left, right, strict=True))
        for at, left in enumerate(cells)
        for right in cells[:at]
    )


def _read(node: n.Node, constants: Mapping[str, object]) -> _Cell:
    """The numbers that pass and whether null does, or the values that pass."""
    if not isinstance(node, n.UnaryTests) or is_any(node):
        return None
    known = [constant_of(test) for test in node.tests]
    if not node.negated and all(k is not None and isinstance(k.value, (str, bool)) for k in known):
        return frozenset((type(k.value), k.value) for k in known if k is not None)
    found = read_cell(node, constants)
    return None if found is None else (found, passes_null(node))


def _apart(left: _Cell, right: _Cell) -> bool:
    if isinstance(left, frozenset) and isinstance(right, frozenset):
        return not left & right
    if isinstance(left, tuple) and isinstance(right, tuple):
        return not (left[1] and right[1]) and not meet(left[0], right[0])
    return False
