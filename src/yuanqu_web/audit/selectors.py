"""Reading the record."""

from __future__ import annotations

from django.db.models import QuerySet

from yuanqu_web.audit.models import AuditEntry, AuditHead, PublishedHead


def history(kind: str, id: str) -> QuerySet[AuditEntry]:
    """Entries of one object, newest first."""
    return AuditEntry.objects.filter(kind=kind, object_id=str(id)).order_by("-number")


def head() -> AuditHead:
    """The end of the chain."""
    return AuditHead.objects.filter(pk=1).first() or AuditHead()


def published_heads(limit: int = 400) -> list[PublishedHead]:
    """Heads made public, newest first."""
    return list(PublishedHead.objects.order_by("-day")[:limit])
