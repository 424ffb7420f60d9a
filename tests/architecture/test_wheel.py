"""The wheel, installed elsewhere in an empty environment, has the program, the pack and the samples."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


def test_the_wheel_carries_pack_samples_and_front_end_files(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    assert "yuanqu/data/packs/yingtan-2014-19/pack.yaml" in names
    assert "yuanqu/data/packs/yingtan-2014-19/decisions/land_use_tax.dmn" in names
    assert "yuanqu/data/samples/yingtan-2014/observations.yaml" in names
    assert any(name.startswith("yuanqu_web/static/vendor/echarts/") for name in names)
    assert not any("shared" in name or name.startswith(("tests/", "var/")) for name in names)


def test_it_assesses_elsewhere_without_the_checkout(wheel, tmp_path):
    """An environment with nothing but the wheel; the locked packages are lent by path, not the checkout."""
    place = tmp_path / "empty"
    venv.create(place, with_pip=True)
    python = place / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel], check=True)
    lent = next(Path(p) for p in sys.path if p.endswith("site-packages"))
    site = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    packages = tmp_path / "lent"
    packages.mkdir()
    for item in lent.iterdir():
        if not item.name.lower().startswith(("yuanqu", "_yuanqu", "__editable__")) and item.suffix != ".pth":
            (packages / item.name).symlink_to(item)
    (Path(site) / "lent.pth").write_text(f"{packages}\n")

    def run(*arguments):
        return subprocess.run(
            [place / "bin" / "yuanqu", *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
        )

    made = run("sample", "yingtan-2014-19", "-o", "city")
    assert made.returncode == 0, made.stderr
    done = run("assess", "yingtan-2014-19@0.1.0", "city", "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert "Land-use tax relief" in done.stdout
    where = subprocess.run(
        [python, "-c", "import yuanqu; print(yuanqu.__file__)"], capture_output=True, text=True, check=True
    )
    assert str(place) in where.stdout
