"""Files come back as they were read; an edit changes its own place and nothing else."""

from __future__ import annotations

import difflib
import os
from pathlib import Path

import pytest
from dmn_help import a_decision, a_table, an_input, definitions, literal
from lxml import etree

from yuanqu.dmn import (
    EditError,
    Model,
    add_rule,
    read_model,
    remove_rule,
    set_cell,
    set_expression,
    set_rule_description,
    write_model,
)

ROOT = Path(__file__).resolve().parents[2]
KIT = Path(os.environ.get("YUANQU_TCK") or ROOT.parent / "shared" / "tck")
PACK_FILES = sorted((ROOT / "packs").glob("*/decisions/*.dmn"))
KIT_FILES = sorted(KIT.rglob("*.dmn"))


def read(data: bytes) -> Model:
    model = read_model(data, source="test.dmn").model
    assert model is not None
    return model


def canonical(data: bytes) -> bytes:
    return bytes(etree.tostring(etree.fromstring(data), method="c14n"))


def changed_lines(before: bytes, after: bytes) -> list[str]:
    lines = difflib.unified_diff(before.decode().splitlines(), after.decode().splitlines(), n=0, lineterm="")
    return [line for line in lines if line[0] in "+-" and line[:3] not in ("+++", "---")]


@pytest.mark.parametrize("path", PACK_FILES, ids=lambda path: path.stem)
def test_files_of_the_packs_come_back_byte_for_byte_with_their_diagrams(path: Path) -> None:
    data = path.read_bytes()
    model = read(data)
    assert write_model(model) == data
    assert model.has_diagrams
    assert read(write_model(model)).decisions == model.decisions


@pytest.mark.parametrize("path", PACK_FILES, ids=lambda path: path.stem)
def test_an_edit_of_a_pack_file_touches_its_own_line(path: Path) -> None:
    data = path.read_bytes()
    model = read(data)
    tables = [d for d in model.decisions if d.table is not None and d.table.rules]
    for decision in tables:
        edited = set_cell(model, decision.name, 1, 0, "-").model
        assert edited is not None
        assert edited.has_diagrams
        back = set_cell(edited, decision.name, 1, 0, decision.table.rules[0].inputs[0].text).model  # type: ignore[union-attr]
        assert back is not None
        assert canonical(write_model(back)) == canonical(data)
        assert len(changed_lines(data, write_model(edited))) <= 2


@pytest.mark.skipif(not KIT_FILES, reason=f"the compatibility kit is not at {KIT} (set YUANQU_TCK)")
def test_files_of_the_kit_come_back_and_can_be_edited() -> None:
    edits = 0
    for path in KIT_FILES:
        data = path.read_bytes()
        model = read_model(data, source=path.name).model
        assert model is not None, path
        assert write_model(model) == data
        for decision in model.decisions[:3]:
            if decision.expression is not None:
                edited = set_expression(model, decision.id or decision.name, decision.expression + " ").model
                assert edited is not None
                again = set_expression(edited, decision.id or decision.name, decision.expression).model
                assert again is not None
                before, after = etree.fromstring(data), etree.fromstring(write_model(again))
                for element in (*before.iter("{*}text"), *after.iter("{*}text")):
                    element.text = (element.text or "").strip()
                assert etree.tostring(before, method="c14n") == etree.tostring(after, method="c14n"), path
                edits += 1
    assert edits > 100


TABLE = a_table(["x"], [("> 1", '"a"'), ("<= 1", '"b"')])
BODY = an_input("x") + a_decision("t", TABLE, needs="i_x") + a_decision("e", literal("x + 1"), needs="i_x")
DIAGRAM = '<dmndi:DMNDI xmlns:dmndi="urn:di"><!-- drawn --><dmndi:shape a="1"/></dmndi:DMNDI><other xmlns="urn:tool"/>'


def test_the_text_of_an_expression_is_replaced_and_escaped() -> None:
    data = definitions(BODY + DIAGRAM)
    edited = set_expression(read(data), "e", 'if x < 1 & then "]]>" else 2').model
    assert edited is not None
    assert edited.decision("e").expression == 'if x < 1 & then "]]>" else 2'  # type: ignore[union-attr]
    new = b'if x &lt; 1 &amp; then "]]&gt;" else 2'
    assert write_model(edited) == data.replace(b"x + 1", new)


def test_a_row_is_added_at_its_place_and_removed_again() -> None:
    data = definitions(BODY + DIAGRAM)
    added = add_rule(read(data), "t", ["> 5", '"c"'], at=1, description="顶格").model
    assert added is not None
    table = added.decision("t").table  # type: ignore[union-attr]
    assert table is not None
    assert [rule.outputs[0].text for rule in table.rules] == ['"c"', '"a"', '"b"']
    assert table.rules[0].description == "顶格"
    removed = remove_rule(added, "t", 1).model
    assert removed is not None
    assert write_model(removed) == data
    last = add_rule(read(data), "t", ["-", '"z"']).model
    assert last is not None
    assert last.decision("t").table.rules[-1].outputs[0].text == '"z"'  # type: ignore[union-attr]


def test_a_description_is_set_changed_and_removed() -> None:
    model = read(definitions(BODY))
    for text in ("甲 & 乙", "", "丙"):
        found = set_rule_description(model, "t", 2, text).model
        assert found is not None
        model = found
        assert model.decision("t").table.rules[1].description == text  # type: ignore[union-attr]


def test_rows_of_an_indented_file_are_indented_alike() -> None:
    data = (ROOT / "packs/yingtan-2014-19/decisions/land_use_tax.dmn").read_bytes()
    model = read(data)
    decision = next(d for d in model.decisions if d.table is not None)
    assert decision.table is not None
    count = len(decision.table.inputs) + len(decision.table.outputs)
    added = add_rule(model, decision.name, ["-"] * count).model
    assert added is not None
    assert all(line.startswith("+ ") for line in changed_lines(data, write_model(added)))
    again = remove_rule(added, decision.name, len(decision.table.rules) + 1).model
    assert again is not None
    assert write_model(again) == data


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16", "GB18030"])
def test_the_encoding_and_line_ends_of_a_file_are_kept(encoding: str) -> None:
    head = f'<?xml version="1.0" encoding="{encoding}"?>\r\n'
    data = (head + definitions(BODY).decode() + "\r\n").encode(encoding)
    edited = set_expression(read(data), "e", "税收").model
    assert edited is not None
    assert write_model(edited) == data.decode(encoding).replace("x + 1", "税收").encode(encoding)


def test_a_version_is_written_as_it_was_read() -> None:
    for version in ("1.3", "1.4", "1.5"):
        edited = set_expression(read(definitions(BODY, version)), "e", "2").model
        assert edited is not None
        assert edited.version == version


@pytest.mark.parametrize(
    "edit",
    [
        lambda m: set_expression(m, "gone", "1"),
        lambda m: set_expression(m, "t", "1"),
        lambda m: set_expression(m, "e", "\x00"),
        lambda m: set_cell(m, "t", 3, 0, "-"),
        lambda m: set_cell(m, "t", 1, 2, "-"),
        lambda m: set_cell(m, "e", 1, 0, "-"),
        lambda m: add_rule(m, "t", ["-"]),
        lambda m: add_rule(m, "t", ["-", "1"], at=9),
        lambda m: remove_rule(m, "t", 0),
    ],
)
def test_an_edit_of_what_is_not_there_is_refused(edit: object) -> None:
    with pytest.raises(EditError):
        edit(read(definitions(BODY)))  # type: ignore[operator]
