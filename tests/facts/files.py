"""Real files that should not be: bombs, disguises, damage. Made here so that none lies in the repository."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import xlsxwriter

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET = "xl/worksheets/sheet1.xml"


def plain_workbook(path: Path) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("企业名录").write_row(0, 0, ["信用代码", "企业名称", "所在地"])
    return path


def rewritten(path: Path, change: Callable[[str, bytes], bytes | None], **more: bytes) -> Path:
    """A workbook with its parts changed (None drops one) and others added."""
    plain = plain_workbook(path.with_name("plain.xlsx"))
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if (body := change(name, source.read(name))) is not None:
                target.writestr(name, body)
        for name, body in more.items():
            target.writestr(name, body)
    return path


def with_sheet(path: Path, xml: bytes) -> Path:
    """A workbook whose only sheet has this XML."""
    return rewritten(path, lambda name, body: xml if name == SHEET else body)


def sheet_xml(rows: bytes, after: bytes = b"") -> bytes:
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    return b"<worksheet " + space + b"><sheetData>" + rows + b"</sheetData>" + after + b"</worksheet>"


def zip_bomb(path: Path) -> Path:
    """100 MB of spaces in a hundred kB."""
    return with_sheet(path, sheet_xml(b" " * 100_000_000))


def lying_bomb(path: Path) -> Path:
    """The same, but the directory says 1,000 bytes."""
    zip_bomb(path)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(SHEET)
        start = archive.start_dir
    at = data.index(SHEET.encode(), start) - 46
    struct.pack_into("<I", data, at + 24, 1000)
    struct.pack_into("<I", data, info.header_offset + 22, 1000)
    path.write_bytes(data)
    return path


def many_entries(path: Path) -> Path:
    return rewritten(path, lambda _, body: body, **{f"xl/media/{n}.png": b"" for n in range(2100)})


def with_macros(path: Path) -> Path:
    return rewritten(path, lambda _, body: body, **{"xl/vbaProject.bin": b"macro"})


def with_dtd(path: Path) -> Path:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return with_sheet(path, bomb + sheet_xml(b"<row><c t='str'><v>&b;</v></c></row>"))


def far_cell(path: Path, reference: bytes) -> Path:
    """Two cells that span a huge area, which a reader must not fill with blanks."""
    rows = b'<row r="1"><c r="A1"><v>1</v></c><c r="' + reference + b'"><v>1</v></c></row>'
    return with_sheet(path, sheet_xml(rows))


def truncated(path: Path) -> Path:
    plain_workbook(path)
    path.write_bytes(path.read_bytes()[:-400])
    return path


def wrong_crc(path: Path) -> Path:
    plain_workbook(path)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(SHEET)
    data[info.header_offset + 30 + len(SHEET) + 20] ^= 0xFF
    path.write_bytes(data)
    return path


def encrypted_ole(path: Path) -> Path:
    path.write_bytes(OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600)
    return path


def old_excel(path: Path) -> Path:
    path.write_bytes(OLE + b"\0" * 1200)
    return path


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def archive_of(path: Path, **parts: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return path


def by_openpyxl(path: Path, title: str, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path
