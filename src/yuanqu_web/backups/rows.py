"""Rows as canonical JSON, the same whichever database they come from, and back again."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps.registry import Apps
from django.db import models

NOT_KEPT = {"sessions", "usersessions"}  # whoever was signed in signs in again after a restore
BATCH = 2_000


def kept_models(apps: Any) -> tuple[type[models.Model], ...]:
    """Every table that is backed up, by label. `apps`: today's registry or that of a state of migrations."""
    registry: Apps = apps
    found = (
        model
        for model in registry.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.app_label not in NOT_KEPT
    )
    return tuple(sorted(found, key=lambda model: model._meta.label_lower))


def columns(model: type[models.Model]) -> tuple[models.Field[Any, Any], ...]:
    """The stored columns of a table, by name; generated ones are computed again."""
    fields = (field for field in model._meta.concrete_fields if not getattr(field, "generated", False))
    return tuple(sorted(fields, key=lambda field: field.attname))


def lines_of(model: type[models.Model]) -> Iterator[bytes]:
    """Each row as a line of JSON, in the order of the primary key."""
    names = [field.attname for field in columns(model)]
    rows = model._base_manager.order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=BATCH):
        plain = {name: _plain(value) for name, value in zip(names, row, strict=True)}
        yield json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def row_of(line: bytes, fields: Sequence[models.Field[Any, Any]]) -> dict[str, object]:
    """The values of a line as Python objects, by column."""
    given = json.loads(line)
    return {
        field.attname: _restored(field, given[field.attname]) for field in fields if field.attname in given
    }


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat() if value.tzinfo else value.isoformat()
        case date() | time():
            return value.isoformat()
        case timedelta():
            return value // timedelta(microseconds=1)
        case Decimal() | UUID():
            return str(value)
        case bytes() | bytearray() | memoryview():
            return base64.b64encode(bytes(value)).decode()
        case _:
            return value


def _restored(field: models.Field[Any, Any], value: Any) -> object:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if value is None or isinstance(target, models.JSONField):
        return value
    if isinstance(target, models.BinaryField):
        return base64.b64decode(value)
    if isinstance(target, models.DurationField):
        return timedelta(microseconds=value)
    return target.to_python(value)
