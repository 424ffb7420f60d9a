import io
import shutil
import zipfile

import pytest

from yuanqu.packs import load, read_release, release


def test_a_release_is_the_same_bytes_and_the_same_pack(pack_folder, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(pack_folder, copy)
    (copy / "notes.txt").write_text("left out")
    data = release(pack_folder)
    assert data == release(copy)
    released, folder = read_release(data).pack, load(pack_folder).pack
    assert released is not None
    assert folder is not None
    assert released.digest == folder.digest


def zipped(entries):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"not a zip", "PACK-008"),
        (b"", "PACK-008"),
        (zipped([("../pack.yaml", "x")]), "PACK-056"),
        (zipped([("/pack.yaml", "x")]), "PACK-056"),
        (zipped([("big.yaml", b"0" * 65_000_000)]), "DOC-003"),
        (zipped([("readme.txt", "x")]), "PACK-001"),
    ],
)
def test_bad_releases_are_refused(data, code):
    loaded = read_release(data)
    assert loaded.pack is None
    assert code in {d.code for d in loaded.diagnostics}


def test_a_cut_release_is_refused(pack_folder):
    loaded = read_release(release(pack_folder)[:5000])
    assert loaded.pack is None
    assert loaded.diagnostics
