"""Whoever writes tries again when the database is busy: transaction.atomic alone is for reading and for savepoints."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "src" / "yuanqu_web"
ALONE = {
    "lib/retries.py": 3,  # the place where it is tried again
    "audit/services.py": 1,  # reads the record as it stands at one moment
    "filings/services.py": 1,  # a savepoint for each return of a batch
    "backups/write.py": 1,  # reads everything as it stands at one moment
    "backups/restore.py": 2,  # has the database alone
}


def test_services_write_with_retries() -> None:
    found = {
        str(file.relative_to(WEB)): count
        for file in WEB.rglob("*.py")
        if (count := file.read_text(encoding="utf-8").count("transaction.atomic"))
    }
    assert found == ALONE, "write with yuanqu_web.lib.retries.atomic_write"
