"""Sheets, columns and rows: what is found wrong, all of it, and that nothing is loaded in part."""

from __future__ import annotations

import codecs
import time
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from yuanqu.facts import Loaded, Schema, read_facts

from .conftest import MakeXlsx
from .example import CODES

REGISTER = ["信用代码", "企业名称", "所在地"]
FIRM = [CODES[0], "甲公司", "高新区"]
YEARLY = ["信用代码", "期间", "主营业务收入（万元）"]
RETURN = [CODES[0], "2013", 12]


def codes(loaded: Loaded) -> list[str]:
    return [d.code for d in loaded.diagnostics]


@pytest.mark.parametrize("title", ["企业名录", "Firms", "register", " 企业名录"])
def test_sheets_by_name_or_id(xlsx: MakeXlsx, schema: Schema, title: str) -> None:
    assert read_facts(xlsx({title: [REGISTER, FIRM]}), schema).rows == {"register": 1}


def test_a_title_above_the_header_is_passed_over(tmp_path: Path, schema: Schema) -> None:
    path = tmp_path / "title.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("企业名录")
        sheet.merge_range("A1:C1", "鹰潭市企业名录")
        sheet.write_row(2, 0, REGISTER)
        sheet.write_row(3, 0, FIRM)
    assert read_facts(path, schema).facts is not None


def test_empty_sheets_are_passed_over(xlsx: MakeXlsx, schema: Schema) -> None:
    loaded = read_facts(xlsx({"企业名录": [REGISTER, FIRM], "Sheet2": [], "企业年报": []}), schema)
    assert loaded.facts is not None
    assert loaded.diagnostics == ()


@pytest.mark.parametrize(
    ("sheets", "code", "place"),
    [
        ({"企业名册": [REGISTER, FIRM]}, "FACT-040", ("企业名册", None, "")),
        ({"企业名录": [[*REGISTER, "备住"], [*FIRM, "x"]]}, "FACT-042", ("企业名录", 1, "备住")),
        ({"企业名录": [["信用代码", "企业名称"], FIRM[:2]]}, "FACT-043", ("企业名录", 1, "")),
        (
            {"企业年报": [["信用代码", "主营业务收入（万元）"], [CODES[0], 1]]},
            "FACT-043",
            ("企业年报", 1, ""),
        ),
        ({"企业名录": [[*REGISTER, "Name"], [*FIRM, "A"]]}, "FACT-047", ("企业名录", 1, "Name")),
        ({"企业名录": [REGISTER, FIRM, [*FIRM, "旁注"]]}, "FACT-049", ("企业名录", 3, "D")),
        (
            {"企业名录": [[*REGISTER, None, "信用等级"], [*FIRM, "旁注", "A"]]},
            "FACT-049",
            ("企业名录", 2, "D"),
        ),
        ({"企业名录": [REGISTER, FIRM, FIRM]}, "FACT-079", ("企业名录", 3, "信用代码")),
        ({"企业年报": [YEARLY, RETURN, RETURN]}, "FACT-079", ("企业年报", 3, "信用代码")),
        (
            {"企业名录": [REGISTER, FIRM], "企业年报": [YEARLY, [CODES[1], "2013", 1]]},
            "FACT-081",
            ("企业年报", 2, "信用代码"),
        ),
        (
            {"企业名录": [REGISTER, FIRM], "厂房": [["厂房编号", "所属企业"], ["1号", CODES[1]]]},
            "FACT-080",
            ("厂房", 2, "所属企业"),
        ),
        ({"企业名录": [REGISTER]}, "FACT-028", ("", None, "")),
    ],
)
def test_refused_at_its_place(
    xlsx: MakeXlsx,
    schema: Schema,
    sheets: dict[str, list[list[object]]],
    code: str,
    place: tuple[object, ...],
) -> None:
    loaded = read_facts(xlsx(sheets), schema)
    assert loaded.facts is None
    found = next(d for d in loaded.diagnostics if d.code == code)
    assert (found.where.item, found.where.row, found.where.column) == place


