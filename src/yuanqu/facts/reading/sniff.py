"""What a file really is, told from its bytes and not from its name."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Literal

from yuanqu.diagnostics import Where
from yuanqu.facts.reading.findings import Findings
from yuanqu.values import Text

Kind = Literal["xlsx", "csv", "parquet"]
MAX_FILE_BYTES = 256 * 1024 * 1024

_ENDINGS: dict[str, Kind] = {".xlsx": "xlsx", ".csv": "csv", ".parquet": "parquet"}
_NAMES = {
    "xlsx": Text("Excel 工作簿（.xlsx）", "an Excel workbook (.xlsx)"),
    "csv": Text("文本（.csv）", "plain text (.csv)"),
    "parquet": Text("Parquet（.parquet）", "Parquet (.parquet)"),
    "xlsb": Text("二进制工作簿（.xlsb）", "a binary workbook (.xlsb)"),
    "ods": Text("OpenDocument 表格（.ods）", "an OpenDocument sheet (.ods)"),
    "zip": Text("压缩包（.zip）", "an archive (.zip)"),
    "binary": Text("无法识别的二进制内容", "unknown binary content"),
}


def sniff(path: Path, found: Findings) -> Kind | None:
    """The kind of a file fit for reading; None after a report. Raises OSError only."""
    where = Where(path.name)
    size = path.stat().st_size
    if size == 0:
        found.report("FACT-028", where)
        return None
    if size > MAX_FILE_BYTES:
        limit = f"{MAX_FILE_BYTES // 2**20} MB"
        found.report("FACT-025", where, what=f"{size // 2**20} MB", limit=limit)
        return None
    ending, actual = path.suffix.lower(), _content(path)
    if actual in ("xls", "encrypted"):
        found.report("FACT-022" if actual == "xls" else "FACT-023", where)
    elif ending == ".xlsm" and actual == "xlsx":
        found.report("FACT-024", where, part=".xlsm")
    elif ending in (*_ENDINGS, ".xls", ".xlsm"):
        if _ENDINGS.get(ending) == actual:
            return _ENDINGS[ending]
        name = _NAMES[actual]
        found.report("FACT-021", where, ending=ending, actual_zh=name.zh, actual_en=name.en)
    else:
        name = _NAMES[actual] if actual != "csv" else Text(ending or "–", ending or "no ending")
        found.report("FACT-027", where, actual_zh=name.zh, actual_en=name.en)
    return None


def _content(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(4096)
        if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
            return "encrypted" if "EncryptedPackage".encode("utf-16-le") in head + file.read() else "xls"
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _archive(path)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "csv"
    return "binary" if any(byte < 9 or 13 < byte < 32 for byte in head) else "csv"


def _archive(path: Path) -> str:
    """Which kind of zip; a damaged one counts as what its name says and is refused when read."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except Exception:  # damaged archives raise almost anything
        return "xlsx"
    lower = {name.lower() for name in names}
    if "xl/workbook.bin" in lower:
        return "xlsb"
    if "xl/workbook.xml" in lower:
        return "xlsx"
    return "ods" if "mimetype" in lower and "content.xml" in lower else "zip"
