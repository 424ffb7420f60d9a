"""Assessments at rest: one run, its outcomes, the totals, and a row of figures per enterprise for lists."""

from __future__ import annotations

import uuid

from django.db import models

from yuanqu_web.registry.models import Dataset, Enterprise


class AssessmentRun(models.Model):
    """`release`: digest of the pack; `facts`: digest of the facts; the two and the day name the result."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="runs")
    origin = models.CharField(max_length=10)
    pack = models.CharField(max_length=100)
    release = models.CharField(max_length=64)
    facts = models.CharField(max_length=64)
    as_of = models.DateField()
    library = models.CharField(max_length=40, default="", blank=True)
    diagnostics = models.JSONField(default=list)
    finished_at = models.DateTimeField()
    is_current = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["release", "facts", "as_of", "library"], name="assessment_run_once"
            ),
            models.UniqueConstraint(
                fields=["origin"],
                condition=models.Q(is_current=True),
                name="assessment_one_current_per_origin",
            ),
        )

    def __str__(self) -> str:
        return f"{self.pack} {self.as_of}"


class OutcomeRow(models.Model):
    """One decision for one subject. `value`, `shown`: FEEL values, decimals as text; `fen`: money only.
    `owner` is the enterprise concerned; projects and clusters have none."""

    run = models.ForeignKey(AssessmentRun, on_delete=models.CASCADE, related_name="outcomes")
    decision = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=20)
    subject_key = models.CharField(max_length=80)
    owner = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="outcomes", null=True)
    name = models.CharField(max_length=200)
    place = models.CharField(max_length=60, default="", blank=True)
    period = models.CharField(max_length=10, default="", blank=True)
    state = models.CharField(max_length=10)
    value = models.JSONField(null=True)
    shown = models.JSONField(default=dict)
    missing = models.JSONField(default=list)
    fen = models.BigIntegerField(null=True)
    payments = models.JSONField(default=list)
    nearest = models.JSONField(null=True)
    trace = models.JSONField(default=list)
    diagnostics = models.JSONField(default=list)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["run", "decision", "subject_kind", "subject_key"], name="outcome_once"
            ),
        )
        indexes = (
            models.Index(fields=["run", "decision", "state", "owner"]),
            models.Index(fields=["run", "owner"]),
            models.Index(fields=["run", "decision", "place"]),
        )

    def __str__(self) -> str:
        return f"{self.decision} {self.subject_key} {self.state}"


class DecisionTotalRow(models.Model):
    """Sums of one decision over a run; `payers`: [[treasury or null, fen], …]; `largest`: [subject, fen]."""

    run = models.ForeignKey(AssessmentRun, on_delete=models.CASCADE, related_name="totals")
    decision = models.CharField(max_length=60)
    favoured = models.PositiveIntegerField()
    not_yet = models.PositiveIntegerField()
    no_data = models.PositiveIntegerField()
    refused = models.PositiveIntegerField()
    fen = models.BigIntegerField(null=True)
    payers = models.JSONField(default=list)
    largest = models.JSONField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["run", "decision"], name="decision_total_once"),)

    def __str__(self) -> str:
        return self.decision


class EnterpriseSummary(models.Model):
    """The figures of one enterprise that lists sort and sum by: its last full year, and money under the text.

    `entitled_fen` counts decisions settled by the text or a recorded reading, never samples.
    """

    run = models.ForeignKey(AssessmentRun, on_delete=models.CASCADE, related_name="summaries")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="summaries")
    year = models.CharField(max_length=10, default="", blank=True)
    revenue_fen = models.BigIntegerField(null=True)
    employees = models.BigIntegerField(null=True)
    tax_fen = models.BigIntegerField(null=True)
    land_m2_hundredths = models.BigIntegerField(null=True)
    tax_per_mu_fen = models.BigIntegerField(null=True)
    entitled_fen = models.BigIntegerField(null=True)
    favoured = models.PositiveSmallIntegerField(default=0)
    no_data = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["run", "enterprise"], name="enterprise_summary_once"),)
        indexes = (
            models.Index(fields=["run", "revenue_fen"]),
            models.Index(fields=["run", "entitled_fen"]),
        )

    def __str__(self) -> str:
        return str(self.enterprise_id)
