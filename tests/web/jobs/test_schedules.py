"""Tasks that come again: each due time starts one job, whoever looks first."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection

from yuanqu_web.jobs import schedules
from yuanqu_web.jobs.models import Job, Schedule
from yuanqu_web.jobs.schedules import Rhythm, daily, every, start_due

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # 12:00 in the city


@pytest.fixture(autouse=True)
def tasks() -> Iterator[None]:
    known = dict(schedules._RHYTHMS)
    schedules._RHYTHMS.clear()
    yield
    schedules._RHYTHMS.clear()
    schedules._RHYTHMS.update(known)


@pytest.mark.parametrize(
    ("rhythm", "following"),
    [
        (Rhythm(at=time(13, 30)), datetime(2026, 11, 23, 5, 30, tzinfo=UTC)),
        (Rhythm(at=time(12, 0)), datetime(2026, 11, 24, 4, 0, tzinfo=UTC)),
        (Rhythm(at=time(2, 0)), datetime(2026, 11, 23, 18, 0, tzinfo=UTC)),
        (Rhythm(apart=timedelta(minutes=5)), NOON + timedelta(minutes=5)),
    ],
)
def test_the_next_due_time(rhythm: Rhythm, following: datetime) -> None:
    assert rhythm.after(NOON) == following


@pytest.mark.django_db
def test_a_task_runs_once_at_its_time_and_is_made_up_for_once() -> None:
    daily("nightly", at=time(2, 0))
    assert start_due(NOON) == []
    assert start_due(NOON + timedelta(hours=13)) == []
    at_two = NOON + timedelta(hours=14)
    assert [job.arguments for job in start_due(at_two)] == [{"due": at_two.isoformat()}]
    assert start_due(at_two) == []
    assert len(start_due(at_two + timedelta(days=5))) == 1  # nothing ran for five days
    assert start_due(at_two + timedelta(days=5)) == []
    assert Job.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_several_workers_start_it_once() -> None:
    if (
        connection.vendor == "sqlite"
    ):  # threads share no in-memory database; the compare-and-set is the same statement
        every("often", apart=timedelta(minutes=1))
        start_due(NOON)
        due = Schedule.objects.get(kind="often").due_at
        made = [schedules._start("often", due, due + timedelta(minutes=1), due) for _ in range(4)]
        assert [bool(job) for job in made] == [True, False, False, False]
        return
    every("often", apart=timedelta(minutes=1))
    start_due(NOON)
    together = threading.Barrier(4)

    def look() -> None:
        together.wait(10)
        start_due(NOON + timedelta(minutes=1))
        connection.close()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert Job.objects.filter(kind="often").count() == 1
