"""Pages by key, as JSON."""

from __future__ import annotations

import base64
import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Field, Schema

from yuanqu_web.api.problems import Refused
from yuanqu_web.api.reading import check_text

MOST = 200
LARGEST = 2**62


class PageQuery(Schema):
    """`after`: `next` of the page before, empty for the first. `limit`: how many."""

    after: str = Field("", max_length=600)
    limit: int = Field(50, ge=1, le=MOST)


def read_key(after: str, *kinds: type) -> tuple[Any, ...] | None:
    """The values of a page's key; None for the first page. 422 for a key that this list never gave."""
    if not after:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(after.encode() + b"=" * (-len(after) % 4)))
        check_text(values)
    except (ValueError, RecursionError):
        values = None
    if (
        not isinstance(values, list)
        or len(values) != len(kinds)
        or not all(type(value) is kind for value, kind in zip(values, kinds, strict=True))
        or any(isinstance(value, int) and abs(value) > LARGEST for value in values)
    ):
        raise _not_ours()
    return tuple(values)


def write_key(*values: object) -> str:
    """The key of the page after a row."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def read_id(text: str) -> UUID:
    """An id out of a page's key. 422 for what isn't one."""
    try:
        return UUID(text)
    except ValueError:
        raise _not_ours() from None


def read_day(text: str) -> date:
    """A day out of a page's key. 422 for what isn't one."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _not_ours() from None


def read_time(text: str) -> datetime:
    """A time out of a page's key. 422 for what isn't one."""
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise _not_ours() from None


def _not_ours() -> Refused:
    return Refused(422, "after", _("after 不是本列表给出的翻页键。"))
