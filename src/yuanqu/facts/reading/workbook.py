"""Workbooks (.xlsx) as grids: unpacked within limits, scanned, then read by calamine from the checked copy."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from yuanqu.diagnostics import Where
from yuanqu.facts.folding import fold_name
from yuanqu.facts.reading.findings import Findings
from yuanqu.facts.reading.grid import Grid
from yuanqu.facts.reading.package import Listener, Refused, unpack
from yuanqu.facts.reading.sheet_scan import SheetScan
from yuanqu.facts.stamp import PREFIX

ABOUT_SHEETS = ("填写说明", "How to fill in", "说明", "About")
PROBLEM_SHEETS = ("问题清单", "Problems")

_PASSED_OVER = {fold_name(name) for name in (*ABOUT_SHEETS, *PROBLEM_SHEETS)}
_ABOUT = {fold_name(name) for name in ABOUT_SHEETS}
_QUOTED = re.compile(r'"[^"]*"|\\.')
_BUILT_IN_PERCENT = ("9", "10")


@dataclass(frozen=True, slots=True)
class Workbook:
    """`stamp`: the version stamp of a template or an export, empty without one."""

    grids: tuple[Grid, ...]
    stamp: str


def check_workbook(path: Path) -> None:
    """Raises Refused when the archive is not safe to open by any reader."""
    unpack(path, lambda _name, _parts: SheetScan().feed)


def read_workbook(path: Path, found: Findings) -> Workbook | None:
    """All visible sheets, those about the workbook itself left out; None after a report."""
    scans: dict[str, SheetScan] = {}

    def listener(name: str, parts: Mapping[str, bytes]) -> Listener:
        scans[name.lower()] = scan = SheetScan(_percent_styles(parts))
        return scan.feed

    try:
        package = unpack(path, listener)
        scan_of = {name: scans.get(part) for name, part in _sheet_parts(package.parts).items()}
        return _read(CalamineWorkbook.from_filelike(package.copy), path.name, scan_of)
    except Refused as refused:
        found.report(refused.code, Where(path.name), **refused.values)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic of the native reader is a BaseException
        found.report("FACT-026", Where(path.name), reason=str(error)[:200] or type(error).__name__)
    return None


def _read(book: CalamineWorkbook, source: str, scans: Mapping[str, SheetScan | None]) -> Workbook:
    grids: list[Grid] = []
    stamp = ""
    for meta in book.sheets_metadata:
        if meta.typ != SheetTypeEnum.WorkSheet or meta.visible == SheetVisibleEnum.VeryHidden:
            continue
        rows = book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)
        if fold_name(meta.name) in _PASSED_OVER:
            if fold_name(meta.name) in _ABOUT:
                stamp = stamp or _stamp(rows)
            continue
        scan = scans.get(meta.name)
        if scan is None:
            raise Refused("FACT-026", reason=f"sheet {meta.name!r} has no part of its own")
        faults = {at: ("FACT-082", text) for at, text in scan.errors.items()}
        faults |= dict.fromkeys(scan.uncalculated, ("FACT-083", ""))
        hidden = meta.visible != SheetVisibleEnum.Visible
        grids.append(
            Grid(source, meta.name, rows, faults, frozenset(scan.percents), tuple(scan.merges), hidden)
        )
    return Workbook(tuple(grids), stamp)


def _stamp(rows: Sequence[Sequence[object]]) -> str:
    texts = (cell for row in rows[:60] for cell in row[:4] if isinstance(cell, str))
    return next((text for text in texts if text.startswith(PREFIX)), "")


def _xml(parts: Mapping[str, bytes], name: str) -> etree._Element | None:
    body = next((body for part, body in parts.items() if part.lower() == name), None)
    if body is None:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise Refused("FACT-026", reason=f"{name}: {error}") from error


def _children(root: etree._Element | None, tag: str) -> list[etree._Element]:
    """Elements of a local name, whatever their namespace."""
    return [] if root is None else list(root.iter(f"{{*}}{tag}"))


def _sheet_parts(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Sheet name → lower-case name of its part."""
    targets = {
        str(relation.get("Id")): str(relation.get("Target", ""))
        for relation in _children(_xml(parts, "xl/_rels/workbook.xml.rels"), "Relationship")
    }
    names = {}
    for sheet in _children(_xml(parts, "xl/workbook.xml"), "sheet"):
        key = next((value for name, value in sheet.items() if str(name).endswith("}id")), "")
        target = targets.get(str(key), "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        names[sheet.get("name", "")] = part.lower()
    return names


def _percent_styles(parts: Mapping[str, bytes]) -> frozenset[str]:
    """The cell styles whose number format shows a percentage."""
    root = _xml(parts, "xl/styles.xml")
    percent = set(_BUILT_IN_PERCENT)
    for number_format in _children(root, "numFmt"):
        if "%" in _QUOTED.sub("", number_format.get("formatCode", "")):
            percent.add(number_format.get("numFmtId", ""))
    tables = _children(root, "cellXfs")
    styles = list(tables[0]) if tables else []
    return frozenset(str(i) for i, style in enumerate(styles) if style.get("numFmtId") in percent)
