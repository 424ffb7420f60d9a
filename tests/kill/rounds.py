"""kill -9 of a worker and of a writing process at random points: nothing half done, each row once, the record verifies.

8 rounds; 200 with ./test --long; YUANQU_ROUNDS and YUANQU_SEED set others.
Not collected by ./test yet: it has not been seen through to its end on an idle machine. Run: pytest -s tests/kill/rounds.py
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from instance import Instance, instance

VICTIM = Path(__file__).with_name("victim.py")
ROUNDS = int(os.environ.get("YUANQU_ROUNDS", "200" if os.environ.get("YUANQU_LONG") == "1" else "8"))


@pytest.mark.slow
def test_killed_at_random_points_nothing_is_half_done(tmp_path: Path) -> None:
    seed = int(os.environ.get("YUANQU_SEED", "20261123"))
    dice = random.Random(seed)
    findings: list[str] = []
    with instance(tmp_path / "home") as home:
        assert _run(home, "prepare").returncode == 0
        for round_ in range(ROUNDS):
            findings += _turn(home, round_, "more")
            victims = [_start(home, "worker"), _start(home, "writer")]
            for victim in victims:
                assert victim.stdout is not None
                victim.stdout.readline()  # it is ready; where the kill falls from here on is left to chance
            time.sleep(dice.uniform(0.0, 2.5))
            for victim in dice.sample(victims, 2):
                victim.send_signal(signal.SIGKILL)
                time.sleep(dice.uniform(0, 0.1))
            for victim in victims:
                _output, errors = victim.communicate()
                if victim.returncode != -signal.SIGKILL:
                    findings.append(f"round {round_}: ended by itself: {errors[-2000:]}")
        ended = _run(home, "worker", "--until-empty")
        if ended.returncode:
            findings.append(f"the last worker: {ended.stderr[-2000:]}")
        findings += _turn(home, ROUNDS, "end")
        rows = home.python(
            "from yuanqu_web.audit.models import AuditEntry\nprint(AuditEntry.objects.count())"
        )
    print(f"kill -9: {ROUNDS} rounds, seed {seed}, {rows} entries in the record, {len(findings)} findings")
    assert findings == []
    assert int(rows) >= 60 * ROUNDS


def _start(home: Instance, role: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(VICTIM), role]
    return subprocess.Popen(
        command, env=home.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _run(home: Instance, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(VICTIM), *arguments]
    return subprocess.run(
        command, env=home.environment, capture_output=True, text=True, timeout=600, check=False
    )


def _turn(home: Instance, round_: int, how: str) -> list[str]:
    done = _run(home, "turn", str(round_), how)
    if done.returncode == 0:
        return []
    return [
        f"round {round_}: {line}"
        for line in (done.stdout.removeprefix("ready\n") or done.stderr[-2000:]).splitlines()
        if line
    ]
