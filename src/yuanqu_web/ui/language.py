"""The language of the page being made."""

from __future__ import annotations

from django.utils.translation import get_language

from yuanqu.values import Language, Text


def language() -> Language:
    """The language of this request, as the library names it."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def said(text: Text | None) -> str:
    """A bilingual text in the language of the page; empty for none."""
    return text.get(language()) if text is not None else ""
