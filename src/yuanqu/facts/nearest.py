"""The nearest known name to a mistyped one."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name most like `name`; "–" when none is near."""
    return next(iter(get_close_matches(name[:100], list(known), n=1, cutoff=0.5)), "–")
