"""Files that are not what they say, or are made to harm: a clear answer, fast, and nothing loaded."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from yuanqu.facts import Schema, read_facts

from . import files

CASES: list[tuple[str, Callable[[Path], Path], str]] = [
    ("csv renamed.xlsx", lambda p: files.written(p, "信用代码,期间\n1,2\n".encode()), "FACT-021"),
    ("workbook renamed.csv", files.plain_workbook, "FACT-021"),
    ("web page.xls", lambda p: files.written(p, b"<html><table></table></html>"), "FACT-021"),
    ("pixels.csv", lambda p: files.written(p, b"\x89PNG\r\n\x1a\n\0\0\0"), "FACT-021"),
    ("old.xls", files.old_excel, "FACT-022"),
    ("old renamed.xlsx", files.old_excel, "FACT-022"),
    ("locked.xlsx", files.encrypted_ole, "FACT-023"),
    ("macros.xlsm", files.plain_workbook, "FACT-024"),
    ("macros renamed.xlsx", files.with_macros, "FACT-024"),
    ("bomb.xlsx", files.zip_bomb, "FACT-025"),
    ("lying bomb.xlsx", files.lying_bomb, "FACT-026"),
    ("entries.xlsx", files.many_entries, "FACT-025"),
    ("tall.xlsx", lambda p: files.far_cell(p, b"KA1048576"), "FACT-025"),
    ("wide.xlsx", lambda p: files.far_cell(p, b"XFD1"), "FACT-050"),
    ("truncated.xlsx", files.truncated, "FACT-026"),
    ("damaged.xlsx", files.wrong_crc, "FACT-026"),
    ("bad xml.xlsx", lambda p: files.with_sheet(p, files.sheet_xml(b"<row><c>")), "FACT-026"),
    ("bad cell.xlsx", lambda p: files.far_cell(p, b"1A"), "FACT-026"),
    ("no sheet.xlsx", lambda p: files.rewritten(p, lambda n, b: None if n == files.SHEET else b), "FACT-026"),
    ("binary.xlsx", lambda p: files.archive_of(p, **{"xl/workbook.bin": b""}), "FACT-021"),
    ("letter.docx", lambda p: files.archive_of(p, **{"word/document.xml": b""}), "FACT-027"),
    ("sheet.ods", lambda p: files.archive_of(p, mimetype=b"", **{"content.xml": b""}), "FACT-027"),
    ("notes.txt", lambda p: files.written(p, b"hello"), "FACT-027"),
    ("empty.csv", lambda p: files.written(p, b""), "FACT-028"),
    ("blank.csv", lambda p: files.written(p, b"\n\n"), "FACT-028"),
    ("latin.csv", lambda p: files.written(p, b"caf\xe9\xff,1\n"), "FACT-029"),
    ("quotes.csv", lambda p: files.written(p, b'code,"period\n1,2'), "FACT-026"),
    ("entities.xlsx", files.with_dtd, "FACT-033"),
    ("utf16.xlsx", lambda p: files.with_sheet(p, "<worksheet/>".encode("utf-16")), "FACT-033"),
    ("cut.parquet", lambda p: files.written(p, b"PAR1" + b"\0" * 40 + b"PAR1"), "FACT-026"),
    ("absent.xlsx", lambda p: p, "FACT-020"),
]


@pytest.mark.parametrize(("name", "make", "code"), CASES, ids=[name for name, _, _ in CASES])
def test_refused_with_a_clear_answer(
    tmp_path: Path, schema: Schema, name: str, make: Callable[[Path], Path], code: str
) -> None:
    path = make(tmp_path / name)
    start = time.monotonic()
    loaded = read_facts(path, schema)
    assert time.monotonic() - start < 3
    assert loaded.facts is None
    assert loaded.rows == {}
    assert [d.code for d in loaded.diagnostics] == [code]


def test_a_bomb_is_stopped_while_unpacking_too(
    tmp_path: Path, schema: Schema, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the check of the directory out of the way, the count of bytes still stops it."""
    monkeypatch.setattr("yuanqu.facts.reading.package._check_directory", lambda infos: None)
    loaded = read_facts(files.zip_bomb(tmp_path / "bomb.xlsx"), schema)
    assert [d.code for d in loaded.diagnostics] == ["FACT-025"]


def test_a_folder_with_a_manifest_takes_only_its_own_files(tmp_path: Path, schema: Schema) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_text("x")
    folder = tmp_path / "facts"
    folder.mkdir()
    for name in ("../outside.csv", "/etc/passwd", ".hidden", "a\\\\b"):
        part = f'{{"form": "yearly", "file": "{name}", "sha256": "", "rows": 0}}'
        origin = '{"kind": "own", "title": {"zh": "", "en": ""}, "note": {"zh": "", "en": ""}, "seed": null}'
        manifest = f'{{"format": 1, "schema": "", "digest": "", "origin": {origin}, "parts": [{part}]}}'
        (folder / "facts.json").write_text(manifest)
        assert [d.code for d in read_facts(folder, schema).diagnostics] == ["FACT-031"]
