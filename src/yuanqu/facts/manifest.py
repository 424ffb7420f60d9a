"""facts.json: where a folder of facts comes from, and the digest of each of its parts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast, get_args

from yuanqu.facts.data import Origin, OriginKind
from yuanqu.values import Text

FILE_NAME = "facts.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Part:
    """One file: its form, the digest of its bytes, and how many rows it has."""

    form: str
    file: str
    sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """`schema`: stamp of the schema. `digest`: of the facts, see `Facts.digest`."""

    schema: str
    digest: str
    origin: Origin
    parts: tuple[Part, ...]

    def text(self) -> str:
        """The file's text, the same for the same content."""
        origin = {
            "kind": self.origin.kind,
            "title": {"zh": self.origin.title.zh, "en": self.origin.title.en},
            "note": {"zh": self.origin.note.zh, "en": self.origin.note.en},
            "seed": self.origin.seed,
        }
        parts = [
            {"form": part.form, "file": part.file, "sha256": part.sha256, "rows": part.rows}
            for part in self.parts
        ]
        body = {
            "format": FORMAT,
            "schema": self.schema,
            "digest": self.digest,
            "origin": origin,
            "parts": parts,
        }
        return json.dumps(body, ensure_ascii=False, indent=2) + "\n"


def parse_manifest(data: bytes) -> Manifest:
    """ValueError, with the reason, for anything that is not a manifest of this format."""
    try:
        raw = json.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise ValueError(str(error)) from error
    body = _mapping(raw, "facts.json")
    if body.get("format") != FORMAT:
        raise ValueError(f"format {body.get('format')!r}, expected {FORMAT}")
    parts = body.get("parts")
    if not isinstance(parts, list):
        raise ValueError("parts is not a list")
    return Manifest(
        _text(body, "schema"),
        _text(body, "digest"),
        _origin(body),
        tuple(_part(_mapping(p, "part")) for p in parts),
    )


def _part(raw: Mapping[str, object]) -> Part:
    file, rows = _text(raw, "file"), raw.get("rows")
    if not file or file.startswith(".") or any(c in file for c in "/\\:\0"):
        raise ValueError(f"file name {file!r}")
    if not isinstance(rows, int) or isinstance(rows, bool):
        raise ValueError(f"rows of {file!r}")
    return Part(_text(raw, "form"), file, _text(raw, "sha256"), rows)


def _origin(body: Mapping[str, object]) -> Origin:
    raw = _mapping(body.get("origin"), "origin")
    kind, seed = raw.get("kind"), raw.get("seed")
    if kind not in get_args(OriginKind):
        raise ValueError(f"origin.kind {kind!r}")
    if seed is not None and (not isinstance(seed, int) or isinstance(seed, bool)):
        raise ValueError("origin.seed")
    texts = [_mapping(raw.get(key), f"origin.{key}") for key in ("title", "note")]
    title, note = (Text(_text(text, "zh"), _text(text, "en")) for text in texts)
    return Origin(cast(OriginKind, kind), title, note, seed)


def _mapping(raw: object, what: str) -> Mapping[str, object]:
    if not isinstance(raw, dict):
        raise ValueError(f"{what} is not an object")
    return raw


def _text(raw: Mapping[str, object], key: str) -> str:
    value = raw.get(key)
    if not isinstance(value, str):
        raise ValueError(f"{key} is not text")
    return value
