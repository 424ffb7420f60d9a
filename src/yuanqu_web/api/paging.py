"""Pages by key, as JSON."""

from __future__ import annotations

import base64
import json
from typing import Any

from django.utils.translation import gettext as _

from yuanqu_web.api.problems import Refused

MOST = 200


def read_key(after: str, *kinds: type) -> tuple[Any, ...] | None:
    """The values of a page's key; None for the first page. 422 for a key that this list never gave."""
    if not after:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(after.encode() + b"=" * (-len(after) % 4)))
    except ValueError:
        values = None
    if (
        not isinstance(values, list)
        or len(values) != len(kinds)
        or not all(type(value) is kind for value, kind in zip(values, kinds, strict=True))
    ):
        raise Refused(422, "after", _("after 不是本列表给出的翻页键。"))
    return tuple(values)


def write_key(*values: object) -> str:
    """The key of the page after a row."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")