def test_the_nearest_name_is_suggested(xlsx: MakeXlsx, schema: Schema) -> None:
    loaded = read_facts(xlsx({"企业名册": [REGISTER, FIRM]}), schema)
    assert "企业名录" in loaded.diagnostics[0].hint("zh")
    loaded = read_facts(xlsx({"企业年报": [["信用代码", "期间", "主营收入（万元）"], RETURN]}), schema)
    assert "主营业务收入" in loaded.diagnostics[0].hint("zh")


def test_the_same_code_in_two_periods_is_no_duplicate(xlsx: MakeXlsx, schema: Schema) -> None:
    rows = [YEARLY, RETURN, [CODES[0], "2014", 12]]
    assert read_facts(xlsx({"企业年报": rows}), schema).rows == {"yearly": 2}


def test_all_errors_are_reported_and_nothing_is_loaded(xlsx: MakeXlsx, schema: Schema) -> None:
    rows = [YEARLY, RETURN, [CODES[1][:-1] + "?", "x", "1,2O0"], [None, "2013", -5]]
    loaded = read_facts(xlsx({"企业名录": [REGISTER, FIRM], "企业年报": rows}), schema)
    assert loaded.facts is None
    assert loaded.rows == {"register": 1, "yearly": 3}
    assert sorted(codes(loaded)) == ["FACT-060", "FACT-064", "FACT-069", "FACT-071", "FACT-077"]


def test_long_lists_end_with_how_many_more(xlsx: MakeXlsx, schema: Schema) -> None:
    rows = [YEARLY, *([CODES[0], "x", 1] for _ in range(1003))]
    loaded = read_facts(xlsx({"企业年报": rows}), schema)
    assert codes(loaded).count("FACT-077") == 1000
    assert loaded.diagnostics[-1].code == "FACT-099"
    assert loaded.diagnostics[-1].values["count"] == "3"


def test_merged_cells_are_reported_with_their_range(tmp_path: Path, schema: Schema) -> None:
    path = tmp_path / "merged.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("企业名录")
        sheet.write_row(0, 0, REGISTER)
        sheet.write_column(1, 0, [CODES[0], CODES[1]])
        sheet.write_column(1, 1, ["甲", "乙"])
        sheet.merge_range("C2:C3", "高新区")
    loaded = read_facts(path, schema)
    assert loaded.facts is None
    assert [(d.code, d.values["range"]) for d in loaded.diagnostics] == [("FACT-048", "C2:C3")]


def test_ten_thousand_empty_formatted_rows_are_ignored_quickly(tmp_path: Path, schema: Schema) -> None:
    path = tmp_path / "phantom.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet, red = book.add_worksheet("企业名录"), book.add_format({"bg_color": "red"})
        sheet.write_row(0, 0, REGISTER)
        sheet.write_row(1, 0, FIRM)
        for row in range(2, 10_002):
            for column in range(12):
                sheet.write_blank(row, column, None, red)
    start = time.monotonic()
    loaded = read_facts(path, schema)
    assert time.monotonic() - start < 3
    assert loaded.facts is not None
    assert loaded.rows == {"register": 1}


def test_blank_rows_between_are_skipped_and_rows_keep_their_numbers(xlsx: MakeXlsx, schema: Schema) -> None:
    rows = [YEARLY, RETURN, [None, " ", ""], [CODES[1], "2013", "x"]]
    found = read_facts(xlsx({"企业年报": rows}), schema).diagnostics[0]
    assert (found.code, found.where.row) == ("FACT-060", 4)


def test_error_values_are_no_missing_data(tmp_path: Path, schema: Schema) -> None:
    path = tmp_path / "error.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("企业年报")
        sheet.write_row(0, 0, YEARLY)
        sheet.write_row(1, 0, RETURN[:2])
        sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")
    found = read_facts(path, schema).diagnostics[0]
    assert (found.code, found.where.row, found.values["value"]) == ("FACT-082", 2, "#DIV/0!")


