"""Data sets, and enterprises: an opaque permanent id, dated codes and names, and columns of today for search."""

from __future__ import annotations

import uuid

from django.db import models


class Origin(models.TextChoices):
    """Where an enterprise comes from. They are never added up."""

    PUBLISHED = "published", "公开资料"
    SAMPLE = "sample", "示例"
    OWN = "own", "本市"


class Dataset(models.Model):
    """A body of facts of one origin. `digest`: SHA-256 of the facts accepted last; `made_from`: digest of
    the settings or file they came from, so that an unchanged one need not be read again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=60, unique=True)
    origin = models.CharField(max_length=10)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, default="", blank=True)
    schema_digest = models.CharField(max_length=64, default="", blank=True)
    made_from = models.CharField(max_length=64, default="", blank=True)
    loaded_at = models.DateTimeField(null=True)
    is_current = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["origin"], condition=models.Q(is_current=True), name="dataset_one_current_per_origin"
            ),
        )

    def __str__(self) -> str:
        return self.title_zh


class Enterprise(models.Model):
    """`key`: how its data set names it. `pinyin`, `initials`: the name as typed in Latin letters.
    `place`, `industry`, `cluster` hold ids of the pack. `about`: what a published report says of the firm,
    {located, note, source, code_source}."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="enterprises")
    key = models.CharField(max_length=60)
    code = models.CharField(max_length=40, default="", blank=True)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, default="", blank=True)
    pinyin = models.CharField(max_length=400)
    initials = models.CharField(max_length=100)
    place = models.CharField(max_length=60, default="", blank=True)
    industry = models.CharField(max_length=60, default="", blank=True)
    cluster = models.CharField(max_length=60, default="", blank=True)
    founded_on = models.DateField(null=True)
    about = models.JSONField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["dataset", "key"], name="enterprise_key_once"),)
        indexes = (
            models.Index(fields=["origin", "pinyin", "id"]),
            models.Index(fields=["origin", "place"]),
            models.Index(fields=["origin", "industry"]),
            models.Index(fields=["code"]),
        )

    def __str__(self) -> str:
        return self.name


class EnterpriseCode(models.Model):
    """A code an enterprise has had: unified social credit code, 15-digit registration, 9-digit organisation."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="codes")
    system = models.CharField(max_length=10)
    value = models.CharField(max_length=40)
    start = models.DateField(null=True)
    end = models.DateField(null=True)

    class Meta:
        indexes = (models.Index(fields=["value", "system"]),)
        constraints = (
            models.UniqueConstraint(
                fields=["enterprise", "system", "value"], name="enterprise_code_dated_once"
            ),
        )

    def __str__(self) -> str:
        return self.value


class EnterpriseName(models.Model):
    """A name an enterprise has had."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="names")
    value = models.CharField(max_length=200)
    start = models.DateField(null=True)
    end = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["enterprise", "value"], name="enterprise_name_dated_once"),
        )

    def __str__(self) -> str:
        return self.value


class PublishedFigure(models.Model):
    """A figure of a named firm as a report gives it. `value`: decimal as text, in `unit`; `bound`: above, below
    or about; `growth`, `source`: as in the file of published figures. Never added to sample data."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="figures")
    position = models.PositiveIntegerField()
    measure_zh = models.CharField(max_length=200)
    measure_en = models.CharField(max_length=200)
    period = models.CharField(max_length=20, default="", blank=True)
    value = models.CharField(max_length=60)
    unit = models.CharField(max_length=20, default="", blank=True)
    bound = models.CharField(max_length=10, default="", blank=True)
    growth = models.JSONField(null=True)
    source = models.JSONField()
    note_zh = models.TextField(default="", blank=True)
    note_en = models.TextField(default="", blank=True)

    class Meta:
        ordering = ("enterprise", "position")
        constraints = (
            models.UniqueConstraint(fields=["enterprise", "position"], name="published_figure_once"),
        )

    def __str__(self) -> str:
        return f"{self.measure_zh} {self.value} {self.unit}"


class EventKind(models.TextChoices):
    RENAME = "rename", "更名"
    RECODE = "recode", "换码"
    MOVE = "move", "迁址"
    MERGE = "merge", "合并"
    SPLIT = "split", "分立"


class EnterpriseEvent(models.Model):
    """What happened to an enterprise on a day. Permanent ids stay; names and codes are dated.

    `enterprise`: whom it happened to; in a merger the one that goes on, in a split the one that is divided.
    `before`, `after`: the name, code or place, where one changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=EventKind.choices)
    day = models.DateField()
    before = models.CharField(max_length=200, default="", blank=True)
    after = models.CharField(max_length=200, default="", blank=True)
    document = models.CharField(max_length=200, default="", blank=True)
    reason = models.CharField(max_length=500, default="", blank=True)
    by_id = models.CharField(max_length=64, default="", blank=True)
    by_name = models.CharField(max_length=100, default="", blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["enterprise", "day"]),)

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"


class EventParty(models.Model):
    """Another enterprise of an event: absorbed in a merger, or formed by a split."""

    event = models.ForeignKey(EnterpriseEvent, on_delete=models.CASCADE, related_name="parties")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="parts_in_events")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["event", "enterprise"], name="event_party_once"),)

    def __str__(self) -> str:
        return str(self.enterprise_id)
