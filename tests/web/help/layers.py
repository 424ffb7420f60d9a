"""Data that many tests start from, stored once for a file of tests: a transaction around those of the tests, undone after it.

Layers lie upon each other. A test must find the layers it names and no more, so the tests of a file run in the order of
their layers: `in_order`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import pytest
from django.db import models, transaction
from django.utils.translation import override
from pytest_django import DjangoDbBlocker

M = TypeVar("M", bound=models.Model)
LAYERS = ("stored_city", "stored_october", "stored_world")
"""Fixtures of the scope of a module, the lowest first."""


@contextmanager
def layer(blocker: DjangoDbBlocker) -> Iterator[None]:
    """What is stored here stands until the generator that holds this is resumed."""
    around = transaction.atomic()
    around._from_testcase = True  # as Django's own around a test: a durable transaction may begin inside
    with blocker.unblock():
        around.__enter__()
    try:
        yield
    finally:
        with blocker.unblock():
            transaction.set_rollback(True)
            around.__exit__(None, None, None)


@contextmanager
def storing(blocker: DjangoDbBlocker) -> Iterator[None]:
    """May write, in the language that the tests begin with."""
    with blocker.unblock(), override("zh-hans"):
        yield


def fresh(one: M) -> M:
    """The row read anew: a test may change what it gets, and the next must not see it."""
    return type(one)._default_manager.get(pk=one.pk)


def in_order(items: list[pytest.Item]) -> None:
    """Within each file: tests that commit before there is a layer, then by the highest layer they name."""
    files = {path: at for at, path in enumerate(dict.fromkeys(item.path for item in items))}
    items.sort(key=lambda item: (files[item.path], _height(item)))


def _height(item: pytest.Item) -> int:
    marker = item.get_closest_marker("django_db")
    names = getattr(item, "fixturenames", ())
    if (marker is not None and marker.kwargs.get("transaction")) or "live_server" in names:
        return -1
    return max((at + 1 for at, name in enumerate(LAYERS) if name in names), default=0)
