"""The versions of an entry, newest first: who, when, why, on which paper, and what changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yuanqu.facts import Field, Schema
from yuanqu_web.registers.models import Entry
from yuanqu_web.registers.shape import ENTERPRISE, shape_of
from yuanqu_web.returns.codec import Stored
from yuanqu_web.returns.models import Return, SubjectRecord


@dataclass(frozen=True, slots=True)
class Change:
    """A field with what it said before and says now."""

    field: Field
    before: Stored
    after: Stored


@dataclass(frozen=True, slots=True)
class EntryVersion:
    """`changes`: against the version before; of the first, all fields that have a value."""

    number: int
    state: str
    values: Mapping[str, Stored]
    at: datetime
    by_name: str
    reason: str
    document: str
    batch: UUID | None
    release: str
    changes: tuple[Change, ...] = ()


def versions_of(schema: Schema, entry: Entry) -> list[EntryVersion]:
    """All versions, newest first."""
    rows: list[Return | SubjectRecord]
    if entry.kind == ENTERPRISE:
        rows = list(
            Return.objects.filter(
                dataset=entry.dataset_id, enterprise=entry.enterprise_id, form=entry.form, period=""
            ).order_by("version")
        )
    else:
        rows = list(
            SubjectRecord.objects.filter(
                dataset=entry.dataset_id, form=entry.form, key=entry.key, period=""
            ).order_by("version")
        )
    fields = shape_of(schema, schema.form(entry.form)).values
    found: list[EntryVersion] = []
    before: Mapping[str, Stored] = {}
    for row in rows:
        values = row.values or before
        changes = tuple(
            Change(field, before.get(field.id), values.get(field.id))
            for field in fields
            if before.get(field.id) != values.get(field.id)
        )
        found.append(
            EntryVersion(
                row.version,
                row.state,
                values,
                row.accepted_at,
                row.by_name,
                row.reason,
                row.document,
                row.batch,
                row.pack_release,
                changes,
            )
        )
        before = values
    return found[::-1]
