"""Files that may not come in, served files, and who may see an import."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from registered import BY, Registered
from signing import sign_in
from working import work

from yuanqu.powers import Role
from yuanqu_web.imports import keeping, services
from yuanqu_web.imports.keeping import safe_name
from yuanqu_web.imports.models import Import, ImportState

pytestmark = pytest.mark.django_db
CSV = "plot,plot_place,plot_area (m²)\nDK-1,guixi_park,5\n".encode()


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, body in parts.items():
            made.writestr(name.replace("__", "/"), body)
    return out.getvalue()


MACRO = archive(
    **{"[Content_Types].xml": b"<Types/>", "xl__workbook.xml": b"<workbook/>", "xl__vbaProject.bin": b"x"}
)
BOMB = archive(
    **{
        "[Content_Types].xml": b"<Types/>",
        "xl__workbook.xml": b"<workbook/>",
        "xl__worksheets__sheet1.xml": b" " * 30_000_000,
    }
)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.exe", b"MZ\x00\x01binary", "FACT-027"),
        ("a.xlsx", b"MZ\x00\x01binary", "FACT-021"),
        ("a.csv", b"", "FACT-028"),
        ("a.xlsm", MACRO, "FACT-024"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "FACT-022"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "FACT-023"),
        ("a.zip", archive(x=b"y"), "FACT-027"),
    ],
)
def test_a_wrong_file_is_refused_at_once_with_its_code(
    client: Client, town: Registered, name: str, data: bytes, code: str
) -> None:
    answer = client.post("/imports/new/", {"file": SimpleUploadedFile(name, data)})
    if not data:  # the form of an empty upload never arrives as a file
        assert answer.status_code in (302, 422)
    assert answer.status_code == 422
    assert code in answer.content.decode()
    assert not Import.objects.exists()


@pytest.mark.parametrize(("data", "code"), [(MACRO, "FACT-024"), (BOMB, "FACT-025")])
def test_what_only_unpacking_shows_is_refused_by_the_check(town: Registered, data: bytes, code: str) -> None:
    batch = work(services.offer(dataset=town.dataset, pack=town.pack, name="a.xlsx", chunks=[data], by=BY))
    assert batch.state == ImportState.REFUSED
    assert [one.code for one in batch.problems.all()] == [code]


def test_too_large_a_file_is_refused_and_leaves_nothing(town: Registered, home: Path) -> None:
    with pytest.raises(services.Refused) as refused:
        services.offer(
            dataset=town.dataset, pack=town.pack, name="a.csv", chunks=[b"x" * 600] * 2, by=BY, limit=1000
        )
    assert refused.value.problem.code == "REG-033"
    assert [one for one in (home / "files").rglob("*") if one.is_file()] == []


def test_no_file_is_said(client: Client, town: Registered) -> None:
    answer = client.post("/imports/new/", {})
    assert answer.status_code == 422
    assert "REG-032" in answer.content.decode()


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("C:\\temp\\表.xlsx", "表.xlsx"),
        ("a\x00\n\u202egpj.csv", "agpj.csv"),
        ("..", "file"),
        ("x" * 300 + ".csv", ("x" * 300 + ".csv")[-120:]),
    ],
)
def test_a_name_steers_no_path_and_no_screen(given: str, shown: str) -> None:
    assert safe_name(given) == shown


def test_a_file_lies_by_its_digest_closed_to_others_and_once(town: Registered, home: Path) -> None:
    first, second = keeping.keep("a.csv", [CSV]), keeping.keep("b.csv", [CSV[:5], CSV[5:]])
    assert first.digest == second.digest
    files = [one for one in (home / "files").rglob("*") if one.is_file()]
    assert [one.name for one in files] == [first.digest]
    assert files[0].stat().st_mode & 0o077 == 0


def test_files_are_served_as_attachments_to_those_who_may_see_the_import(
    client: Client, town: Registered, anonymous: Client
) -> None:
    batch = work(
        services.offer(
            dataset=town.dataset,
            pack=town.pack,
            name="plot_register.csv",
            chunks=[CSV],
            by=BY,
            place="guixi_park",
            places=["guixi_park"],
        )
    )
    address = f"/imports/{batch.pk}/file/original/"
    answer = client.get(address)
    assert b"".join(answer.streaming_content) == CSV  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert client.get(f"/imports/{batch.pk}/file/marked/").status_code == 404
    assert client.get(f"/imports/{batch.pk}/file/etc/").status_code == 404
    for role, place, status in (
        (Role.PARK_OFFICER, "guixi_park", 200),
        (Role.PARK_OFFICER, "high_tech_zone", 404),
        (Role.FIRM_REPORTER, "", 403),
        (Role.AUDITOR, "", 200),
    ):
        firm = town.firms[0].pk if role is Role.FIRM_REPORTER else None
        sign_in(anonymous, role, place=place, enterprise=firm)
        for page in ("", "progress/", "rows/", "problems/", "file/original/"):
            answer = anonymous.get(f"/imports/{batch.pk}/{page}")
            assert answer.status_code == status, (role, place, page)
            if answer.streaming:
                list(answer)  # read to its end it is closed; close() ends the connection on PostgreSQL
    sign_in(anonymous, Role.PARK_OFFICER, place="high_tech_zone")
    assert str(batch.pk) not in anonymous.get("/imports/").content.decode()
    sign_in(anonymous, Role.AUDITOR)
    assert anonymous.post(f"/imports/{batch.pk}/commit/").status_code == 403


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_pages_of_an_import(client: Client, town: Registered, prefix: str) -> None:
    batch = services.offer(
        dataset=town.dataset, pack=town.pack, name="plot_register.csv", chunks=[CSV], by=BY
    )
    assert client.get(f"{prefix}/imports/{batch.pk}/progress/").status_code == 200
    work(batch)
    assert client.get(f"{prefix}/imports/{batch.pk}/progress/")["HX-Refresh"] == "true"
    for page in ("imports/", "imports/new/", f"imports/{batch.pk}/", f"imports/{batch.pk}/rows/?format=csv"):
        assert client.get(f"{prefix}/{page}").status_code == 200, page
    assert client.get(f"{prefix}/imports/template/plot_register/").content[:2] == b"PK"
    assert client.post(f"{prefix}/imports/{batch.pk}/undo/").status_code == 409
    assert client.post(f"{prefix}/imports/{batch.pk}/burn/").status_code == 404
    assert client.post(f"{prefix}/imports/{batch.pk}/commit/").status_code == 302
