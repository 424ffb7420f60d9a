"""A period opened for a form, the return of each firm in it, what was done to it, and notices."""

from __future__ import annotations

import uuid

from django.db import models

from yuanqu_web.registry.models import Dataset, Enterprise


class Collection(models.Model):
    """A form opened for a period. `due_unknown`: years whose days off aren't in the calendar, so weekdays were counted.
    `extended`: the city set another due day than the form's rule gives."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="collections")
    form = models.CharField(max_length=60)
    period = models.CharField(max_length=10)
    start = models.DateField()
    end = models.DateField()
    opens_on = models.DateField()
    due_on = models.DateField()
    due_unknown = models.JSONField(default=list)
    extended = models.BooleanField(default=False)
    locked = models.BooleanField(default=False)
    lock_reason = models.TextField(default="", blank=True)
    made_until = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["dataset", "form", "period"], name="collection_once"),)
        indexes = (models.Index(fields=["dataset", "due_on"]),)

    def __str__(self) -> str:
        return f"{self.form} {self.period}"


class States(models.TextChoices):
    DRAFT = "draft", "填报中"
    SUBMITTED = "submitted", "已提交"
    PARK_CHECKED = "park_checked", "园区已审"
    ACCEPTED = "accepted", "已接收"
    RETURNED = "returned", "已退回"


class Filing(models.Model):
    """The return of one firm. `edition`: 1, then one more for each correction; accepted editions are rows of `returns`
    and stay. `version`: counts every write, for compare-and-set.

    `cells`: field → the text as typed, readable or not, in `unit` (money in 元 or in the form's unit).
    `values`: field → the value read, as integers at the declared scale; null: no data. `reasons`: rule → {text,
    approved, by}. `checks`: counts of failed rules by class, unread cells, open reasons, for lists; `flags`: how
    many cells and rules are wrong.
    `place`, `name`: of the firm when the period was opened, so that lists need no join.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="filings")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="filings")
    form = models.CharField(max_length=60)
    period = models.CharField(max_length=10)
    start = models.DateField()
    place = models.CharField(max_length=60, default="", blank=True)
    order = models.CharField(max_length=120, default="", blank=True)
    state = models.CharField(max_length=12, choices=States.choices, default=States.DRAFT)
    edition = models.PositiveIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    unit = models.CharField(max_length=4, choices=(("form", "万元"), ("yuan", "元")), default="form")
    cells = models.JSONField(default=dict)
    values = models.JSONField(default=dict)
    reasons = models.JSONField(default=dict)
    checks = models.JSONField(default=dict)
    flags = models.PositiveSmallIntegerField(default=0)
    started = models.BooleanField(default=False)
    return_reason = models.TextField(default="", blank=True)
    late_until = models.DateField(null=True)
    autosaved_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    edited_by = models.CharField(max_length=120, default="", blank=True)
    pack_release = models.CharField(max_length=64, default="", blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["collection", "enterprise"], name="filing_once"),)
        indexes = (
            models.Index(fields=["collection", "order", "id"], name="filing_in_order"),
            models.Index(fields=["collection", "state", "order", "id"], name="filing_by_state"),
            models.Index(fields=["collection", "place", "state", "order", "id"], name="filing_by_place"),
            models.Index(fields=["enterprise", "state", "start"], name="filing_of_firm"),
            models.Index(fields=["enterprise", "form", "period"], name="filing_one"),
        )

    def __str__(self) -> str:
        return f"{self.form} {self.period} {self.state} {self.edition}"


class FilingEvent(models.Model):
    """What was done to a return. `values`: as they stood then (at submit and acceptance); `entry`: number in the record."""

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="events")
    action = models.CharField(max_length=20)
    state = models.CharField(max_length=12)
    edition = models.PositiveIntegerField()
    at = models.DateTimeField()
    by_id = models.CharField(max_length=80)
    by_name = models.CharField(max_length=120)
    by_role = models.CharField(max_length=40, default="", blank=True)
    by_organisation = models.CharField(max_length=120, default="", blank=True)
    reason = models.TextField(default="", blank=True)
    values = models.JSONField(null=True)
    reasons = models.JSONField(null=True)
    entry = models.PositiveBigIntegerField(null=True)

    class Meta:
        indexes = (models.Index(fields=["filing", "id"]),)

    def __str__(self) -> str:
        return f"{self.action} {self.at:%Y-%m-%d %H:%M}"


class Notice(models.Model):
    """What a firm is told inside the system. E-mail and text messages have no adapter yet; pages say so.
    `once`: names what it is about, so that the same notice isn't given twice."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="notices")
    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="notices", null=True)
    kind = models.CharField(max_length=12)
    reason = models.TextField(default="", blank=True)
    by_name = models.CharField(max_length=120, default="", blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    once = models.CharField(max_length=120, unique=True)

    class Meta:
        indexes = (models.Index(fields=["enterprise", "-id"]),)

    def __str__(self) -> str:
        return f"{self.kind} {self.enterprise_id}"


class ToDate(models.Model):
    """A figure of the year to date out of accepted monthly returns. `value`: a decimal as text, in `unit`."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="to_date")
    indicator = models.CharField(max_length=80)
    form = models.CharField(max_length=60)
    period = models.CharField(max_length=10)
    value = models.CharField(max_length=60)
    unit = models.CharField(max_length=20)
    stored_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["dataset", "indicator"], name="to_date_once"),)

    def __str__(self) -> str:
        return f"{self.indicator} {self.value}"
