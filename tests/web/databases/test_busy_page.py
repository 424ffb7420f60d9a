"""A database that stays busy is told in plain words; the database's own error is never shown."""

from __future__ import annotations

import sqlite3

import pytest
from django.db import OperationalError
from django.test import RequestFactory

from yuanqu_web.ui.busy import BusyMiddleware


def _locked(code: int) -> OperationalError:
    error = OperationalError("database is locked")
    error.__cause__ = cause = sqlite3.OperationalError("database is locked")
    cause.sqlite_errorcode = code
    return error


def test_a_busy_database_is_a_plain_page() -> None:
    middleware = BusyMiddleware(lambda request: pytest.fail("not asked"))
    answer = middleware.process_exception(RequestFactory().get("/"), _locked(sqlite3.SQLITE_BUSY))
    assert answer is not None
    text = answer.content.decode()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert "系统繁忙" in text
    assert "try again" in text
    assert "locked" not in text


@pytest.mark.parametrize("error", [_locked(sqlite3.SQLITE_CORRUPT), ValueError("wrong")])
def test_other_errors_are_left_to_the_page_of_failures(error: Exception) -> None:
    middleware = BusyMiddleware(lambda request: pytest.fail("not asked"))
    assert middleware.process_exception(RequestFactory().get("/"), error) is None
