"""What comes again each day, by the clock of the city: it is in the table of schedules, is started once, and does its work."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone
from signing import someone

from yuanqu.powers import Act, Role
from yuanqu.record import SYSTEM
from yuanqu_web.api.models import KeptAnswer
from yuanqu_web.api.repeating import KEPT_FOR
from yuanqu_web.api.tokens import make_token
from yuanqu_web.audit.models import AuditEntry, PublishedHead
from yuanqu_web.jobs.models import Job, Schedule, State
from yuanqu_web.jobs.schedules import start_due
from yuanqu_web.jobs.services import run_job
from yuanqu_web.jobs.worker import load_handlers

pytestmark = pytest.mark.django_db
MIDNIGHT = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)  # 00:00 of the 23rd in the city
DAILY = {
    "forget_jobs": time(3, 30),
    "drop_old_answers": time(3, 40),
    "filings.remind": time(8, 0),
    "publish_head": time(23, 30),
}


def started(at: datetime) -> set[str]:
    return {job.kind for job in start_due(at)} & set(DAILY)


def test_each_stands_in_the_table_and_starts_once_a_day_at_its_time() -> None:
    load_handlers()
    assert started(MIDNIGHT) == set()
    due = {row.kind: timezone.localtime(row.due_at).time() for row in Schedule.objects.all()}
    assert {kind: due.get(kind) for kind in DAILY} == DAILY
    for kind, at in DAILY.items():
        moment = MIDNIGHT + timedelta(hours=at.hour, minutes=at.minute)
        assert started(moment - timedelta(seconds=1)) == set()
        assert started(moment) == {kind}
        assert started(moment) == set()
    assert started(MIDNIGHT + timedelta(days=2)) == set(DAILY)  # nothing ran for a day: made up for once
    assert Job.objects.filter(kind__in=DAILY).count() == 2 * len(DAILY)


def run(kind: str) -> None:
    job = Job.objects.create(kind=kind, arguments={"due": "now"}, created_at=timezone.now())
    assert run_job(job=job).state == State.DONE, job.message_en


def test_answers_nobody_will_ask_for_again_are_forgotten() -> None:
    load_handlers()
    token, _secret = make_token(by=SYSTEM, user=someone(Role.BANK), name="x", scopes=[Act.FIRM_READ])
    for key, age in (("old", KEPT_FOR + timedelta(hours=1)), ("new", KEPT_FOR - timedelta(hours=1))):
        KeptAnswer.objects.create(token=token, key=key, request="0", kept_at=timezone.now() - age)
    run("drop_old_answers")
    run("drop_old_answers")
    assert [kept.key for kept in KeptAnswer.objects.all()] == ["new"]


def test_the_head_of_the_record_is_published_and_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    load_handlers()
    someone(Role.BANK)
    late = MIDNIGHT + timedelta(hours=23, minutes=30)  # it is still the 22nd in UTC at the day's beginning
    monkeypatch.setattr(timezone, "now", lambda: late)
    run("publish_head")
    someone(Role.AUDITOR)
    run("publish_head")
    (head,) = PublishedHead.objects.all()
    assert str(head.day) == "2026-11-23"
    last = AuditEntry.objects.order_by("-number")[0].number
    assert 0 < head.number < last
