"""Paths shared by all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def pack_folder() -> Path:
    return ROOT / "packs" / "yingtan-2014-19"


@pytest.fixture(scope="session")
def samples() -> Path:
    return ROOT / "samples" / "yingtan-2014"
