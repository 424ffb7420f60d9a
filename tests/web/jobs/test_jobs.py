"""Jobs end: done, failed with a reason, or cancelled; never stuck."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from yuanqu_web.jobs import handlers
from yuanqu_web.jobs.handlers import Arguments, Progress, handler
from yuanqu_web.jobs.holder import is_gone, this_process
from yuanqu_web.jobs.models import Job, State
from yuanqu_web.jobs.selectors import latest, running
from yuanqu_web.jobs.services import ask_cancel, enqueue, run_job, take_up_abandoned

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kinds() -> Iterator[None]:
    known = dict(handlers._HANDLERS)

    @handler("count")
    def count(arguments: Arguments, progress: Progress) -> None:
        for done in range(1, 4):
            progress(done, 3, f"第 {done} 步", f"step {done}")

    @handler("break")
    def fail(arguments: Arguments, progress: Progress) -> None:
        raise ValueError("row 7 has no code")

    @handler("stop")
    def stop(arguments: Arguments, progress: Progress) -> None:
        ask_cancel(job=Job.objects.get(kind="stop"))
        progress(1, 2, "走", "go")
        raise AssertionError("went on after it was asked to stop")

    yield
    handlers._HANDLERS.clear()
    handlers._HANDLERS.update(known)


def test_a_job_runs_and_says_how_far_it_got() -> None:
    heard: list[int] = []
    job = run_job(job=enqueue(kind="count", arguments={}), listener=lambda job: heard.append(job.done))
    assert (job.state, job.done, job.total, job.attempts) == ("done", 3, 3, 1)
    assert heard == [1, 2, 3, 3]
    assert job.ended_at is not None
    assert latest("count") == job


def test_a_failure_is_kept_with_its_reason() -> None:
    job = run_job(job=enqueue(kind="break", arguments={}))
    assert job.state == "failed"
    assert "row 7 has no code" in job.message_en
    assert job.message_zh


def test_an_unknown_kind_fails_too() -> None:
    assert run_job(job=enqueue(kind="nothing", arguments={})).state == "failed"


def test_the_same_job_waits_once() -> None:
    assert enqueue(kind="count", arguments={"a": 1}) == enqueue(kind="count", arguments={"a": 1})
    assert enqueue(kind="count", arguments={"a": 2}) not in Job.objects.filter(arguments={"a": 1})
    assert len(running()) == 2


def test_a_waiting_job_is_cancelled_at_once() -> None:
    job = ask_cancel(job=enqueue(kind="count", arguments={}))
    assert job.state == "cancelled"
    assert run_job(job=job).done == 0


def test_a_running_job_stops_at_its_next_step() -> None:
    assert run_job(job=enqueue(kind="stop", arguments={})).state == "cancelled"


def test_a_job_held_by_another_process_is_left_alone() -> None:
    job = _held("otherhost:1:1", timedelta(minutes=1))
    assert run_job(job=job).attempts == 1
    assert take_up_abandoned() == ()


@pytest.mark.parametrize(("attempts", "state"), [(1, "queued"), (2, "queued"), (3, "failed")])
def test_a_job_whose_lease_is_over_is_tried_again_three_times(attempts: int, state: str) -> None:
    job = _held("otherhost:1:1", timedelta(minutes=-1), attempts)
    assert [one.state for one in take_up_abandoned()] == [state]
    job.refresh_from_db()
    assert job.message_zh
    assert job.message_en
    assert state != "queued" or run_job(job=job).state == "done"


def test_a_job_of_a_process_that_is_gone_is_taken_up_before_its_lease_is_over() -> None:
    over = subprocess.Popen([sys.executable, "-c", ""])
    over.wait()
    host = this_process().partition(":")[0]
    _held(f"{host}:{over.pid}:0", timedelta(minutes=1))
    assert [one.state for one in take_up_abandoned()] == ["queued"]


def test_this_process_is_not_gone() -> None:
    assert not is_gone(this_process())
    host, pid, _birth = this_process().split(":")
    assert is_gone(f"{host}:{pid}:1")  # the number was used again by a later process


def test_the_database_refuses_a_running_job_without_a_lease() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(kind="count", state=State.RUNNING, created_at=timezone.now())


def _held(holder: str, lease: timedelta, attempts: int = 1) -> Job:
    now = timezone.now()
    return Job.objects.create(
        kind="count",
        state=State.RUNNING,
        holder=holder,
        lease_until=now + lease,
        attempts=attempts,
        created_at=now,
        started_at=now,
    )