def test_formulas_without_a_result_are_no_missing_data(tmp_path: Path, schema: Schema) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet("企业年报")
    for row in (YEARLY, [*RETURN[:2], "=1+1"], [None, None, "=2+2"]):
        sheet.append(row)
    book.save(tmp_path / "formula.xlsx")
    loaded = read_facts(tmp_path / "formula.xlsx", schema)
    assert [(d.code, d.where.row) for d in loaded.diagnostics if d.code == "FACT-083"] == [
        ("FACT-083", 2),
        ("FACT-083", 3),
    ]


def test_formulas_with_a_result_count_as_their_result(tmp_path: Path, schema: Schema) -> None:
    path = tmp_path / "formula.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("企业年报")
        sheet.write_row(0, 0, YEARLY)
        sheet.write_row(1, 0, RETURN[:2])
        sheet.write_formula(1, 2, "=6*2", None, 12)
    assert read_facts(path, schema).facts is not None


@pytest.mark.parametrize(
    ("encoding", "mark", "delimiter"),
    [
        ("utf-8", b"", ","),
        ("utf-8", codecs.BOM_UTF8, ","),
        ("gb18030", b"", ","),
        ("utf-16-le", codecs.BOM_UTF16_LE, "\t"),
        ("utf-8", b"", ";"),
    ],
)
def test_csv_encodings(tmp_path: Path, schema: Schema, encoding: str, mark: bytes, delimiter: str) -> None:
    path = tmp_path / "企业名录.csv"
    text = "\r\n".join(delimiter.join(str(cell) for cell in row) for row in (REGISTER, FIRM, []))
    path.write_bytes(mark + text.encode(encoding))
    loaded = read_facts(path, schema)
    assert loaded.facts is not None, codes(loaded)
    assert loaded.facts.form_table("register")["name"].to_pylist() == ["甲公司"]


@pytest.mark.parametrize(
    ("name", "header", "expected"),
    [
        ("yearly.csv", "code,period,revenue (元)", {"yearly": 1}),
        ("Yearly return.csv", "code,period,revenue (元)", {"yearly": 1}),
        ("导出 (3).csv", "code,period,employees (人)", {"yearly": 1}),
        ("导出.csv", "code,period,revenue (元)", "FACT-041"),
        ("导出.csv", "a,b,c", "FACT-041"),
    ],
)
def test_the_form_of_a_csv(tmp_path: Path, schema: Schema, name: str, header: str, expected: object) -> None:
    path = tmp_path / name
    path.write_text(f"{header}\n{CODES[0]},2013,5\n")
    loaded = read_facts(path, schema)
    assert (loaded.rows if isinstance(expected, dict) else codes(loaded)[0]) == expected


def test_a_file_without_its_register_is_compared_with_what_is_known(xlsx: MakeXlsx, schema: Schema) -> None:
    path = xlsx({"企业年报": [YEARLY, RETURN]})
    assert codes(read_facts(path, schema)) == ["FACT-089"]
    assert codes(read_facts(path, schema, known={"enterprise": CODES})) == []
    assert codes(read_facts(path, schema, known={"enterprise": CODES[1:]})) == ["FACT-081"]


def test_a_folder_of_files_is_one_data_set(tmp_path: Path, schema: Schema) -> None:
    (tmp_path / "企业名录.csv").write_text(",".join(REGISTER) + "\n" + ",".join(FIRM) + "\n")
    for year in (2013, 2014):
        path = tmp_path / f"yearly.{year}.csv"
        path.write_text(f"code,period,revenue (元)\n{CODES[0]},{year},5\n")
    (tmp_path / "notes.txt").write_text("not facts")
    loaded = read_facts(tmp_path, schema)
    assert loaded.rows == {"register": 1, "yearly": 2}
    assert loaded.facts is not None


def test_duplicates_across_files_are_found(tmp_path: Path, schema: Schema) -> None:
    for name in ("yearly.a.csv", "yearly.b.csv"):
        (tmp_path / name).write_text(f"code,period,revenue (元)\n{CODES[0]},2013,5\n")
    found = next(d for d in read_facts(tmp_path, schema).diagnostics if d.code == "FACT-079")
    assert found.where.source == "yearly.b.csv"
    assert "yearly.a.csv" in found.values["first_en"]
