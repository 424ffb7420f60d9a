"""The small city with one hostile object of every kind: tests/web/help/hostile.py."""

import logging
from collections.abc import Iterator

import pytest
from city import assessment, chinese, city, facts, pack, pack_bytes, released, stored_city  # noqa: F401
from filing_help import october, one, stored_october  # noqa: F401
from hostile import home, stored_world, world  # noqa: F401


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Thousands of requests would fill the report with their lines."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
