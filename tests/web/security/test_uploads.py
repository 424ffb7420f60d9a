"""Files that may not come in, through the addresses people use: refused with a code, and nothing is kept of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from filing_help import DAY, FIRM
from hostile import World
from signing import sign_in

from yuanqu.powers import Role
from yuanqu_web.filings import services as filings
from yuanqu_web.filings.forms import sheet_of
from yuanqu_web.filings.models import Filing
from yuanqu_web.filings.workbook import stamp_of, write
from yuanqu_web.imports import services
from yuanqu_web.imports.models import Import, StoredFile

pytestmark = pytest.mark.django_db
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, body in parts.items():
            made.writestr(name.replace("__", "/"), body)
    return out.getvalue()


def with_part(data: bytes, name: str, body: bytes) -> bytes:
    """A workbook with one more part."""
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, body)
    return out.getvalue()


WRONG = {
    "program.xlsx": (b"MZ\x00\x01", "FACT-021"),
    "page.html": (b"<script>alert(1)</script>", "FACT-027"),
    "picture.svg": (b"<svg onload='alert(1)'/>", "FACT-027"),
    "macro.xlsm": (archive(**{"[Content_Types].xml": b"<T/>", "xl__workbook.xml": b"<w/>"}), "FACT-024"),
    "old.xls": (OLE + b"\0" * 600, "FACT-022"),
    "closed.xlsx": (OLE + "EncryptedPackage".encode("utf-16-le"), "FACT-023"),
    "../../evil.exe": (b"MZ\x00\x01", "FACT-027"),
}


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_refused_import_leaves_nothing(
    client: Client, released: None, home: Path, name: str, prefix: str
) -> None:
    data, code = WRONG[name]
    answer = client.post(f"{prefix}/imports/new/", {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 422
    assert code in answer.content.decode()
    assert not Import.objects.exists()
    assert not StoredFile.objects.exists()
    assert [one for one in (home / "files").rglob("*") if one.is_file()] == []


def test_a_refused_file_takes_no_other_of_the_same_content_with_it(
    client: Client, released: None, home: Path
) -> None:
    text = b"plot,plot_place\nDK-1,guixi_park\n"
    assert client.post("/imports/new/", {"file": SimpleUploadedFile("a.csv", text)}).status_code == 302
    assert client.post("/imports/new/", {"file": SimpleUploadedFile("a.xlsx", text)}).status_code == 422
    assert StoredFile.objects.count() == 1
    assert len([one for one in (home / "files").rglob("*") if one.is_file()]) == 1


def test_too_large_an_import_is_refused_by_the_page(
    client: Client, released: None, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    defaults = services.offer.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "limit", 1000)
    answer = client.post("/imports/new/", {"file": SimpleUploadedFile("a.csv", b"x," * 2000)})
    assert answer.status_code == 422
    assert "REG-033" in answer.content.decode()
    assert not StoredFile.objects.exists()
    assert [one for one in (home / "files").rglob("*") if one.is_file()] == []


def _plain(filing: Filing) -> bytes:
    return write(sheet_of(filing.form), filing)


def _bomb(filing: Filing) -> bytes:
    return with_part(_plain(filing), "xl/worksheets/sheet9.xml", b" " * 400_000_000)


RETURNS: dict[str, tuple[Callable[[Filing], bytes], str]] = {
    "text.xlsx": (lambda filing: b"revenue,1", "FIL-113"),
    "closed.xlsx": (lambda filing: OLE + "EncryptedPackage".encode("utf-16-le"), "FIL-113"),
    "cut.xlsx": (lambda filing: _plain(filing)[:2000], "FIL-113"),
    "bomb.xlsx": (_bomb, "FACT-025"),
    "macro.xlsm": (lambda filing: with_part(_plain(filing), "xl/vbaProject.bin", b"x"), "FACT-024"),
    "large.xlsx": (lambda filing: b"PK" + b"x" * (2 << 20), "FIL-113"),
    "none": (lambda filing: b"", "FIL-113"),
}


@pytest.mark.parametrize("name", RETURNS)
def test_a_refused_return_changes_nothing(one: Filing, anonymous: Client, name: str) -> None:
    make, code = RETURNS[name]
    sign_in(anonymous, Role.FIRM_REPORTER, enterprise=one.enterprise_id)
    before = filings.get(one.pk)
    given = {"version": str(before.version)}
    if data := make(before):
        given["file"] = SimpleUploadedFile(name, data)  # type: ignore[assignment]
    answer = anonymous.post(f"/returns/filings/{one.pk}/upload/", given)
    assert answer.status_code == 422
    assert code in answer.content.decode()
    after = filings.get(one.pk)
    assert (after.version, after.cells) == (before.version, before.cells)


def test_the_template_of_a_return_is_still_taken(
    one: Filing, anonymous: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a formula in a cell stays text that is marked, never a value."""
    monkeypatch.setattr(timezone, "localdate", lambda: DAY)  # before it is due
    sign_in(anonymous, Role.FIRM_REPORTER, enterprise=one.enterprise_id)
    filings.save(
        id=one.pk,
        version=filings.get(one.pk).version,
        by=FIRM,
        cells={"revenue": "=1+1", "value_added": "12"},
    )
    filing = filings.get(one.pk)
    assert stamp_of(sheet_of(filing.form), filing)
    data = SimpleUploadedFile("a.xlsx", _plain(filing))
    answer = anonymous.post(
        f"/returns/filings/{one.pk}/upload/", {"version": str(filing.version), "file": data}
    )
    assert answer.status_code == 302
    kept = filings.get(one.pk)
    assert kept.cells["revenue"] == "=1+1"
    assert kept.cells["value_added"] == "12"
    assert kept.values.get("revenue") is None


def test_a_foreign_return_takes_no_file(world: World, anonymous: Client) -> None:
    sign_in(anonymous, Role.FIRM_REPORTER, enterprise=world.one.enterprise_id)
    data = SimpleUploadedFile("a.xlsx", _plain(world.foreign_filing))
    answer = anonymous.post(
        f"/returns/filings/{world.foreign_filing.pk}/upload/", {"version": "1", "file": data}
    )
    assert answer.status_code == 404
