"""Empty workbooks for filling in: one sheet per form, with drop-downs, checks while typing, notes and a stamp."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from yuanqu.facts.atomic import replacing
from yuanqu.facts.exact import from_stored
from yuanqu.facts.fields import Field, Form, Schema
from yuanqu.facts.labels import unit_label
from yuanqu.facts.layout import NO, YES, PaperColumn, paper_columns
from yuanqu.facts.stamp import make_stamp
from yuanqu.facts.words import FILLING_IN, HOW_TO, PERIOD_HINTS, SOURCES, USES, describe
from yuanqu.facts.workbook_writing import CREATED, OPTIONS
from yuanqu.values import Language

LAST_ROW = 1_048_575
LISTS = "_lists"
_WIDEST = Decimal(10) ** 15


def write_template(
    schema: Schema, path: Path | str, lang: Language, *, forms: Collection[str] | None = None
) -> None:
    """Write the template of all forms, or of some, in one language. What it produces is accepted by `read_facts`."""
    with replacing(Path(path)) as temporary:
        book = xlsxwriter.Workbook(str(temporary), OPTIONS)
        book.set_properties({"created": CREATED})
        wanted = [form for form in schema.forms if forms is None or form.id in forms]
        writer = _Writer(book, schema, lang, wanted)
        writer.write_guide(book.add_worksheet(FILLING_IN.get(lang)))
        sheets = [(form, book.add_worksheet(form.name.get(lang)[:31])) for form in wanted]
        for form, sheet in sheets:
            writer.write_form(form, sheet)
        writer.write_lists(book.add_worksheet(LISTS))
        book.close()


class _Writer:
    def __init__(
        self, book: xlsxwriter.Workbook, schema: Schema, lang: Language, forms: Sequence[Form]
    ) -> None:
        self.schema, self.lang, self.forms = schema, lang, forms
        look = {"bold": True, "bg_color": "#E7EEF7", "text_wrap": True, "valign": "top", "border": 1}
        self.head = book.add_format(look)
        self.required = book.add_format({**look, "bg_color": "#FCE8D5"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.text = book.add_format({"num_format": "@", "locked": False})
        self.number = book.add_format({"num_format": "#,##0.######", "locked": False})
        self.date = book.add_format({"num_format": "yyyy-mm-dd", "locked": False})
        self.lists: list[tuple[str, ...]] = []

    def write_guide(self, sheet: Worksheet) -> None:
        """How to fill in, the stamp, and every column with its meaning."""
        lang, row = self.lang, 0
        sheet.set_column(0, 1, 26)
        sheet.set_column(2, 6, 18)
        for line in HOW_TO:
            sheet.write_string(row, 0, line.get(lang))
            row += 1
        sheet.write_string(row, 0, "版本标记" if lang == "zh" else "Version stamp")
        sheet.write_string(row, 1, make_stamp(self.schema))
        row += 2
        titles = ("工作表", "列", "单位", "必填", "由谁提供", "用途", "范围") if lang == "zh" else (
            "Sheet", "Column", "Unit", "Required", "Stated by", "Permitted use", "Range")  # fmt: skip
        sheet.write_row(row, 0, titles, self.head)
        for form in self.forms:
            for column in paper_columns(self.schema, form, lang):
                row += 1
                sheet.write_row(row, 0, self._meaning(form, column), self.wrap)

    def _meaning(self, form: Form, column: PaperColumn) -> tuple[str, ...]:
        lang, field = self.lang, column.field
        mark = (YES if _needed(form, column) else NO).get(lang)
        if field is None:
            return form.name.get(lang), column.title, "", mark, "", "", PERIOD_HINTS[form.period].get(lang)
        label = unit_label(column.symbol, lang) if column.symbol else ""
        low, high = (self._bound(column, limit) for limit in (field.minimum, field.maximum))
        ends = ["" if limit is None else f"{limit:f}" for limit in (low, high)]
        span = "–".join(ends) if any(ends) else ""
        return (form.name.get(lang), field.name.get(lang), label, mark, SOURCES[field.source].get(lang),
                USES[field.use].get(lang), span)  # fmt: skip

    def write_form(self, form: Form, sheet: Worksheet) -> None:
        """Header row locked and frozen; every cell below is open, typed and checked."""
        sheet.freeze_panes(1, 1)
        for index, column in enumerate(paper_columns(self.schema, form, self.lang)):
            width = max(12, min(30, 2 * len(column.title)))
            sheet.set_column(index, index, width, self._cell_format(column.field))
            sheet.write_string(0, index, column.title, self.required if _needed(form, column) else self.head)
            note = describe(form, column, self.lang)
            sheet.write_comment(0, index, note, {"x_scale": 2, "y_scale": 1.5})
            rule = self._rule(column)
            rule |= {"input_title": column.title[:32], "input_message": note[:255]}
            sheet.data_validation(1, index, LAST_ROW, index, rule)
        allowed = (
            "format_cells",
            "format_columns",
            "format_rows",
            "insert_rows",
            "delete_rows",
            "sort",
            "autofilter",
        )
        sheet.protect("", dict.fromkeys(allowed, True))

    def _cell_format(self, field: Field | None) -> Format:
        if field is not None and field.type.is_number:
            return self.number
        return self.date if field is not None and field.type.kind == "date" else self.text

    def _rule(self, column: PaperColumn) -> dict[str, object]:
        """The check while typing."""
        field, zh = column.field, self.lang == "zh"
        if field is None or field.type.kind in ("text", "code", "ref"):
            return {"validate": "any"}
        if field.type.is_number:
            low, high = (self._bound(column, limit) for limit in (field.minimum, field.maximum))
            return {
                "validate": "decimal" if field.type.kind == "decimal" else "integer",
                "criteria": "between",
                "minimum": f"{-_WIDEST if low is None else low:f}",
                "maximum": f"{_WIDEST if high is None else high:f}",
                "error_title": "数值不对" if zh else "Not a fitting number",
                "error_message": "请填数字，并核对单位和范围。"
                if zh
                else "Enter a number; check unit and range.",
            }
        if field.type.kind == "date":
            return {
                "validate": "date",
                "criteria": ">=",
                "value": "=DATE(1900,1,1)",
                "error_message": "请填日期，如 2014-07-31。" if zh else "Enter a date, such as 2014-07-31.",
            }
        names = tuple(choice.name.get(self.lang) for choice in field.choices)
        if field.type.kind == "boolean":
            names = (YES.get(self.lang), NO.get(self.lang))
        return {
            "validate": "list",
            "source": self._list(names or ("–",)),
            "error_message": "请从下拉列表中选择。" if zh else "Choose from the list.",
        }

    def _bound(self, column: PaperColumn, limit: Decimal | None) -> Decimal | None:
        if limit is None or column.field is None:
            return None
        return from_stored(column.field, column.symbol, limit).normalize()

    def _list(self, names: tuple[str, ...]) -> str:
        """Where the drop-down's values stand: a hidden sheet, since a rule itself holds only 255 characters."""
        if names not in self.lists:
            self.lists.append(names)
        letters = _letters(self.lists.index(names))
        return f"={LISTS}!${letters}$1:${letters}${len(names)}"

    def write_lists(self, sheet: Worksheet) -> None:
        for index, names in enumerate(self.lists):
            for row, name in enumerate(names):
                sheet.write_string(row, index, name)
        sheet.very_hidden()


def _needed(form: Form, column: PaperColumn) -> bool:
    return column.field is None or column.field.required or column.id == form.key


def _letters(index: int) -> str:
    return (chr(64 + index // 26) if index >= 26 else "") + chr(65 + index % 26)
