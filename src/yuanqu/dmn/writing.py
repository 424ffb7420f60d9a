"""Writes models back. A file that was not edited comes back byte for byte; an edit changes nothing beside it:
diagrams, comments, elements of other tools and the line ends stay as they are.

The edits are pure: each returns what reading the changed file gives.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from yuanqu.dmn.model import Loaded, Model
from yuanqu.dmn.reading import read_model
from yuanqu.dmn.splicing import Text, escaped
from yuanqu.dmn.xml import child, children, name_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_CELLS = ("inputEntry", "outputEntry")


class EditError(ValueError):
    """The edit names something that the model doesn't have, or a text that XML can't hold."""


def write_model(model: Model) -> bytes:
    """The file of a model, in the version it was read."""
    return model.data


def set_expression(model: Model, decision: str, text: str) -> Loaded:
    """Replace the text of a decision's literal expression."""

    def edit(file: Text, root: Element) -> None:
        literal = child(_decision(root, decision), "literalExpression")
        if literal is None:
            raise EditError(f"the decision {decision!r} has no literal expression")
        _set_text(file, literal, text)

    return _edited(model, edit)


def set_cell(model: Model, decision: str, row: int, column: int, text: str) -> Loaded:
    """Replace the text of a table's cell. `row` counts from 1; `column` from 0, inputs first, then outputs."""

    def edit(file: Text, root: Element) -> None:
        cells = list(children(_rule(root, decision, row), *_CELLS))
        if not 0 <= column < len(cells):
            raise EditError(f"row {row} of {decision!r} has no column {column}")
        _set_text(file, cells[column], text)

    return _edited(model, edit)


def set_rule_description(model: Model, decision: str, row: int, text: str) -> Loaded:
    """Replace the description of a row; "" removes it."""

    def edit(file: Text, root: Element) -> None:
        rule = _rule(root, decision, row)
        found = child(rule, "description")
        if found is not None and text:
            _set_content(file, found, escaped(text))
        elif found is not None:
            _remove(file, found)
        elif text:
            _put_inside(file, rule, "description", escaped(text))

    return _edited(model, edit)


def add_rule(
    model: Model, decision: str, cells: Sequence[str], *, at: int | None = None, description: str = ""
) -> Loaded:
    """Add a row before row `at` (from 1), by default at the end. `cells`: inputs first, then outputs."""

    def edit(file: Text, root: Element) -> None:
        table = _table(root, decision)
        inputs, outputs = (len(list(children(table, tag))) for tag in ("input", "output"))
        if len(cells) != inputs + outputs:
            raise EditError(f"a row of {decision!r} has {inputs + outputs} cells, not {len(cells)}")
        rules = list(children(table, "rule"))
        if at is not None and not 1 <= at <= len(rules) + 1:
            raise EditError(f"{decision!r} has no row {at}")
        after = (rules or list(children(table, "output", "annotation")))[-1]
        following = rules[at - 1] if at is not None and at <= len(rules) else None
        span = file.spans[following if following is not None else after]
        gap = file.before(span)
        made = _row_text(root, table, span.prefix, gap, cells, inputs, description)
        place = span.start if following is not None else span.end
        file.replace(place, place, made + gap if following is not None else gap + made)

    return _edited(model, edit)


def remove_rule(model: Model, decision: str, row: int) -> Loaded:
    """Remove a row. `row` counts from 1."""
    return _edited(model, lambda file, root: _remove(file, _rule(root, decision, row)))


def _row_text(
    root: Element, table: Element, prefix: str, gap: str, cells: Sequence[str], inputs: int, description: str
) -> str:
    taken = {own for element in root.iter("*") if (own := element.get("id"))}
    own = _new_id(f"{table.get('id') or 'table'}_rule", taken)
    deeper = f"{gap}  " if "\n" in gap else ""
    parts = [f"<{prefix}description>{escaped(description)}</{prefix}description>"] if description else []
    for number, text in enumerate(cells):
        tag = _CELLS[0] if number < inputs else _CELLS[1]
        cell = f"<{prefix}text>{escaped(text)}</{prefix}text>"
        entry = _new_id(f"{own}_{number + 1}", taken)
        parts.append(f'<{prefix}{tag} id="{escaped(entry)}">{cell}</{prefix}{tag}>')
    inner = "".join(deeper + part for part in parts)
    return f'<{prefix}rule id="{escaped(own)}">{inner}{gap if deeper else ""}</{prefix}rule>'


def _edited(model: Model, edit: Callable[[Text, Element], None]) -> Loaded:
    file = Text(model.data, model.tree)
    try:
        edit(file, model.tree)
    except EditError:
        raise
    except ValueError as problem:
        raise EditError(str(problem)) from None
    return read_model(file.made(), source=model.source, imports=_imports(model))


def _imports(model: Model) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for _, imported in model.imported:
        found |= {imported.namespace: imported.data, **_imports(imported)}
    return found


def _decision(root: Element, name: str) -> Element:
    for element in children(root, "decision"):
        variable = child(element, "variable")
        if name in (element.get("id"), name_of(element), name_of(variable) if variable is not None else ""):
            return element
    raise EditError(f"there is no decision {name!r}")


def _table(root: Element, name: str) -> Element:
    found = child(_decision(root, name), "decisionTable")
    if found is None:
        raise EditError(f"the decision {name!r} has no table")
    return found


def _rule(root: Element, name: str, row: int) -> Element:
    rules = list(children(_table(root, name), "rule"))
    if not 1 <= row <= len(rules):
        raise EditError(f"{name!r} has no row {row}")
    return rules[row - 1]


def _set_text(file: Text, holder: Element, text: str) -> None:
    """Set the text of an expression or a cell."""
    found = child(holder, "text")
    if found is not None:
        _set_content(file, found, escaped(text))
    else:
        _put_inside(file, holder, "text", escaped(text))


def _set_content(file: Text, element: Element, content: str) -> None:
    span = file.spans[element]
    if span.empty:
        opening = file.data[span.start : span.end].decode().removesuffix("/>").rstrip()
        file.replace(span.start, span.end, f"{opening}>{content}</{span.tag}>")
    else:
        file.replace(span.inside, span.closing, content)


def _put_inside(file: Text, parent: Element, tag: str, content: str) -> None:
    """Put a new element first, behind a description."""
    span, described = file.spans[parent], child(parent, "description")
    made = f"<{span.prefix}{tag}>{content}</{span.prefix}{tag}>"
    if described is not None:
        place = file.spans[described]
        file.replace(place.end, place.end, file.before(place) + made)
    elif span.empty:
        _set_content(file, parent, made)
    else:
        first = next(parent.iterchildren("*"), None)
        gap = file.before(file.spans[first]) if first is not None else ""
        file.replace(span.inside, span.inside, gap + made)


def _remove(file: Text, element: Element) -> None:
    """Remove an element and the white space before it."""
    span = file.spans[element]
    file.replace(span.start - len(file.before(span).encode()), span.end, "")


def _new_id(base: str, taken: set[str]) -> str:
    number = 1
    while (own := f"{base}_{number}") in taken:
        number += 1
    taken.add(own)
    return own
