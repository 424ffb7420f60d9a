"""Tokens of programs, and the answers kept for requests that are sent again."""

from __future__ import annotations

import uuid

from django.db import models

from yuanqu_web.accounts.models import User


class ApiToken(models.Model):
    """A program's key, acting for a person within `scopes` (acts of the table of powers). Only the digest of its
    secret is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_on = models.DateField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["user", "-created_at"]),)

    def __str__(self) -> str:
        return self.name


class KeptAnswer(models.Model):
    """The answer to a request that carried an Idempotency-Key: given again when the request is sent again."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="answers")
    key = models.CharField(max_length=100)
    request = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(default="")
    headers = models.JSONField(default=dict)
    kept_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["token", "key"], name="answer_once_per_key"),)
        indexes = (models.Index(fields=["kept_at"]),)

    def __str__(self) -> str:
        return self.key
