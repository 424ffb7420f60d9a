"""What operations have in common in the schema: header parameters, answers that are refusals."""

from __future__ import annotations

from typing import Any

from ninja import Schema

from yuanqu_web.api.problems import Problem

READS = {401: Problem, 403: Problem, 404: Problem, 422: Problem, 503: Problem}
"""Refusals that any operation may give."""
WRITES = READS | {400: Problem, 409: Problem}
EDITS = WRITES | {412: Problem, 428: Problem}

_ONCE = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "pattern": "^[!-~]{1,100}$"},
    "description": "At most 100 visible characters, of your own making. The same request sent again with the same key "
    "within seven days is done once and given the same answer, with the header Idempotent-Replayed.",
}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "schema": {"type": "string"},
    "example": '"v3"',
    "description": "The ETag of the version that is changed, as it was read. 412 when somebody else has changed it since.",
}
_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "example": '"v3"',
    "description": "An ETag read before; 304 without a body when it still stands.",
}
_ETAG = {"ETag": {"description": "The version of the object.", "schema": {"type": "string"}}}

ONCE: dict[str, Any] = {"parameters": [_ONCE]}
"""Extra of an operation that makes something."""
VERSIONED: dict[str, Any] = {"parameters": [_ONCE, _IF_MATCH]}
"""Extra of an operation that changes something of a version."""
UNREPEATED: dict[str, Any] = {"parameters": [_IF_MATCH]}
"""Extra of an operation whose answer is a secret: it isn't kept, so it can't be given again."""
CACHED: dict[str, Any] = {
    "parameters": [_IF_NONE_MATCH],
    "responses": {200: {"headers": _ETAG}, 304: {"description": "Not Modified"}},
}
"""Extra of an operation that reads something of a version."""


class Words(Schema):
    """A text in both languages."""

    zh: str
    en: str
