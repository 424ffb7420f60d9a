"""A small registered city."""

from __future__ import annotations

from pathlib import Path

import pytest
from registered import Registered, register_city

from yuanqu.packs.model import Pack


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: object) -> Path:
    """Files of a test lie in its own folder."""
    settings.YUANQU_HOME = tmp_path  # type: ignore[attr-defined]
    return tmp_path


@pytest.fixture
def town(pack: Pack) -> Registered:
    return register_city(pack)
