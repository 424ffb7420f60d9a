"""Facts as one workbook: a sheet per form with rows, and a first sheet that says where they come from."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from yuanqu.facts.atomic import replacing
from yuanqu.facts.data import Facts
from yuanqu.facts.layout import paper_columns, paper_value
from yuanqu.facts.stamp import make_stamp
from yuanqu.values import Language, Text

ABOUT = Text("说明", "About")
EXACT_DIGITS = 15  # a spreadsheet's number keeps no more; longer ones are written as text
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
CREATED = datetime(2014, 7, 31)  # noqa: DTZ001 - a fixed day, so that equal content gives equal bytes
_KINDS = {
    "published": Text("公开数据（注明出处）", "published figures, with sources"),
    "sample": Text("样例数据（虚构）", "sample data (made up)"),
    "own": Text("自有数据", "own data"),
}


def write_workbook(facts: Facts, path: Path, lang: Language) -> None:
    """Write a workbook that reads back with the same digest."""
    with replacing(path) as temporary:
        book = xlsxwriter.Workbook(str(temporary), OPTIONS)
        book.set_properties({"created": CREATED})
        head = book.add_format({"bold": True, "bg_color": "#E7EEF7", "text_wrap": True, "valign": "top"})
        formats = {
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "text": book.add_format({"num_format": "@"}),
            "number": book.add_format({"num_format": "#,##0.######"}),
        }
        _write_about(book.add_worksheet(ABOUT.get(lang)), facts, lang, head)
        for form_id in facts.row_counts():
            _write_form(book, facts, form_id, lang, head, formats)
        book.close()


def _write_about(sheet: Worksheet, facts: Facts, lang: Language, head: Format) -> None:
    origin = facts.origin
    zh = lang == "zh"
    lines = [
        ("标题" if zh else "Title", origin.title.get(lang)),
        ("来源" if zh else "Origin", _KINDS[origin.kind].get(lang)),
        ("说明" if zh else "Note", origin.note.get(lang)),
        ("内容摘要" if zh else "Digest", facts.digest()),
        ("版本标记" if zh else "Version stamp", make_stamp(facts.schema, origin)),
    ]
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 90)
    for row, (name, text) in enumerate(lines):
        sheet.write_string(row, 0, name, head)
        sheet.write_string(row, 1, text)


def _write_form(
    book: xlsxwriter.Workbook,
    facts: Facts,
    form_id: str,
    lang: Language,
    head: Format,
    formats: dict[str, Format],
) -> None:
    form = facts.schema.form(form_id)
    table = facts.form_table(form)
    sheet = book.add_worksheet(form.name.get(lang)[:31])
    sheet.freeze_panes(1, 1)
    for index, column in enumerate(paper_columns(facts.schema, form, lang)):
        sheet.set_column(index, index, max(12, min(36, 2 * len(column.title))))
        sheet.write_string(0, index, column.title, head)
        for row, value in enumerate(table[column.id].to_pylist(), 1):
            _write_cell(sheet, row, index, paper_value(column, value, lang), formats)


def _write_cell(
    sheet: Worksheet, row: int, column: int, value: Decimal | date | str | None, formats: dict[str, Format]
) -> None:
    if value is None:
        return
    if isinstance(value, date):
        if value.year >= 1900:
            sheet.write_datetime(row, column, value, formats["date"])
        else:
            sheet.write_string(row, column, value.isoformat(), formats["text"])
    elif isinstance(value, Decimal) and len(value.normalize().as_tuple().digits) <= EXACT_DIGITS:
        sheet.write_number(row, column, value, formats["number"])
    else:
        text = format(value, "f") if isinstance(value, Decimal) else value
        sheet.write_string(row, column, text, formats["text"])
