"""How the targets stood, at rest: computed when facts or figures are loaded, read by every page."""

from __future__ import annotations

from django.db import models


class StandingSet(models.Model):
    """One computation. `pack` and `facts`: digests; `facts` empty when only published figures were used."""

    pack = models.CharField(max_length=64)
    facts = models.CharField(max_length=64, blank=True, default="")
    as_of = models.DateField()
    stored_at = models.DateTimeField()

    class Meta:
        ordering = ("-stored_at", "-id")
        constraints = (models.UniqueConstraint(fields=["pack", "facts", "as_of"], name="standing_set_once"),)

    def __str__(self) -> str:
        return f"{self.pack[:8]} {self.as_of}"


class StandingRow(models.Model):
    """One target of one origin. `body`: the whole standing; `state` apart from it for counting."""

    set = models.ForeignKey(StandingSet, on_delete=models.CASCADE, related_name="rows")
    target = models.CharField(max_length=80)
    origin = models.CharField(max_length=10)
    state = models.CharField(max_length=10)
    body = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["set", "target", "origin"], name="standing_once"),)

    def __str__(self) -> str:
        return f"{self.target} {self.origin} {self.state}"


class FigureRow(models.Model):
    """One published figure as it was read, used or not. `position`: its place in the source; `body`: the observation."""

    set = models.ForeignKey(StandingSet, on_delete=models.CASCADE, related_name="figures")
    position = models.PositiveIntegerField()
    indicator = models.CharField(max_length=80)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160)
    body = models.JSONField()

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=["set", "position"], name="figure_once"),)

    def __str__(self) -> str:
        return f"{self.indicator} {self.position}"
