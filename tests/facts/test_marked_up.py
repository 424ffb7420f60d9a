"""The workbook given back: rejected cells filled and commented, all problems listed."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from yuanqu.diagnostics import Where, diagnose
from yuanqu.facts import Schema, read_facts, write_marked_up

from . import files
from .conftest import MakeXlsx
from .example import CODES

SHEETS = {
    "企业名录": [["信用代码", "企业名称", "所在地"], [CODES[0], "=甲", "高新区"]],
    "企业年报": [
        ["信用代码", "期间", "主营业务收入（万元）"],
        [CODES[0], "2013", "1,2O0"],
        [CODES[0], "2014", -1],
    ],
}


@pytest.mark.parametrize(("lang", "title"), [("zh", "问题清单"), ("en", "Problems")])
def test_cells_are_marked_and_listed(
    xlsx: MakeXlsx, tmp_path: Path, schema: Schema, lang: str, title: str
) -> None:
    source = xlsx(SHEETS)
    found = read_facts(source, schema).diagnostics
    write_marked_up(source, found, tmp_path / "back.xlsx", lang)  # type: ignore[arg-type]
    book = openpyxl.load_workbook(tmp_path / "back.xlsx")
    cell = book["企业年报"]["C2"]
    assert cell.fill.fgColor.rgb == "FFF4B6B6"
    assert "FACT-060" in cell.comment.text
    assert cell.value == "1,2O0"
    assert "FACT-064" in book["企业年报"]["C3"].comment.text
    assert book["企业年报"]["A2"].comment is None
    assert book.sheetnames[0] == title
    listed = [row[0] for row in book[title].iter_rows(min_row=2, values_only=True)]
    assert listed == [d.code for d in found]
    assert book[title]["B2"].hyperlink.location == "'企业年报'!C2"


def test_a_corrected_copy_loads(xlsx: MakeXlsx, tmp_path: Path, schema: Schema) -> None:
    """Comments, fills and the list of problems do not get in the way of loading again."""
    source, back = xlsx(SHEETS), tmp_path / "back.xlsx"
    write_marked_up(source, read_facts(source, schema).diagnostics, back, "zh")
    book = openpyxl.load_workbook(back)
    book["企业年报"]["C2"], book["企业年报"]["C3"] = 1200, 1
    book.save(back)
    loaded = read_facts(back, schema)
    assert loaded.facts is not None, [d.text("en") for d in loaded.diagnostics]


def test_marking_twice_replaces_the_list(xlsx: MakeXlsx, tmp_path: Path, schema: Schema) -> None:
    source, back = xlsx(SHEETS), tmp_path / "back.xlsx"
    for path in (source, back):
        write_marked_up(path, read_facts(path, schema).diagnostics, back, "zh")
    assert openpyxl.load_workbook(back).sheetnames == ["问题清单", "企业名录", "企业年报"]


@pytest.mark.parametrize("make", [files.zip_bomb, files.with_macros, files.old_excel, files.truncated])
def test_unsafe_sources_are_never_opened(tmp_path: Path, schema: Schema, make: object) -> None:
    source = make(tmp_path / "bad.xlsx")  # type: ignore[operator]
    write_marked_up(source, read_facts(source, schema).diagnostics, tmp_path / "back.xlsx", "zh")
    assert openpyxl.load_workbook(tmp_path / "back.xlsx").sheetnames == ["问题清单"]


def test_messages_cannot_run_as_formulas(tmp_path: Path, xlsx: MakeXlsx) -> None:
    found = [diagnose("FACT-040", Where("=1+1"), name="=1+1\x07", nearest="x")]
    write_marked_up(xlsx(SHEETS), found, tmp_path / "back.xlsx", "en")
    cells = openpyxl.load_workbook(tmp_path / "back.xlsx")["Problems"][2]
    assert {cell.data_type for cell in cells} == {"s"}


def test_merged_cells_and_missing_columns_are_listed_only(tmp_path: Path, schema: Schema) -> None:
    source = files.by_openpyxl(tmp_path / "m.xlsx", "企业名录", [["信用代码", "企业名称"], [CODES[0], "甲"]])
    book = openpyxl.load_workbook(source)
    book["企业名录"].merge_cells("A2:A3")
    book.save(source)
    found = read_facts(source, schema).diagnostics
    write_marked_up(source, found, tmp_path / "back.xlsx", "zh")
    listed = [
        row[0]
        for row in openpyxl.load_workbook(tmp_path / "back.xlsx")["问题清单"].iter_rows(
            min_row=2, values_only=True
        )
    ]
    assert sorted(listed) == sorted(d.code for d in found) == ["FACT-043", "FACT-048"]
