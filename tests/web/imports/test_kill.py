"""A process that dies anywhere in a commit or an undo leaves each row written once, whoever goes on."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROUNDS = 4

MAKE = """
import sys, io
sys.path[:0] = [{help!r}]
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from pathlib import Path
from yuanqu.packs import release
from yuanqu_web.policies.services import store_release
from yuanqu_web.policies.selectors import current_pack
store_release(data=release(Path({pack!r})))
from registered import register_city, BY
from working import work
from yuanqu_web.imports import services
town = register_city(current_pack(), 2)
text = "plot,plot_place,plot_area (m²)\\n" + "".join(f"DK-{{n}},guixi_park,{{n}}\\n" for n in range({rows}))
batch = services.offer(dataset=town.dataset, pack=town.pack, name="plot_register.csv", chunks=[text.encode()], by=BY)
assert work(batch).state == "ready", list(batch.problems.values_list("code", "zh"))
services.commit(batch=batch, by=BY)
"""

WORK = """
import sys
import django; django.setup()
from yuanqu_web.imports import applying, work
applying.CHUNK = 40
from yuanqu_web.jobs.models import Job, State
from yuanqu_web.jobs.services import run_job, take_up_abandoned
print("ready", flush=True)
take_up_abandoned()
for job in Job.objects.filter(state=State.QUEUED, kind__startswith="import."):
    run_job(job=job)
"""

LOOK = """
import sys
sys.path[:0] = [{help!r}]
import django; django.setup()
from yuanqu_web.audit.models import AuditEntry
from yuanqu_web.imports.models import Import
from yuanqu_web.registers.models import Entry
from yuanqu_web.returns.models import SubjectRecord
one = Import.objects.get()
rows = SubjectRecord.objects.filter(form="plot_register")
print(one.state, one.written, rows.count(), rows.values("key").distinct().count(),
      Entry.objects.filter(form="plot_register").count(),
      AuditEntry.objects.filter(action="import." + {action!r}).count())
if {undo}:
    from registered import BY
    from yuanqu_web.imports import services
    services.undo(batch=one, by=BY)
"""


def run(home: Path, root: Path, code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(home, root), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def environment(home: Path, root: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "YUANQU_DATABASE"}
    return kept | {
        "YUANQU_HOME": str(home),
        "PYTHONPATH": str(root / "src"),
        "DJANGO_SETTINGS_MODULE": "yuanqu_web.config.settings",
    }


def killed_at_random(home: Path, root: Path, dice: random.Random) -> None:
    """Start a worker and kill it after a moment; after some rounds let one finish."""
    for round_ in range(ROUNDS + 1):
        worker = subprocess.Popen(
            [sys.executable, "-c", WORK],
            env=environment(home, root),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert worker.stdout is not None
        assert worker.stdout.readline().strip() == b"ready"
        if round_ < ROUNDS:
            time.sleep(dice.uniform(0.01, 0.25))
            worker.send_signal(signal.SIGKILL)
        _, errors = worker.communicate(timeout=120)
        assert round_ < ROUNDS or worker.returncode == 0, errors.decode()


@pytest.mark.slow
def test_each_row_is_written_once_whenever_the_worker_dies(tmp_path: Path, root: Path) -> None:
    helpers, pack = str(root / "tests" / "web" / "help"), str(root / "packs" / "yingtan-2014-19")
    rows, dice = 1000, random.Random(20140731)
    run(tmp_path, root, MAKE.format(help=helpers, pack=pack, rows=rows))
    # Each kill costs one of the attempts of a job; beyond those the import says so and a person lets it go on.
    allow = "import django; django.setup(); from yuanqu_web.jobs.models import Job; Job.objects.update(attempts_allowed=99)"
    run(tmp_path, root, allow)
    killed_at_random(tmp_path, root, dice)
    seen = run(tmp_path, root, LOOK.format(help=helpers, action="commit", undo=True))
    assert seen == f"done {rows} {rows} {rows} {rows} 1"
    run(tmp_path, root, allow)
    killed_at_random(tmp_path, root, dice)
    seen = run(tmp_path, root, LOOK.format(help=helpers, action="undo", undo=False))
    assert seen == f"undone {rows} {2 * rows} {rows} {rows} 1"
