"""Texts in CSV that a spreadsheet would run as a formula get an apostrophe in front, taken off again on reading."""

from __future__ import annotations

import re

_RISKY = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_GUARDED = re.compile(r"'+[=+\-@\t\r＝＋－＠]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def guard(cell: str) -> str:
    """The text made harmless. Plain negative numbers stay as they are."""
    return f"'{cell}" if _RISKY.match(cell) and not _NUMBER.fullmatch(cell) else cell


def unguard(cell: str) -> str:
    """The text as it was before `guard`."""
    return cell[1:] if _GUARDED.match(cell) else cell
