"""Answers of the test client, read to their end."""

from __future__ import annotations

from typing import Any


def finish(answer: Any) -> None:
    """Let go of an answer. A stream read to its end is closed; close() by hand ends the connection on PostgreSQL."""
    if getattr(answer, "streaming", False):
        list(answer)
