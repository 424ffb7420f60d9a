"""Files kept, imports made of them, the rows they would change, and what is wrong with them."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from yuanqu_web.registry.models import Dataset


class StoredFile(models.Model):
    """A file as it was given. On disk it is named by its digest alone; `name` is only shown. Addresses use `id`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    name = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class ImportState(models.TextChoices):
    WAITING = "waiting", _("等待检查")
    CHECKING = "checking", _("正在检查")
    REFUSED = "refused", _("有错误，未导入")
    NOTHING = "nothing", _("没有变化")
    READY = "ready", _("等待确认")
    COMMITTING = "committing", _("正在写入")
    STOPPED = "stopped", _("写入中途停止")
    DONE = "done", _("已导入")
    UNDOING = "undoing", _("正在撤销")
    UNDONE = "undone", _("已撤销")
    CANCELLED = "cancelled", _("已取消")


BUSY = (ImportState.WAITING, ImportState.CHECKING, ImportState.COMMITTING, ImportState.UNDOING)


class Import(models.Model):
    """One file on its way into the registers and returns.

    `form`: the form it was offered for, empty for any. `whole`: the file is the whole list, what it lacks ends.
    `office`, `document`, `stated_on`: who states these data, by which paper, of which day. `place`: where the importer
    works; `places`: his reach, null for everywhere. `counts`: rows by form and action. `change_set`: digest of all
    rows to be written. `applied`, `undone`: the last staged row that was written or taken back: the checkpoint."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="imports")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="imports")
    marked = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", null=True)
    form = models.CharField(max_length=60, default="", blank=True)
    whole = models.BooleanField(default=False)
    office = models.CharField(max_length=100, default="", blank=True)
    document = models.CharField(max_length=200, default="", blank=True)
    stated_on = models.DateField(null=True)
    state = models.CharField(max_length=12, choices=ImportState.choices, default=ImportState.WAITING)
    job = models.UUIDField(null=True)
    counts = models.JSONField(default=dict)
    rows = models.PositiveIntegerField(default=0)
    writes = models.PositiveIntegerField(default=0)
    errors = models.PositiveIntegerField(default=0)
    change_set = models.CharField(max_length=64, default="", blank=True)
    release = models.CharField(max_length=64, default="", blank=True)
    applied = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    conflicts = models.PositiveIntegerField(default=0)
    undone = models.PositiveIntegerField(null=True)
    by_id = models.CharField(max_length=64)
    by_name = models.CharField(max_length=100)
    by_role = models.CharField(max_length=40, default="", blank=True)
    by_organisation = models.CharField(max_length=200, default="", blank=True)
    place = models.CharField(max_length=60, default="", blank=True)
    places = models.JSONField(null=True)
    lang = models.CharField(max_length=2, default="zh")
    created_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["dataset", "created_at"]),
            models.Index(fields=["place", "created_at"]),
        )

    def __str__(self) -> str:
        return f"{self.file_id} {self.state}"

    @property
    def busy(self) -> bool:
        return self.state in BUSY


class Action(models.TextChoices):
    ADD = "add", _("新增")
    CHANGE = "change", _("修改")
    SAME = "same", _("不变")
    END = "end", _("终止")


class StagedRow(models.Model):
    """A row of the file, or an entry that the file no longer names. `n` counts from 1 in one import. `seen`: the version
    that stood when it was checked; `before`: its values, null for a new one; `was_ended`: it was out of force."""

    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="staged")
    n = models.PositiveIntegerField()
    form = models.CharField(max_length=60)
    key = models.CharField(max_length=80)
    period = models.CharField(max_length=10, default="", blank=True)
    sheet = models.CharField(max_length=120, default="", blank=True)
    row = models.PositiveIntegerField(null=True)
    action = models.CharField(max_length=6, choices=Action.choices)
    seen = models.PositiveIntegerField(default=0)
    was_ended = models.BooleanField(default=False)
    before = models.JSONField(null=True)
    values = models.JSONField()
    conflict = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["batch", "n"], name="staged_row_once"),)
        indexes = (models.Index(fields=["batch", "action", "n"]),)

    def __str__(self) -> str:
        return f"{self.form} {self.key} {self.action}"


class Problem(models.Model):
    """What is wrong with a cell, a row or the file."""

    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="problems")
    n = models.PositiveIntegerField()
    code = models.CharField(max_length=12)
    severity = models.CharField(max_length=8)
    sheet = models.CharField(max_length=120, default="", blank=True)
    row = models.PositiveIntegerField(null=True)
    column = models.CharField(max_length=200, default="", blank=True)
    zh = models.TextField()
    en = models.TextField()
    hint_zh = models.TextField(default="", blank=True)
    hint_en = models.TextField(default="", blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["batch", "n"], name="import_problem_once"),)

    def __str__(self) -> str:
        return f"{self.code} {self.sheet} {self.row}"
