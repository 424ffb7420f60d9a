"""A comparison as a workbook: one sheet per view, and one that says what was compared."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format

from yuanqu.assessment.comparison import Comparison
from yuanqu.assessment.comparison_views import View, views
from yuanqu.values import Language

_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_EXACT = 10**15  # 分 beyond this don't fit a spreadsheet's number exactly: written as text


def write_comparison(comparison: Comparison, path: Path, lang: Language) -> None:
    """Write to a temporary neighbour and rename."""
    draft = path.with_name(f".{path.name}.part.xlsx")
    try:
        with xlsxwriter.Workbook(str(draft), _OPTIONS) as book:
            head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
            amount = book.add_format({"num_format": "#,##0.00;[Red]-#,##0.00"})
            _about(book, comparison, lang, head)
            for view in views(comparison, lang):
                _sheet(book, view, lang, head, amount)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _about(book: xlsxwriter.Workbook, comparison: Comparison, lang: Language, head: Format) -> None:
    zh = lang == "zh"
    sheet = book.add_worksheet("说明" if zh else "About")
    lines = [
        ("政策" if zh else "Policy", comparison.today.identity.title.get(lang)),
        ("现行" if zh else "Today", f"{comparison.today.identity.ref} {comparison.today.digest}"),
        ("草稿" if zh else "Draft", f"{comparison.draft.identity.ref} {comparison.draft.digest}"),
        ("事实摘要" if zh else "Digest of the facts", comparison.facts),
        ("截至" if zh else "As of", comparison.as_of.isoformat()),
        *(("读法" if zh else "How to read", view.note) for view in views(comparison, lang) if view.note),
        *(("注意" if zh else "Note", found.text(lang)) for found in comparison.diagnostics),
    ]
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 100)
    for row, (name, text) in enumerate(lines):
        sheet.write_string(row, 0, name, head)
        sheet.write_string(row, 1, text)


def _sheet(book: xlsxwriter.Workbook, view: View, lang: Language, head: Format, amount: Format) -> None:
    sheet = book.add_worksheet(view.title.get(lang).split("（")[0].split(" (")[0][:31])
    for at, column in enumerate(view.columns):
        sheet.write_string(0, at, column.head.get(lang), head)
        for row, cells in enumerate(view.rows, 1):
            value = cells[at]
            if isinstance(value, Decimal) and abs(value) * 100 < _EXACT:
                sheet.write_number(row, at, value, amount)
            elif isinstance(value, int):
                sheet.write_number(row, at, value)
            elif value is not None:
                sheet.write_string(row, at, str(value))
    sheet.freeze_panes(1, 1)
    if view.rows:
        sheet.autofilter(0, 0, len(view.rows), len(view.columns) - 1)
    sheet.autofit(300)
