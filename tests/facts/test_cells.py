"""What a cell may hold and what becomes of it, through real workbooks and CSV files."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from yuanqu.facts import Loaded, Schema, read_facts

from .conftest import MakeXlsx
from .example import CODES

REGISTER = ["信用代码", "企业名称", "所在地", "行业代码", "成立日期", "信用等级"]
YEARLY = [
    "信用代码",
    "期间",
    "主营业务收入（万元）",
    "从业人员（人）",
    "资产负债率（%）",
    "严重失信",
    "用地面积（亩）",
]
FIRM = [CODES[0], "甲公司", "高新区", None, None, None]


def one_cell(xlsx: MakeXlsx, schema: Schema, heading: str, cell: object) -> Loaded:
    """Load one firm with one return, all good but for one cell."""
    yearly: list[object] = [CODES[0], "2013", *[None] * 5]
    register: list[object] = list(FIRM)
    for headings, row in ((REGISTER, register), (YEARLY, yearly)):
        if heading in headings:
            row[headings.index(heading)] = cell
            break
    return read_facts(xlsx({"企业名录": [REGISTER, register], "企业年报": [YEARLY, yearly]}), schema)


def value_of(loaded: Loaded, column: str) -> Any:
    assert loaded.facts is not None, [d.text("en") for d in loaded.diagnostics]
    tables = [
        table for table in loaded.facts.tables.values() if table.num_rows and column in table.column_names
    ]
    return tables[-1][column][0].as_py()


@pytest.mark.parametrize(
    ("heading", "cell", "column", "value"),
    [
        ("主营业务收入（万元）", 1234.5678, "revenue", "12345678.00"),
        ("主营业务收入（万元）", "1,234.5678", "revenue", "12345678.00"),
        ("主营业务收入（万元）", "１，２３４．５６", "revenue", "12345600.00"),
        ("主营业务收入（万元）", " 1234 ", "revenue", "12340000.00"),
        ("主营业务收入（万元）", 0.1 + 0.2, "revenue", "3000.00"),
        ("主营业务收入（万元）", "-0", "revenue", "0.00"),
        ("主营业务收入（万元）", "—", "revenue", None),
        ("主营业务收入（万元）", "－", "revenue", None),
        ("主营业务收入（万元）", "……", "revenue", None),
        ("主营业务收入（万元）", "  ", "revenue", None),
        ("主营业务收入（万元）", "999999999999.999999", "revenue", "9999999999999999.99"),
        ("从业人员（人）", 12.0, "employees", 12),
        ("从业人员（人）", "1,200", "employees", 1200),
        ("资产负债率（%）", 45.25, "debt", "0.4525"),
        ("资产负债率（%）", "45.25%", "debt", "0.4525"),
        ("资产负债率（%）", "４５％", "debt", "0.4500"),
        ("用地面积（亩）", 3, "land_area", "2000.00"),
        ("严重失信", "是", "breach", True),
        ("严重失信", "No", "breach", False),
        ("严重失信", True, "breach", True),
        ("严重失信", 0, "breach", False),
        ("成立日期", "2014-07-31", "founded", date(2014, 7, 31)),
        ("成立日期", "2014/7/31", "founded", date(2014, 7, 31)),
        ("成立日期", "2014年7月31日", "founded", date(2014, 7, 31)),
        ("成立日期", "２０１４．７．３１", "founded", date(2014, 7, 31)),
        ("成立日期", 20140731, "founded", date(2014, 7, 31)),
        ("信用等级", "优", "grade", "A"),
        ("信用等级", "excellent", "grade", "A"),
        ("信用等级", "Ｂ", "grade", "B"),
        ("所在地", "High-tech Zone", "place", "park"),
        ("所在地", "town", "place", "town"),
        ("行业代码", 3211, "industry_code", "3211"),
        ("行业代码", "c3211", "industry_code", "C3211"),
        ("企业名称", "江铜（贵溪）", "name", "江铜（贵溪）"),
        ("企业名称", 360, "name", "360"),
        ("期间", 2013, "period", "2013"),
        ("期间", "２０１３年", "period", "2013"),
        ("信用代码", CODES[0].lower(), "code", CODES[0]),
    ],
)
def test_accepted(
    xlsx: MakeXlsx, schema: Schema, heading: str, cell: object, column: str, value: object
) -> None:
    read = value_of(one_cell(xlsx, schema, heading, cell), column)
    assert (str(read) if isinstance(read, Decimal) else read) == value


@pytest.mark.parametrize(
    ("heading", "cell", "code", "quoted"),
    [
        ("主营业务收入（万元）", "1,2O0", "FACT-060", {"position": "4", "character": "O"}),
        ("主营业务收入（万元）", "35万", "FACT-060", {"position": "3", "character": "万"}),
        ("主营业务收入（万元）", "1,23", "FACT-061", {}),
        ("主营业务收入（万元）", "1.2.3", "FACT-061", {}),
        ("主营业务收入（万元）", "1.2E+15", "FACT-060", {"character": "E"}),
        ("主营业务收入（万元）", True, "FACT-061", {"value": "TRUE"}),
        ("主营业务收入（万元）", "0.0000001", "FACT-062", {"places": "6"}),
        ("主营业务收入（万元）", 1e14, "FACT-063", {"type": "decimal(18,2)"}),
        ("主营业务收入（万元）", -1, "FACT-064", {"limit": "0 元"}),
        ("主营业务收入（万元）", "－１", "FACT-064", {}),
        ("主营业务收入（万元）", "12%", "FACT-086", {}),
        ("从业人员（人）", 12.5, "FACT-062", {"places": "0"}),
        ("资产负债率（%）", 151, "FACT-065", {"limit": "1.5"}),
        ("用地面积（亩）", 1, "FACT-062", {}),
        ("严重失信", "也许", "FACT-067", {}),
        ("严重失信", 2, "FACT-067", {}),
        ("成立日期", "2014-02-30", "FACT-066", {}),
        ("成立日期", 41851, "FACT-066", {"value": "41851"}),
        ("信用等级", "D", "FACT-068", {"allowed_en": "Excellent, Good, C"}),
        ("所在地", "上海", "FACT-068", {}),
        ("所在地", None, "FACT-069", {}),
        ("企业名称", "—", "FACT-069", {}),
        ("信用代码", "9136060000000001", "FACT-070", {"length": "16"}),
        ("信用代码", 913606000000000123, "FACT-075", {}),
        ("信用代码", CODES[0][:-1] + "I", "FACT-071", {"position": "18"}),
        ("行业代码", "铜业", "FACT-076", {}),
        ("企业名称", "甲\x07公司", "FACT-085", {"position": "2"}),
        ("企业名称", "甲" * 2001, "FACT-084", {"length": "2001"}),
        ("企业名称", True, "FACT-087", {}),
        ("期间", "去年", "FACT-077", {}),
        ("期间", "2013-13", "FACT-077", {}),
        ("期间", "2013-09", "FACT-078", {}),
    ],
)
def test_refused(
    xlsx: MakeXlsx, schema: Schema, heading: str, cell: object, code: str, quoted: dict[str, str]
) -> None:
    loaded = one_cell(xlsx, schema, heading, cell)
    assert loaded.facts is None
    found = [d for d in loaded.diagnostics if d.code == code]
    assert len(found) == 1, [d.text("en") for d in loaded.diagnostics]
    assert (found[0].where.row, found[0].where.column) == (2, heading)
    assert quoted.items() <= found[0].values.items()


@pytest.mark.parametrize(
    ("period", "stored"),
    [
        ("2014-09", "2014-09"),
        ("2014年9月", "2014-09"),
        ("2014/9", "2014-09"),
        ("201409", "2014-09"),
        (date(2014, 9, 1), "2014-09"),
        (datetime(2014, 9, 1), "2014-09"),
        ("2014-01/02", "2014-01/02"),
        ("2014年1—2月", "2014-01/02"),
        ("2014-01", "FACT-078"),
        ("2014-01/09", "FACT-078"),
        ("2014", "FACT-078"),
        ("2014-01-02", "FACT-077"),
        ("2014/1/2", "FACT-077"),
        (date(2014, 9, 2), "FACT-077"),
    ],
)
def test_periods_of_a_monthly_form(tmp_path: Path, schema: Schema, period: object, stored: str) -> None:
    path = tmp_path / "m.xlsx"
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm"}) as book:
        sheet = book.add_worksheet("Monthly return")
        sheet.write_row(0, 0, ["Credit code", "Period", "Revenue (yuan)"])
        sheet.write_row(1, 0, [CODES[0], period, 1])
    loaded = read_facts(path, schema)
    if stored.startswith("FACT"):
        assert stored in {d.code for d in loaded.diagnostics}
    else:
        assert value_of(loaded, "period") == stored


@pytest.mark.parametrize(
    ("heading", "cell", "stored"),
    [
        ("资产负债率（%）", 0.4525, "0.4525"),
        ("资产负债率（1）", 0.4525, "0.4525"),
        ("从业人员（人）", 0.5, "FACT-086"),
    ],
)
def test_cells_formatted_as_percent(
    tmp_path: Path, schema: Schema, heading: str, cell: float, stored: str
) -> None:
    """Excel keeps 45.25 % as 0.4525: the format decides, not the heading."""
    path = tmp_path / "percent.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("企业年报")
        sheet.write_row(0, 0, ["信用代码", "期间", heading])
        sheet.write_row(1, 0, [CODES[0], "2013"])
        sheet.write_number(1, 2, cell, book.add_format({"num_format": "0.00%"}))
    loaded = read_facts(path, schema)
    if stored.startswith("FACT"):
        assert stored in {d.code for d in loaded.diagnostics}
    else:
        assert str(value_of(loaded, "debt")) == stored


@pytest.mark.parametrize(
    ("heading", "number", "stored"),
    [
        ("主营业务收入(元)", "1.23", "1.23"),
        ("主营业务收入（亿元）", "1.23", "123000000.00"),
        ("Revenue (100m yuan)", "1.23", "123000000.00"),
        ("revenue (10k yuan)", "1.23", "12300.00"),
        ("主营业务收入 （ 万元 ）*", "1.23", "12300.00"),
        ("主营业务收入", "1", "FACT-044"),
        ("主营业务收入（亩）", "1", "FACT-045"),
        ("主营业务收入（文）", "1", "FACT-046"),
        ("主营收入（万元）", "1", "FACT-042"),
    ],
)
def test_units_of_headings(xlsx: MakeXlsx, schema: Schema, heading: str, number: str, stored: str) -> None:
    loaded = read_facts(
        xlsx({"企业年报": [["信用代码", "期间", heading], [CODES[0], "2013", number]]}), schema
    )
    if stored.startswith("FACT"):
        assert loaded.facts is None
        assert stored in {d.code for d in loaded.diagnostics}
    else:
        assert str(value_of(loaded, "revenue")) == stored


def test_brackets_that_belong_to_a_name(xlsx: MakeXlsx, schema: Schema) -> None:
    rows = [["code", "period", "Debt ratio (audited) (%)"], [CODES[0], "2013", 50]]
    assert str(value_of(read_facts(xlsx({"yearly": rows}), schema), "debt")) == "0.5000"


def test_folding_is_told_once_per_column(xlsx: MakeXlsx, schema: Schema) -> None:
    rows = [["信用代码", "期间", "从业人员（人）"], [CODES[0], "2013", "１２"], [CODES[1], "2013", "３"]]
    loaded = read_facts(xlsx({"企业年报": rows}), schema)
    told = [d for d in loaded.diagnostics if d.code == "FACT-088"]
    assert [(d.severity, d.values["count"], d.where.column) for d in told] == [
        ("info", "2", "从业人员（人）")
    ]
    assert loaded.facts is not None
