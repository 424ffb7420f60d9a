"""The chain of entries, the lock on its end, and the heads published each day. Rows are added, never changed."""

from __future__ import annotations

from django.db import models

from yuanqu.record import GENESIS


class AuditEntry(models.Model):
    """One entry as `yuanqu.record.Entry` has it. `number` counts without a gap."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    by_id = models.CharField(max_length=60)
    by_name = models.CharField(max_length=150)
    by_role = models.CharField(max_length=40, default="", blank=True)
    by_organisation = models.CharField(max_length=200, default="", blank=True)
    action = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=120)
    place = models.CharField(max_length=60, default="", blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.TextField(default="", blank=True)
    release = models.CharField(max_length=64, default="", blank=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        indexes = (
            models.Index(fields=["kind", "object_id", "-number"]),
            models.Index(fields=["by_id", "-number"]),
            models.Index(fields=["action", "-number"]),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.action}"


class AuditHead(models.Model):
    """The end of the chain: one row, locked by whoever adds an entry."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


class PublishedHead(models.Model):
    """The head as it was made public on a day: what an export is held against later."""

    day = models.DateField(primary_key=True)
    number = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.day} {self.number}:{self.hash}"
