"""`./bench rules --quick` without peers: it runs, and the answers agree. How fast it was isn't asked here."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest


def bench(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", *arguments],
        cwd=root, capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip


def test_without_a_name_it_lists_what_can_be_measured(root: Path) -> None:
    done = bench(root)
    assert done.returncode == 0
    assert "rules" in done.stdout
    assert bench(root, "nothing-of-the-sort").returncode == 2


@pytest.mark.slow
def test_quick_rules_agree(root: Path, tmp_path: Path) -> None:
    written = tmp_path / "bench.json"
    done = bench(root, "rules", "--quick", "--without-peers", "--json", str(written))
    assert done.returncode == 0, done.stderr
    found = json.loads(written.read_text(encoding="utf-8"))
    answers = {one["what"]: one["same"] for one in found["answers"]}
    assert answers, "nothing was compared"
    assert all(answers.values()), answers
    sections = {row["section"].split(":")[0] for row in found["rows"]}
    assert sections == {"Bulk", "Growth", "Large tables", "Drafts", "One decision", "Starting"}
    assert all(min(row["runs"]) >= 0 for row in found["rows"] if row["unit"] == "µs CPU")
    assert "goals met" not in done.stdout


def test_a_wrong_answer_is_said_and_fails(root: Path) -> None:
    sys.path.insert(0, str(root))
    try:
        from benchmarks.report import Agreement, Goal, Report, Row
    finally:
        sys.path.remove(str(root))
    report = Report(["head"])
    report.section("Part", [Row("ratio", (0.5, 0.97, 2.0), "×", Goal("≥", 0.95))], [Agreement("two", False)])
    assert not report.ok
    assert "goal ≥ 0.95, measured 0.970 ✓" in report.text()
    assert "DIFFERENT" in report.text()
    assert "1 of 1 goals met" in report.text()
    assert not Goal("<", 1).met(1)
    assert Goal("≤", 1).met(1)
