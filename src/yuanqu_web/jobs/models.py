"""A job: work beyond a request, whose state a person can see and which never stays stuck."""

from __future__ import annotations

import uuid

from django.db import models


class State(models.TextChoices):
    QUEUED = "queued", "排队"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "失败"
    CANCELLED = "cancelled", "已取消"


class Job(models.Model):
    """`holder`: host:pid of the process at work; its lease is renewed by each step of progress.
    A running job whose lease is over, or whose process is gone, is taken up again or failed with a reason."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    holder = models.CharField(max_length=120, default="", blank=True)
    lease_until = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    attempts_allowed = models.PositiveSmallIntegerField(default=3)
    cancel_asked = models.BooleanField(default=False)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message_zh = models.TextField(default="", blank=True)
    message_en = models.TextField(default="", blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["state", "lease_until"]), models.Index(fields=["kind", "created_at"]))
        constraints = (
            models.CheckConstraint(
                name="job_running_has_lease",
                condition=~models.Q(state="running") | models.Q(lease_until__isnull=False),
            ),
            models.CheckConstraint(
                name="job_over_has_end",
                condition=~models.Q(state__in=["done", "failed", "cancelled"])
                | models.Q(ended_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def over(self) -> bool:
        return self.state in (State.DONE, State.FAILED, State.CANCELLED)


class Schedule(models.Model):
    """When a task that comes again is due next. Its row is moved on in the transaction that queues its job."""

    kind = models.CharField(primary_key=True, max_length=40)
    due_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at:%Y-%m-%d %H:%M}"
