"""Releases of policy packs at rest: the exact bytes, never rewritten."""

from __future__ import annotations

from django.db import models


class PackRelease(models.Model):
    """`digest`: over the pack's files, as the library computes it; `sha256`: of the zip. The newest loaded is in use."""

    pack = models.CharField(max_length=100)
    version = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, unique=True)
    sha256 = models.CharField(max_length=64)
    data = models.BinaryField()
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ("-loaded_at", "-id")

    def __str__(self) -> str:
        return f"{self.pack}@{self.version}"
