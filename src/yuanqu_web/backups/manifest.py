"""What a backup says of itself."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Part:
    """A file inside the backup: a table (`tables/app.model.jsonl`) or a kept file (`files/…`)."""

    name: str
    sha256: str
    size: int
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """`migrations`: the last applied one of each application, app.name. `digest`: of the logical content, equal on
    both databases. `audit_head`: N:HASH of the record's chain, empty when there is none."""

    version: str
    made_at: str
    database: str
    migrations: tuple[str, ...]
    parts: tuple[Part, ...]
    digest: str
    audit_head: str = ""
    format: int = FORMAT

    @property
    def rows(self) -> int:
        return sum(part.rows for part in self.parts)

    def to_json(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode() + b"\n"


def read_manifest(data: bytes) -> Manifest:
    """Raises ValueError when it is no manifest of a format we know."""
    given: Mapping[str, Any] = json.loads(data)
    if given.get("format") != FORMAT:
        raise ValueError(f"format {given.get('format')!r} is not known; this program reads format {FORMAT}")
    try:
        parts = tuple(Part(**part) for part in given["parts"])
        return Manifest(**{**given, "parts": parts, "migrations": tuple(given["migrations"])})
    except (KeyError, TypeError) as error:
        raise ValueError(f"the manifest lacks something: {error}") from error


def digest_of(parts: Sequence[Part]) -> str:
    """One digest over names and digests of all parts that hold something, whatever their order."""
    lines = sorted(f"{part.name} {part.sha256}\n" for part in parts if part.size)
    return sha256("".join(lines).encode()).hexdigest()
