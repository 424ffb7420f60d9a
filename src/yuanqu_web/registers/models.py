"""The heads of registers: one row per thing registered, pointing at its last version.

The versions themselves stand in `returns` and are never overwritten; a head only says which is the last, and holds
what lists are searched, filtered and sorted by.
"""

from __future__ import annotations

import uuid

from django.db import models

from yuanqu_web.registry.models import Dataset, Enterprise


class EntryState(models.TextChoices):
    IN_FORCE = "in_force", "在册"
    ENDED = "ended", "已终止"


class Entry(models.Model):
    """A thing of a register. `key`: its number in its form; `title`: how people know it; `values`: those of the last
    version, integers at the declared scale. `place`, `enterprise`: where and whose it is, for powers and filters."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="entries")
    form = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=80)
    title = models.CharField(max_length=300)
    pinyin = models.CharField(max_length=400, default="", blank=True)
    initials = models.CharField(max_length=160, default="", blank=True)
    place = models.CharField(max_length=60, default="", blank=True)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="entries", null=True)
    state = models.CharField(max_length=10, choices=EntryState.choices, default=EntryState.IN_FORCE)
    version = models.PositiveIntegerField(default=1)
    values = models.JSONField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["dataset", "form", "key"], name="entry_once"),)
        indexes = (
            models.Index(fields=["dataset", "form", "state", "pinyin", "id"]),
            models.Index(fields=["dataset", "form", "state", "key"]),
            models.Index(fields=["dataset", "form", "state", "changed_at", "id"]),
            models.Index(fields=["enterprise", "form"]),
        )

    def __str__(self) -> str:
        return self.title


class EntryValue(models.Model):
    """One value of an entry by which lists are filtered, sorted and linked. `text`: of a choice, reference, day or
    yes/no; `number`: of a number at its scale. Fields without a value have no row."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="indexed")
    field = models.CharField(max_length=60)
    text = models.CharField(max_length=120, default="", blank=True)
    number = models.BigIntegerField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["entry", "field"], name="entry_value_once"),)
        indexes = (
            models.Index(fields=["field", "text", "entry"]),
            models.Index(fields=["field", "number", "entry"]),
        )

    def __str__(self) -> str:
        return f"{self.field}={self.text or self.number}"
