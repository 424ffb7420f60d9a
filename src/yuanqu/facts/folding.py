"""Full-width digits and punctuation become half-width."""

from __future__ import annotations

import unicodedata

_DASHES = str.maketrans(
    {"−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "﹣": "-", "\u00a0": " ", "\u200b": ""}
)


def fold(text: str) -> str:
    """NFKC, with every dash as a hyphen and without zero-width spaces; surrounding blanks are dropped."""
    return unicodedata.normalize("NFKC", text).translate(_DASHES).strip()


def fold_name(text: str) -> str:
    """A name for comparing: folded, in one case, without blanks."""
    return "".join(fold(text).casefold().split())
