"""One entry of the record and its canonical form.

The hash of an entry is SHA-256 over its canonical JSON: keys sorted, no spaces, UTF-8, whole numbers only; it covers
every field but itself, and so, through `previous`, every entry before it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

GENESIS = "0" * 64
"""`previous` of the first entry."""


@dataclass(frozen=True, slots=True)
class By:
    """Who acted, as the record keeps it: opaque id, name at the time, role and organisation acted for."""

    id: str
    name: str
    role: str = ""
    organisation: str = ""


SYSTEM = By("system", "系统")
"""The machine itself: schedules and first starts."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`number` counts from 1 without a gap. `at`: UTC, ISO 8601. `before`, `after`: the values changed; None when there
    was, or is, nothing. `release`: digest of the pack release it was done under. `hash`: of all the other fields."""

    number: int
    at: str
    by: By
    action: str
    kind: str
    id: str
    place: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    reason: str
    release: str
    previous: str
    hash: str = ""


def digest_of(entry: Entry) -> str:
    """SHA-256 of the canonical form, hexadecimal. TypeError for values that have no exact form (fractions in binary)."""
    content = asdict(entry)
    del content["hash"]
    return hashlib.sha256(canonical(content)).hexdigest()


def canonical(content: object) -> bytes:
    """Canonical JSON. TypeError for a float: its digits depend on the machine that prints it."""
    _refuse_floats(content)
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def line_of(entry: Entry) -> bytes:
    """The entry as one line of an export."""
    return canonical(asdict(entry)) + b"\n"


def read_entry(content: object) -> Entry:
    """An entry from parsed JSON. ValueError when fields are missing, unknown or of another type."""
    names = [field.name for field in fields(Entry)]
    if not isinstance(content, dict) or sorted(content) != sorted(names):
        raise ValueError("fields")
    by = content["by"]
    if not isinstance(by, dict) or sorted(by) != sorted(field.name for field in fields(By)):
        raise ValueError("by")
    texts = [content[name] for name in names if name not in ("number", "by", "before", "after")]
    if not all(isinstance(text, str) for text in [*texts, *by.values()]):
        raise ValueError("text")
    if type(content["number"]) is not int or not all(
        content[name] is None or isinstance(content[name], dict) for name in ("before", "after")
    ):
        raise ValueError("number")
    return Entry(**{**content, "by": By(**by)})


def _refuse_floats(content: object) -> None:
    if isinstance(content, float):
        raise TypeError("a record holds no binary fractions: write decimals as text, money in 分")
    if isinstance(content, dict):
        for key, value in content.items():
            if not isinstance(key, str):
                raise TypeError("keys of a record are text")
            _refuse_floats(value)
    elif isinstance(content, list | tuple):
        for value in content:
            _refuse_floats(value)
