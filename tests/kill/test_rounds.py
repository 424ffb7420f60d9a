"""kill -9 of server and worker at random points: what was confirmed stands, nothing is half done, work goes on, the record
verifies.

A few rounds in ./test, 200 in ./test --long on each database. YUANQU_ROUNDS and YUANQU_SEED set others.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from instance import SERVER, Instance, instance
from running import WHAT, Hang, running
from writing import Ledger, Load

OBSERVER = Path(__file__).with_name("observing.py")
ROUNDS = int(os.environ.get("YUANQU_ROUNDS", "200" if os.environ.get("YUANQU_LONG") == "1" else "8"))
SEED = int(os.environ.get("YUANQU_SEED", "20261123"))
MOST_ANSWERS = 40  # a round is cut off after at most as many
LONGEST = 60.0  # seconds for them


class Observer:
    """The process of observing.py."""

    def __init__(self, home: Instance, log: Any) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(OBSERVER)],
            env=home.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
        )  # fmt: skip

    def ask(self, ask: str, **given: object) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"ask": ask, **given}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, "the observer ended: see its log"
        return json.loads(line)


@contextmanager
def observer(home: Instance, log: Any) -> Iterator[Observer]:
    made = Observer(home, log)
    try:
        yield made
    finally:
        made.process.communicate()


@pytest.mark.slow
def test_killed_at_random_points_nothing_is_half_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dice = random.Random(SEED)
    findings: list[str] = []
    kills: Counter[str] = Counter()
    begun, log = time.monotonic(), tmp_path / "log.txt"
    check: dict[str, Any] = {"head": ""}
    ledger = Ledger()
    with instance(tmp_path / "home") as home, log.open("w") as out, observer(home, out) as look:
        people = look.ask("prepare")
        filings = [
            people["typed"]["filing"],
            people["handed"]["filing"],
            *(id for id, _ in people["waiting"]),
        ]
        prepared = time.monotonic() - begun
        with running(home, out) as server:
            for round_ in range(ROUNDS):
                stands = look.ask("stands", filings=filings)
                left = [id for id, _ in people["waiting"] if stands[id][1] == "park_checked"]
                accept = left[0] if left and round_ % max(1, ROUNDS // len(people["waiting"])) == 0 else ""
                ledger = Ledger(ledger.typed, ledger.handed)
                load = Load(server.port, round_, people, stands, ledger, look.ask("ready"), accept)
                load.start()
                what = WHAT[round_ % len(WHAT)] if round_ < len(WHAT) else dice.choice(WHAT)
                _let_work(ledger, dice)
                try:
                    server.kill(what, dice)
                    kills[what] += 1
                    load.stop()
                    server.start_again()
                except Hang as hang:
                    findings.append(f"round {round_}, {what}: {hang}")
                    break
                found = ledger.faults + look.ask("quiet")
                check = look.ask(
                    "check",
                    ledger=ledger.told(),
                    typed=people["typed"]["filing"],
                    handed=people["handed"],
                    waiting=people["waiting"],
                    head=check["head"],
                )
                findings += [f"round {round_}, {what}: {one}" for one in found + check["found"]]
                if (round_ + 1) % 10 == 0:
                    with capsys.disabled():
                        print(f"kill -9: {round_ + 1} rounds, {len(findings)} findings", flush=True)
    with capsys.disabled():
        print(
            f"\nkill -9 on {'PostgreSQL' if SERVER else 'SQLite'}, seed {SEED}: {sum(kills.values())} rounds "
            f"({', '.join(f'{what} {n}' for what, n in kills.items())}); "
            f"{len(ledger.typed['confirmed'])} saves confirmed, {ledger.typed['unanswered']} cut off; "
            f"{ledger.handed['submit']} submitted; {check.get('imports')} imports; "
            f"{check.get('jobs')} jobs, {check.get('again')} of them taken up again; "
            f"{check.get('entries')} entries in the record; {len(findings)} findings; "
            f"prepared in {prepared:.0f} s, all in {time.monotonic() - begun:.0f} s"
        )
        for one in findings:
            print(f"  {one}")
    assert findings == [], log.read_text(encoding="utf-8")[-6000:]
    assert sum(kills.values()) == ROUNDS
    assert len(ledger.typed["confirmed"]) >= ROUNDS  # else nobody was at work


def _let_work(ledger: Ledger, dice: random.Random) -> None:
    """Up to a random number of answers, and a moment more."""
    wanted, until = dice.randint(1, MOST_ANSWERS), time.monotonic() + LONGEST
    while ledger.answers < wanted and time.monotonic() < until:
        time.sleep(0.005)
    time.sleep(dice.uniform(0, 0.1))
