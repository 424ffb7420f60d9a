"""Whatever the code writes into the record has words in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from yuanqu_web.audit.wording import known

WRITTEN = re.compile(
    r"""\b(?:action|kind)="([a-z_]+(?:\.[a-z_]+)?)"|action="([a-z_.]+)" if [^\n]* else "([a-z_.]+)\""""
)


def _written(root: Path) -> set[str]:
    """Actions and kinds that stand beside a call of the record's service."""
    found: set[str] = set()
    for file in (root / "src" / "yuanqu_web").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        for call in re.finditer(r"\brecord\((.{0,400})", text, re.DOTALL):
            for groups in WRITTEN.findall(call[1].split("\n\n")[0]):
                found |= {name for name in groups if name}
    return found


def test_every_action_and_kind_has_words(root: Path) -> None:
    written = _written(root)
    assert {"account.add", "seat.give", "account"} <= written
    assert [name for name in sorted(written) if not known(name)] == []


@pytest.mark.parametrize("name", ["no.such", "nothing"])
def test_a_name_without_words_is_not_known(name: str) -> None:
    assert not known(name)
