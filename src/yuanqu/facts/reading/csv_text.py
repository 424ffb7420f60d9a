"""CSV as a grid: UTF-8 with or without a mark, GB 18030, or UTF-16 with a mark; comma, tab or semicolon."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path

from yuanqu.diagnostics import Where
from yuanqu.facts.formula_guard import unguard
from yuanqu.facts.reading.findings import Findings
from yuanqu.facts.reading.grid import Grid


def read_csv(path: Path, found: Findings) -> Grid | None:
    """The rows of a CSV file; None after a report. Raises OSError only."""
    where = Where(path.name)
    text = _decode(path.read_bytes(), found, where)
    if text is None:
        return None
    head = text[:4096].partition("\n")[0]
    delimiter = max(",\t;", key=head.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        rows = [[unguard(cell) for cell in row] for row in reader]
    except csv.Error as error:
        found.report("FACT-026", where, reason=error)
        return None
    return Grid(path.name, "", rows)


def _decode(data: bytes, found: Findings, where: Where) -> str | None:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    at = 0
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            at = max(at, error.start)
    found.report("FACT-029", where, byte=at + 1)
    return None
