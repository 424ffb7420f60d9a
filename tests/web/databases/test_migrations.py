"""Every change of a model has its migration; a database of each released version is brought forward with its data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from instance import instance

# The last migration of each application at each release. A release adds a line; none is ever changed.
RELEASED = {
    "0.1.0": {
        "assessments": "0001_initial",
        "board": "0002_figures",
        "jobs": "0001_initial",
        "policies": "0001_initial",
        "registry": "0001_initial",
        "returns": "0001_initial",
    },
}
FILL = """
import json
from datetime import UTC, datetime
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
targets = {targets!r}
executor = MigrationExecutor(connection)
executor.migrate(targets)
apps = MigrationExecutor(connection).loader.project_state(targets).apps
get = apps.get_model
now = datetime(2026, 11, 23, 1, 2, 3, 4, tzinfo=UTC)
dataset = get("registry", "Dataset").objects.create(key="k", origin="sample", title_zh="示例", title_en="Sample", is_current=True)
firm = get("registry", "Enterprise").objects.create(origin="sample", dataset=dataset, key="f", name="铜业", pinyin="tongye", initials="ty")
get("registry", "EnterpriseName").objects.create(enterprise=firm, value="旧名")
get("returns", "Return").objects.create(dataset=dataset, enterprise=firm, form="f", period="2013", accepted_at=now, pack_release="r",
    values={{"tax": 12345}})
get("returns", "SubjectRecord").objects.create(dataset=dataset, kind="building", form="b", key="1", owner=firm, accepted_at=now,
    pack_release="r", values={{"area": None}})
get("jobs", "Job").objects.create(kind="k", arguments={{"a": 1}}, state="running", holder="h:1:1", lease_until=now, created_at=now)
get("policies", "PackRelease")
"""
READ = """
import json
from yuanqu_web.backups.state import pending
from yuanqu_web.jobs.models import Job
from yuanqu_web.registry.models import Enterprise
from yuanqu_web.returns.models import Return, SubjectRecord
firm = Enterprise.objects.get()
print(json.dumps({
    "pending": pending(), "name": firm.name, "names": [n.value for n in firm.names.all()],
    "values": Return.objects.get().values, "at": Return.objects.get().accepted_at.isoformat(),
    "record": SubjectRecord.objects.get().values, "job": Job.objects.get().state,
}))
"""


@pytest.mark.django_db
def test_no_change_of_a_model_lacks_its_migration(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    except SystemExit:
        pytest.fail(capsys.readouterr().out)


@pytest.mark.parametrize("version", RELEASED)
def test_a_database_of_a_released_version_is_upgraded_with_its_data(version: str, tmp_path: Path) -> None:
    with instance(tmp_path / "home") as home:
        home.python(FILL.format(targets=sorted(RELEASED[version].items())))
        refused = home.command("worker", "--until-empty")
        assert refused.returncode == 1
        assert "run yuanqu upgrade" in refused.stderr.replace("\n", " ")
        done = home.command("upgrade", "--json")
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        assert told["applied"]
        assert json.loads(home.python(READ)) == {
            "pending": [], "name": "铜业", "names": ["旧名"], "values": {"tax": 12345},
            "at": "2026-11-23T01:02:03.000004+00:00", "record": {"area": None}, "job": "running",
        }  # fmt: skip
        digest = home.digest()
        # the backup made before is of the old version; restored, it is brought forward too
        assert home.command("restore", "--replace", told["backup"]).returncode == 0
        assert home.digest() == digest
        again = home.command("upgrade", "--json")
        assert json.loads(again.stdout)["applied"] == []
