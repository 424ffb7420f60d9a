"""Writes an outcome table as a workbook or Parquet, all of it or nothing."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

SUFFIXES = (".xlsx", ".parquet")


def write_outcomes(table: pa.Table, path: Path) -> None:
    """Write to a temporary neighbour and rename. ValueError for a suffix outside SUFFIXES."""
    if path.suffix not in SUFFIXES:
        raise ValueError(path.suffix)
    draft = path.with_name(f".{path.name}.part{path.suffix}")
    try:
        if path.suffix == ".parquet":
            pq.write_table(table, draft)
        else:
            _workbook(table, draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _workbook(table: pa.Table, path: Path) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("结果")
        head = book.add_format({"bold": True, "bottom": 1})
        amount = book.add_format({"num_format": "#,##0.00"})
        for column, name in enumerate(table.column_names):
            sheet.write_string(0, column, name, head)
            for row, value in enumerate(table[column].to_pylist(), start=1):
                if isinstance(value, Decimal):
                    sheet.write_number(row, column, float(value), amount)
                elif value is not None:
                    sheet.write_string(row, column, value)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, table.num_rows, table.num_columns - 1)
        sheet.autofit(300)
