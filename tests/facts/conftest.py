"""A small schema, and files made by the tests themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
import xlsxwriter

from yuanqu.facts import Facts, Origin, Schema, make_facts
from yuanqu.values import Text

from .example import CODES, read_example

Sheets = Mapping[str, Sequence[Sequence[object]]]
MakeXlsx = Callable[..., Path]


@pytest.fixture(scope="session")
def schema() -> Schema:
    schema, found = read_example()
    assert schema is not None, [d.text("en") for d in found]
    return schema


@pytest.fixture
def xlsx(tmp_path: Path) -> MakeXlsx:
    """Write sheets of rows to a workbook; texts stay texts, None stays empty."""

    def make(sheets: Sheets, name: str = "data.xlsx") -> Path:
        path = tmp_path / name
        with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
            for title, rows in sheets.items():
                sheet = book.add_worksheet(title)
                for number, row in enumerate(rows):
                    sheet.write_row(number, 0, row)
        return path

    return make


@pytest.fixture
def facts(schema: Schema) -> Facts:
    """Two firms in two years, one building, some nulls."""
    return make_facts(
        schema,
        {
            "register": [
                {"code": CODES[0], "name": "甲铜业（集团）", "place": "park", "founded": None, "grade": "A"},
                {"code": CODES[1], "name": "乙=1+1", "place": "town", "industry_code": "C3211"},
            ],
            "yearly": [
                {
                    "code": CODES[0],
                    "period": "2013",
                    "revenue": "12345678.90",
                    "employees": 12,
                    "land_area": "2000",
                },
                {"code": CODES[1], "period": "2013", "revenue": "0"},
                {"code": CODES[0], "period": "2014", "revenue": None, "debt": "0.4525", "breach": False},
            ],
            "monthly": [{"code": CODES[0], "period": "2014-01/02", "revenue": "1.01"}],
            "buildings": [{"building": "-1号", "owner": CODES[0], "storeys": 3}],
        },
        Origin("sample", Text("样例", "Sample"), seed=7),
    )
