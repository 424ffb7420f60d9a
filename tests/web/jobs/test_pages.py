"""The list of jobs, stopping one, and what machines that watch are told."""

from __future__ import annotations

import json
import logging

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from yuanqu_web.audit.models import AuditEntry
from yuanqu_web.jobs.models import Job, State
from yuanqu_web.jobs.services import enqueue
from yuanqu_web.lib.logs import JsonFormatter, request_id

TOKEN = "abcdefghijklmnopqrstuvwxyz"


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    class Given:
        metrics_token = TOKEN

    monkeypatch.setattr(settings, "OPTIONS", Given())


def test_a_job_is_listed_with_its_progress_and_asked_for_again(client: Client, pack: object) -> None:
    now = timezone.now()
    Job.objects.create(
        kind="assess",
        state=State.RUNNING,
        holder="h:1:1",
        lease_until=now,
        done=3,
        total=10,
        created_at=now,
        message_zh="逐户测算",
    )
    text = client.get("/jobs/").content.decode()
    assert '<progress max="10" value="3"' in text
    assert 'hx-trigger="every 2s"' in text
    part = client.get("/jobs/", headers={"HX-Request": "true"}).content.decode()
    assert part.startswith('<div id="jobs"')


def test_a_failure_says_why_and_what_to_do_in_both_languages(client: Client, pack: object) -> None:
    now = timezone.now()
    Job.objects.create(
        kind="back_up",
        state=State.FAILED,
        created_at=now,
        ended_at=now,
        message_zh="磁盘已满",
        message_en="disk full",
    )
    chinese, english = client.get("/jobs/").content.decode(), client.get("/en/jobs/").content.decode()
    assert "磁盘已满" in chinese
    assert "重新发起" in chinese
    assert "disk full" in english
    assert "start it again" in english
    assert "every 2s" not in chinese  # nothing is at work: nobody asks again


def test_without_any_job_the_page_says_what_will_be_there(client: Client, pack: object) -> None:
    assert "没有任务" in client.get("/jobs/").content.decode()


def test_a_waiting_job_is_stopped(client: Client, pack: object) -> None:
    job = enqueue(kind="assess", arguments={})
    assert client.post(f"/jobs/{job.pk}/cancel/").status_code == 302
    job.refresh_from_db()
    assert job.state == State.CANCELLED
    assert client.get(f"/jobs/{job.pk}/cancel/").status_code == 405
    assert client.post(f"/jobs/{job.pk}/cancel/").status_code == 302  # again: nothing more happens
    entry = AuditEntry.objects.get(action="job.cancel")
    assert (entry.kind, entry.object_id, entry.by_name) == ("job", str(job.pk), "测试city_officer")
    assert entry.before is not None
    assert entry.after is not None
    assert (entry.before["state"], entry.after["state"]) == ("queued", "cancelled")
    assert client.post("/jobs/00000000-0000-0000-0000-000000000000/cancel/").status_code == 404


@pytest.mark.django_db
def test_healthz_tells_how_long_the_oldest_job_has_waited(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "queue_age_seconds": 0.0}
    job = enqueue(kind="assess", arguments={})
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timezone.timedelta(seconds=90))
    assert 90 <= client.get("/healthz").json()["queue_age_seconds"] < 100


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("request_headers", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "10.0.0.5"}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.7"}, 404),
        ({"REMOTE_ADDR": "10.0.0.5", "HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}, 200),
        ({"REMOTE_ADDR": "10.0.0.5", "HTTP_AUTHORIZATION": "Bearer wrong"}, 404),
    ],
)
def test_metrics_are_for_this_machine_or_the_token(
    token: None, request_headers: dict[str, str], status: int
) -> None:
    assert Client(**request_headers).get("/metrics").status_code == status


@pytest.mark.django_db
def test_metrics_count_jobs_and_requests() -> None:
    enqueue(kind="assess", arguments={})
    client = Client()
    client.get("/healthz")
    lines = client.get("/metrics").content.decode().splitlines()
    assert 'yuanqu_jobs{state="queued"} 1' in lines
    assert any(line.startswith('yuanqu_requests_total{method="GET",status="200"} ') for line in lines)
    buckets = [
        float(line.rpartition(" ")[2]) for line in lines if line.startswith("yuanqu_request_seconds_bucket")
    ]
    assert buckets == sorted(buckets)


@pytest.mark.django_db
def test_each_answer_carries_the_id_of_its_log_line(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "yuanqu.request"):
        own = client.get("/healthz?name=secret", headers={"X-Request-ID": "proxy-12345678"})
        made = client.get("/healthz", headers={"X-Request-ID": "no good\x01"})
    assert own.headers["X-Request-ID"] == "proxy-12345678"
    assert len(made.headers["X-Request-ID"]) == 16
    held = request_id.set("abc")
    try:
        line = json.loads(JsonFormatter().format(caplog.records[0]))
    finally:
        request_id.reset(held)
    assert (line["request"], line["method"], line["path"], line["status"]) == ("abc", "GET", "/healthz", 200)
    assert "secret" not in json.dumps(line)
