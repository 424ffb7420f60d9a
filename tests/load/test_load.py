"""Eight writers and sixteen readers over HTTP at once: no confirmed save is lost, nobody sees a fault or a lock, the record
verifies. Speed is the business of ./bench platform; here nothing is timed.

Some seconds in ./test, a minute in ./test --long, on SQLite and on PostgreSQL each.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.platform import load  # noqa: E402
from scripts.postgres import server as postgres  # noqa: E402

SECONDS = 60 if os.environ.get("YUANQU_LONG") == "1" else 6
FIRMS, RETURNS = 120, 3000

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_nothing_is_lost_and_nobody_sees_a_fault(
    database: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    with postgres() if database == "postgresql" else nullcontext("") as address:
        env = load.environment(str(tmp_path), address)
        if not address:
            env.pop("YUANQU_DATABASE", None)
        load.ask("city", env, "--firms", str(FIRMS), "--returns", str(RETURNS))
        found = load.run(env, seconds=SECONDS, writers=8, readers=16)
    saves = sum(found.writes.saved.values())
    record_property(
        "told",
        f"load on {database}: {saves} saves, {found.writes.conflicts} met another's, "
        f"{len(found.reads.milliseconds)} pages read, {found.entries} entries of the record",
    )
    assert found.reads.faults == []
    assert found.writes.faults == []
    assert found.lost == {}
    assert found.record_ok
    assert len(found.writes.saved) == 4  # each return was written
    assert found.writes.conflicts > 0  # by two at once
    assert found.reads.milliseconds
