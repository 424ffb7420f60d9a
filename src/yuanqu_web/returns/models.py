"""Facts at rest: returns by enterprise, form and period, and records of other subjects.

Nothing is overwritten: a change is a new version with its own day of acceptance.
"""

from __future__ import annotations

from django.db import models

from yuanqu_web.registry.models import Dataset, Enterprise


class Versioned(models.Model):
    """A version of some values, accepted at a moment. `values`: integers at the declared scale; null: no data.

    `by_id`, `by_name`: who entered it, empty for what the machine loaded; `reason`: why it was changed;
    `batch`: the import that brought it; `document`: the paper it rests on."""

    version = models.PositiveIntegerField(default=1)
    state = models.CharField(
        max_length=10, choices=(("accepted", "已接收"), ("withdrawn", "已撤回")), default="accepted"
    )
    accepted_at = models.DateTimeField()
    pack_release = models.CharField(max_length=64)
    values = models.JSONField()
    by_id = models.CharField(max_length=64, default="", blank=True)
    by_name = models.CharField(max_length=100, default="", blank=True)
    reason = models.CharField(max_length=500, default="", blank=True)
    document = models.CharField(max_length=200, default="", blank=True)
    batch = models.UUIDField(null=True, db_index=True)

    class Meta:
        abstract = True


class Return(Versioned):
    """One enterprise, form and period. A register has no period: `start` is null and `period` empty."""

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="returns")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="returns")
    form = models.CharField(max_length=60)
    period = models.CharField(max_length=10, default="", blank=True)
    start = models.DateField(null=True)
    end = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["dataset", "enterprise", "form", "period", "version"], name="return_version_once"
            ),
        )
        indexes = (
            models.Index(fields=["dataset", "form", "period", "enterprise"]),
            models.Index(fields=["enterprise", "form", "period"]),
        )

    def __str__(self) -> str:
        return f"{self.form} {self.period} v{self.version}"


class SubjectRecord(Versioned):
    """A building, line, project, cluster or person. `owner`: the enterprise it belongs to, if any."""

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="records")
    kind = models.CharField(max_length=20)
    form = models.CharField(max_length=60)
    key = models.CharField(max_length=80)
    period = models.CharField(max_length=10, default="", blank=True)
    owner = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="records", null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["dataset", "form", "key", "period", "version"], name="subject_record_version_once"
            ),
        )
        indexes = (models.Index(fields=["dataset", "form", "key"]), models.Index(fields=["owner", "kind"]))

    def __str__(self) -> str:
        return f"{self.kind} {self.key} v{self.version}"
