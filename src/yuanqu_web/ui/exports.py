"""Export what the reader sees: the same columns and rows, as CSV or as a workbook with true numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import xlsxwriter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from yuanqu_web.ui.language import language
from yuanqu_web.ui.numbers import unit_label
from yuanqu_web.ui.states import LOOKS
from yuanqu_web.ui.tables import Cell, Column, Table, Value

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def respond(request: HttpRequest, template: str, context: dict[str, object], table: Table) -> HttpResponse:
    """The page; or with `?format=csv` or `?format=xlsx` its table as a file. `table` goes into the context."""
    table = table.visible(request.GET.getlist("col"))
    match request.GET.get("format") if table.export else None:
        case "csv":
            return _file(as_csv(table), "text/csv; charset=utf-8", f"{table.id}.csv")
        case "xlsx":
            return _file(as_xlsx(table), _XLSX, f"{table.id}.xlsx")
        case _:
            return render(request, template, context | {"table": table})


def as_csv(table: Table) -> bytes:
    """UTF-8 with a byte order mark, so that a spreadsheet opens it as Chinese. Text never starts a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_header(column) for column in table.columns)
    writer.writerows([_guarded(value) for value in row] for row in _rows(table))
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(table: Table) -> bytes:
    """One sheet: title, what it shows, header, rows, totals."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(str(table.caption)[:31].translate(str.maketrans("[]:*?/\\", "       ")))
    bold, head = book.add_format({"bold": True}), book.add_format({"bold": True, "bottom": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_string(0, 0, str(table.caption), bold)
    sheet.write_string(1, 0, table.about)
    for x, column in enumerate(table.columns):
        sheet.write_string(3, x, _header(column), head)
        sheet.set_column(x, x, 14 if column.kind == "number" else 22)
    for y, row in enumerate(_rows(table), start=4):
        for x, value in enumerate(row):
            if isinstance(value, Decimal | int):
                sheet.write_number(y, x, float(value))
            elif isinstance(value, date):
                sheet.write_datetime(y, x, value, day)
            else:
                sheet.write_string(y, x, value or "")
    sheet.freeze_panes(4, 1)
    book.close()
    return out.getvalue()


def _header(column: Column) -> str:
    unit = unit_label(column.unit, language())
    return f"{column.label} ({unit})" if unit else str(column.label)


def _rows(table: Table) -> Iterable[list[Value]]:
    for row in (*table.rows, *([table.totals] if table.totals else [])):
        yield [_exported(column, cell) for column, cell in zip(table.columns, row.cells, strict=True)]


def _exported(column: Column, cell: Cell) -> Value:
    if column.kind == "state" and isinstance(cell.value, str) and cell.value in LOOKS:
        return str(LOOKS[cell.value].label)
    return cell.value


def _guarded(value: Value) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA_STARTS) else text


def _file(data: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
