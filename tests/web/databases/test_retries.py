"""A busy database is asked again from the beginning of the transaction; other errors are not repeated."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from yuanqu_web.jobs.models import Job
from yuanqu_web.jobs.services import enqueue
from yuanqu_web.lib import retries
from yuanqu_web.lib.retries import ATTEMPTS, atomic_write, is_busy
from yuanqu_web.lib.sqlite.queue import Queue


class _Reported(Exception):  # noqa: N818 - stands for an error of psycopg
    sqlstate = ""


def busy(*, sqlite: int = 0, postgres: str = "") -> OperationalError:
    error = OperationalError("busy")
    if sqlite:
        error.__cause__ = cause = sqlite3.OperationalError("database is locked")
        cause.sqlite_errorcode = sqlite
    else:
        error.__cause__ = reported = _Reported()
        reported.sqlstate = postgres
    return error


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retries, "_pause", lambda attempt: 0.0)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (busy(sqlite=sqlite3.SQLITE_BUSY), True),
        (busy(sqlite=sqlite3.SQLITE_BUSY_SNAPSHOT), True),
        (busy(sqlite=sqlite3.SQLITE_LOCKED), True),
        (busy(sqlite=sqlite3.SQLITE_CORRUPT), False),
        (busy(postgres="40001"), True),
        (busy(postgres="40P01"), True),
        (busy(postgres="55P03"), True),
        (busy(postgres="57P01"), False),
        (OperationalError("no cause"), False),
        (IntegrityError("twice"), False),
        (None, False),
    ],
)
def test_what_is_busy(error: BaseException | None, expected: bool) -> None:
    assert is_busy(error) is expected


@pytest.mark.django_db(transaction=True)
def test_a_busy_transaction_is_undone_and_run_again() -> None:
    tries: list[int] = []

    @atomic_write
    def write() -> str:
        tries.append(1)
        enqueue(kind="k", arguments={"try": len(tries)})
        if len(tries) < 3:
            raise busy(postgres="40001")
        return "written"

    assert write() == "written"
    assert [job.arguments for job in Job.objects.all()] == [{"try": 3}]


@pytest.mark.django_db(transaction=True)
def test_it_gives_up_in_the_end() -> None:
    tries: list[int] = []

    @atomic_write
    def write() -> None:
        tries.append(1)
        raise busy(sqlite=sqlite3.SQLITE_BUSY)

    with pytest.raises(OperationalError):
        write()
    assert len(tries) == ATTEMPTS


@pytest.mark.django_db(transaction=True)
def test_another_error_is_raised_at_once() -> None:
    tries: list[int] = []

    @atomic_write
    def write() -> None:
        tries.append(1)
        raise IntegrityError("twice")

    with pytest.raises(IntegrityError):
        write()
    assert len(tries) == 1


@pytest.mark.django_db(transaction=True)
def test_only_the_outermost_transaction_tries_again() -> None:
    inner_tries: list[int] = []
    outer_tries: list[int] = []

    @atomic_write
    def inner() -> None:
        inner_tries.append(1)
        if len(inner_tries) == 1:
            raise busy(postgres="40P01")

    @atomic_write
    def outer() -> None:
        outer_tries.append(1)
        inner()

    outer()
    assert (len(outer_tries), len(inner_tries)) == (2, 2)


@pytest.mark.django_db(transaction=True)
def test_two_transactions_that_lock_each_other_out_both_end(tmp_path: Path) -> None:
    """A real deadlock: each locks one row and wants the other's. PostgreSQL undoes one of them, which is run again."""
    if connection.vendor == "sqlite":  # SQLite has one writer: begun at once, they can't lock each other out
        assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
        return
    jobs = [enqueue(kind="k", arguments={"n": n}) for n in range(2)]
    both_hold_one = threading.Barrier(2)
    errors: list[BaseException] = []
    first_try: set[int] = set()

    @atomic_write
    def write(mine: int) -> None:
        for which in (mine, 1 - mine):
            Job.objects.filter(pk=jobs[which].pk).update(done=transaction_count(which))
            if which == mine and mine not in first_try:
                first_try.add(mine)
                both_hold_one.wait(10)

    def transaction_count(which: int) -> int:
        return Job.objects.get(pk=jobs[which].pk).done + 1

    def run(mine: int) -> None:
        try:
            write(mine)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(mine,)) for mine in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert errors == []
    assert [Job.objects.get(pk=job.pk).done for job in jobs] == [2, 2]


def test_writers_take_turns_in_the_order_they_came() -> None:
    queue, order = Queue(), []
    assert queue.enter(1)
    threads = []
    for number in range(5):
        thread = threading.Thread(
            target=lambda number=number: (queue.enter(10), order.append(number), queue.leave())
        )
        thread.start()
        while len(queue._waiting) <= number:
            pass
        threads.append(thread)
    queue.leave()
    for thread in threads:
        thread.join(10)
    assert order == [0, 1, 2, 3, 4]
    assert queue.enter(0)


def test_a_turn_that_does_not_come_is_given_up() -> None:
    queue = Queue()
    assert queue.enter(0)
    assert not queue.enter(0.01)
    queue.leave()
    assert queue.enter(0)


@pytest.mark.django_db(transaction=True)
def test_the_turn_is_free_after_a_transaction_that_failed() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        raise ZeroDivisionError
    with transaction.atomic():
        assert Job.objects.count() == 0
