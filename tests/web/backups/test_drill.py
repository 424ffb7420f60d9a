"""The drill: back up, lose everything, restore; the digests are equal. On SQLite and on PostgreSQL, and from one to the other."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from instance import ROOT, SERVER, Instance, instance

FILL = """
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from django.conf import settings
from yuanqu_web.backups.upgrade import migrate
migrate()
from yuanqu_web.jobs.models import Job
from yuanqu_web.policies.models import PackRelease
from yuanqu_web.registry.models import Dataset, Enterprise, EnterpriseName
from yuanqu_web.returns.models import Return
now = datetime(2026, 11, 23, 1, 2, 3, 456789, tzinfo=UTC)
dataset = Dataset.objects.create(key="k", origin="sample", title_zh="示例", title_en="Sample", loaded_at=now)
for n in range({firms}):
    firm = Enterprise.objects.create(
        origin="sample", dataset=dataset, key=f"f{{n}}", name=f"第{{n}}铜业\\u2028“有限”公司", pinyin="tong", initials="t",
        founded_on=date(1958, 5, n % 28 + 1), about={{"z": 1, "a": [None, True, 2**53, "é\\\\"]}} if n % 2 else None)
    EnterpriseName.objects.create(enterprise=firm, value=f"旧名{{n}}", start=date(2000, 1, 1))
    Return.objects.create(dataset=dataset, enterprise=firm, form="f", period="2013", accepted_at=now + timedelta(microseconds=n),
        pack_release="r", values={{"b": 12345678901234567, "a": None}})
Job.objects.create(kind="k", arguments={{"n": {firms}}}, created_at=now)
files = Path(settings.MEDIA_ROOT)
(files / "上传").mkdir(parents=True, exist_ok=True)
(files / "上传" / "a.xlsx").write_bytes(bytes(range(256)) * {firms})
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """Made once: its migrations take longer than any drill."""
    with instance(tmp_path_factory.mktemp("filled") / "home") as one:
        one.python(FILL.format(firms=40))
        yield one


@pytest.fixture
def full(filled: Instance, tmp_path: Path) -> Iterator[Instance]:
    with instance(tmp_path / "full", like=filled) as one:
        yield one


def test_the_restored_data_have_the_digest_of_the_lost_ones(full: Instance, tmp_path: Path) -> None:
    before = full.digest()
    made = full.backup(tmp_path / "backups")
    assert made["digest"] == before
    with instance(tmp_path / "new") as new:
        done = new.command("restore", made["file"], "--json")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["now"] == new.digest() == before
        assert (new.home / "files" / "上传" / "a.xlsx").read_bytes() == bytes(range(256)) * 40
        # rows can be added after it: the counters of keys stand behind the restored rows
        new.python("from yuanqu_web.registry.models import *\n"
                   "EnterpriseName.objects.create(enterprise=Enterprise.objects.first(), value='新名')")  # fmt: skip
        assert new.digest() != before


@pytest.mark.skipif(not SERVER, reason="from one database to the other: in the run on PostgreSQL")
def test_from_one_database_to_the_other_and_back(full: Instance, tmp_path: Path) -> None:
    made = full.backup(tmp_path / "backups")
    with instance(tmp_path / "lite", sqlite=True) as lite:
        assert lite.command("restore", made["file"]).returncode == 0
        assert lite.digest() == made["digest"]
        again = lite.backup(tmp_path / "backups")
        assert full.command("restore", again["file"], "--replace").returncode == 0
    assert full.digest() == made["digest"]


def test_data_are_replaced_only_when_asked(full: Instance, tmp_path: Path) -> None:
    made = full.backup(tmp_path / "backups")
    full.python("from yuanqu_web.jobs.models import Job\nJob.objects.all().delete()")
    changed = full.digest()
    refused = full.command("restore", made["file"])
    assert refused.returncode == 3
    assert "--replace" in refused.stderr
    assert full.digest() == changed
    assert full.command("restore", made["file"], "--replace").returncode == 0
    assert full.digest() == made["digest"]


def test_an_altered_backup_is_refused_and_nothing_changes(full: Instance, tmp_path: Path) -> None:
    made = full.backup(tmp_path / "backups")
    altered = tmp_path / "altered.backup.zip"
    with zipfile.ZipFile(made["file"]) as source, zipfile.ZipFile(altered, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data.replace(b'"2013"', b'"2014"', 1) if "return" in name else data)
    done = full.command("restore", altered, "--replace")
    assert done.returncode == 3
    assert "returns.return.jsonl was altered" in done.stderr.replace("\n", "")
    assert full.digest() == made["digest"]


def test_a_backup_of_a_newer_version_is_refused(full: Instance, tmp_path: Path) -> None:
    made = full.backup(tmp_path / "backups")
    newer = tmp_path / "newer.backup.zip"
    with zipfile.ZipFile(made["file"]) as source, zipfile.ZipFile(newer, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(
                name,
                data.replace(b'"jobs.0001_initial"', b'"jobs.9999_later"')
                if name == "manifest.json"
                else data,
            )
    done = full.command("restore", newer, "--replace")
    assert done.returncode == 3
    assert "newer version" in done.stderr
    assert full.digest() == made["digest"]


def test_only_the_newest_backups_are_kept(full: Instance, tmp_path: Path) -> None:
    files = [full.backup(tmp_path / "backups", "--keep", 2)["file"] for _ in range(3)]
    assert sorted(map(str, (tmp_path / "backups").iterdir())) == sorted(files[1:])


def test_while_a_server_runs_nothing_is_restored(full: Instance, tmp_path: Path) -> None:
    made = full.backup(tmp_path / "backups")
    code = "from yuanqu_web.lib.running import share; from pathlib import Path; import sys, time\n"
    code += f"assert share(Path({str(full.home)!r})); print('here', flush=True); time.sleep(60)"
    running = subprocess.Popen(
        [sys.executable, "-c", code], env=full.environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert running.stdout is not None
        assert running.stdout.readline() == "here\n"
        done = full.command("restore", made["file"], "--replace")
        assert done.returncode == 1
        assert "stop them first" in done.stderr
    finally:
        running.kill()
        running.communicate()
    assert full.command("restore", made["file"], "--replace").returncode == 0


@pytest.mark.slow
def test_killed_in_the_middle_all_of_it_is_restored_or_nothing(full: Instance, tmp_path: Path) -> None:
    first = full.backup(tmp_path / "backups")
    full.python(FILL.replace('key="k"', 'key="k2"').format(firms=300))
    second = full.backup(tmp_path / "backups")
    dice = random.Random(4)
    command = [sys.executable, "-m", "yuanqu.cli", "restore", "--replace"]
    start = time.monotonic()
    assert full.command("restore", first["file"], "--replace").returncode == 0
    takes, seen = time.monotonic() - start, set()
    for round_ in range(int(os.environ.get("YUANQU_LONG", "0")) * 30 + 3):
        wanted = (second if round_ % 2 == 0 else first)["file"]
        running = subprocess.Popen(
            [*command, wanted],
            env=full.environment,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(takes * dice.uniform(0.4, 1.05))
        running.send_signal(signal.SIGKILL)
        running.wait()
        full.python("from yuanqu_web.backups.restore import finish_restore\nfinish_restore()")
        digest = full.digest()
        assert digest in (first["digest"], second["digest"])
        size = (full.home / "files" / "上传" / "a.xlsx").stat().st_size
        assert size == 256 * (40 if digest == first["digest"] else 300)
        seen.add(digest)
        left = {path.name for path in full.home.iterdir() if "restor" in path.name or "replaced" in path.name}
        assert left == set()
    assert seen
