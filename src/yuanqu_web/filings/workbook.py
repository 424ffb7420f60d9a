"""One firm's form as a workbook: made with its values so far, read back cell by cell."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

import python_calamine
import xlsxwriter
from django.utils.translation import gettext as _

from yuanqu.diagnostics import Diagnostic, diagnose
from yuanqu.facts.reading.package import Refused, unpack
from yuanqu.facts.reading.parser import show
from yuanqu.filing import read_cell
from yuanqu.values import Period
from yuanqu_web.filings.forms import Sheet
from yuanqu_web.filings.models import Filing
from yuanqu_web.ui.language import language, said
from yuanqu_web.ui.numbers import unit_label

STAMP = "yuanqu-return/1"
FIRST = 6
LARGEST = 2 * 1024 * 1024
LARGEST_UNPACKED = 32 * 1024 * 1024
_SHEET = "return"


@dataclass(frozen=True, slots=True)
class Uploaded:
    """`cells`: texts by field; `rejected`: (row of the sheet, field's name, what is wrong)."""

    cells: dict[str, str]
    rejected: tuple[tuple[int, str, Diagnostic], ...]


def stamp_of(sheet: Sheet, filing: Filing) -> str:
    """Names form, period, firm and schema, so that another firm's or another period's file isn't taken."""
    return f"{STAMP} {sheet.form.id} {filing.period} {filing.enterprise.key} {sheet.schema.digest[:16]}"


def write(sheet: Sheet, filing: Filing, wrong: dict[str, str] | None = None) -> bytes:
    """The template: locked headings, notes, drop-downs, a stamp. `wrong`: messages by field, marked beside the cell."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    page = book.add_worksheet(_SHEET)
    bold, head = (
        book.add_format({"bold": True}),
        book.add_format({"bold": True, "bg_color": "#E7EEF7", "border": 1}),
    )
    cell = book.add_format({"locked": False, "border": 1, "num_format": "@", "align": "right"})
    bad = book.add_format(
        {"locked": False, "border": 1, "num_format": "@", "align": "right", "bg_color": "#F9E6E3"}
    )
    period = Period.parse(filing.period).label(language())
    page.write_string(0, 0, f"{said(sheet.form.name)} · {period}", bold)
    page.write_string(1, 0, filing.enterprise.name)
    page.write_string(2, 0, f"{sheet.head.number} · {said(sheet.head.office)} · {sheet.head.approval}")
    page.write_string(3, 0, stamp_of(sheet, filing))
    for column, title in enumerate((_("指标"), _("单位"), _("本期"), _("问题"))):
        page.write_string(FIRST - 1, column, title, head)
    page.set_column(0, 0, 34)
    page.set_column(1, 1, 10)
    page.set_column(2, 2, 18)
    page.set_column(3, 3, 60)
    for row, field in enumerate(sheet.asked, start=FIRST):
        symbol = sheet.symbol(field, filing.unit) or ""
        page.write_string(row, 0, said(field.name))
        page.write_string(row, 1, "" if symbol == "1" else unit_label(symbol, language()))
        message = (wrong or {}).get(field.id, "")
        page.write_string(row, 2, filing.cells.get(field.id, ""), bad if message else cell)
        page.write_string(row, 3, message)
        if field.choices:
            names = [said(choice.name) for choice in field.choices][:20]
            page.data_validation(row, 2, row, 2, {"validate": "list", "source": names})
    page.freeze_panes(FIRST, 1)
    page.protect("", {"format_columns": True})
    book.close()
    return out.getvalue()


class NotOurs(ValueError):  # noqa: N818 - what the file is
    """The file isn't the template of this return; the diagnostic says what was found."""

    def __init__(self, found: str, refused: Refused | None = None) -> None:
        super().__init__(found)
        self.diagnostic = (
            diagnose(refused.code, None, **refused.values)
            if refused
            else diagnose("FIL-113", None, found=found[:120] or "–")
        )


def _checked(data: bytes) -> io.BytesIO:
    """A copy of the parts that are read, unpacked within limits. Refused for macros, a password, an archive that
    unpacks to far more than any template."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = sum(info.file_size for info in archive.infolist())
    if size > LARGEST_UNPACKED:
        raise Refused("FACT-025", what=f"{size // 2**20} MB", limit=f"{LARGEST_UNPACKED // 2**20} MB")
    copy = unpack(io.BytesIO(data), lambda _name, _parts: lambda _chunk: None).copy
    copy.seek(0)
    return copy


def read(sheet: Sheet, filing: Filing, data: bytes) -> Uploaded:
    """The cells of an uploaded template. NotOurs for any other file."""
    if len(data) > LARGEST or not data.startswith(b"PK"):
        raise NotOurs(_("不是 .xlsx 文件，或超过 2 MB"))
    try:
        rows = python_calamine.CalamineWorkbook.from_filelike(_checked(data)).get_sheet_by_name(_SHEET)
        lines = rows.to_python(skip_empty_area=False, nrows=FIRST + len(sheet.asked) + 50)
    except Refused as refused:
        raise NotOurs(refused.code, refused) from None
    except Exception as error:  # the reader's errors have no common parent
        raise NotOurs(type(error).__name__) from None
    stamp = str(lines[3][0]) if len(lines) > 3 and lines[3] else ""
    if stamp != stamp_of(sheet, filing):
        raise NotOurs(stamp)
    cells: dict[str, str] = {}
    rejected = []
    for row, field in enumerate(sheet.asked, start=FIRST):
        line = lines[row] if row < len(lines) else []
        raw = line[2] if len(line) > 2 else ""
        cells[field.id] = "" if raw is None or raw == "" else show(raw)
        problem = read_cell(field, cells[field.id], sheet.symbol(field, filing.unit)).problem
        if problem:
            rejected.append((row + 1, said(field.name), problem))
    return Uploaded(cells, tuple(rejected))
