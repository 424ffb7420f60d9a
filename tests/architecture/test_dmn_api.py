"""The page of the public API: its examples run, and it lists exactly what the packages offer."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

import yuanqu.dmn
import yuanqu.feel

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "dmn-api.md"


def test_the_examples_run():
    done = doctest.testfile(str(PAGE), module_relative=False)
    assert done.attempted > 15
    assert done.failed == 0


@pytest.mark.parametrize("package", [yuanqu.dmn, yuanqu.feel], ids=lambda p: p.__name__)
def test_the_page_lists_what_is_public(package):
    text = PAGE.read_text(encoding="utf-8")
    listed = re.search(rf"`{package.__name__}`: (.*?)\.\n(?:\n|$)", text + "\n", flags=re.DOTALL)
    assert listed is not None
    assert listed[1].replace("\n", " ").split(", ") == sorted(package.__all__)
    assert all(getattr(package, name) is not None for name in package.__all__)
