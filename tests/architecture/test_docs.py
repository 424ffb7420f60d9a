"""Docs are run: generated pages are current, examples work, links lead somewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]


def test_generated_pages_are_current():
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "reference.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + "run scripts/reference.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for link in re.findall(r"\]\(([^)#\s]+)", text):
        if not link.startswith("http"):
            assert (page.parent / link).exists(), link


def blocks(page):
    return re.findall(r"```bash\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.DOTALL)


def test_the_tutorial_runs_from_top_to_bottom(tmp_path):
    for folder in ("packs", "samples"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    script = "set -euo pipefail\n" + "\n".join(blocks(ROOT / "docs" / "tutorial.md"))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "46 sentences" in done.stdout
    assert (tmp_path / "outcomes.xlsx").exists()


def test_no_registry_address_and_no_path_of_a_machine_is_committed():
    names = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    bad = re.compile(r"registry\.npmjs|pypi\.org|pythonhosted|/work/|/root/|file:///")
    own = Path(__file__).relative_to(ROOT).as_posix()
    found = [
        name
        for name in names
        if name != own and (ROOT / name).suffix not in (".png", ".mo") and (ROOT / name).is_file()
        and bad.search((ROOT / name).read_text(encoding="utf-8", errors="ignore"))
    ]  # fmt: skip
    assert found == []
