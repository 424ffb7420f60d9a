"""One Spark session for the whole run; the plans of most tests are made from texts by `models`."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    pytest.importorskip("pyspark")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from yuanqu.columns.spark_engine import local_session

        session = local_session()
        yield session
        session.stop()
