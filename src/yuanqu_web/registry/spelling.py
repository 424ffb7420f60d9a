"""How a Chinese name is typed in Latin letters: full pinyin, and initials."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from pypinyin import Style, lazy_pinyin


@lru_cache(maxsize=8192)
def spell(name: str) -> tuple[str, str]:
    """("yingtanxinjiangtongye", "ytxjty") of 鹰潭信江铜业; Latin letters and digits stand for themselves."""
    folded = fold(name)
    syllables = lazy_pinyin(folded, style=Style.NORMAL)
    full = "".join(part for part in "".join(syllables).lower() if part.isalnum() and part.isascii())
    firsts = (
        part[:1] if _is_han(folded, index) else part for index, part in _by_character(folded, syllables)
    )
    initials = "".join(c for c in "".join(firsts).lower() if c.isalnum() and c.isascii())
    return full, initials


def fold(text: str) -> str:
    """Full-width letters and digits to plain ones, lower case, no spaces."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def _by_character(text: str, syllables: list[str]) -> list[tuple[int, str]]:
    """Syllables with the index of the text they begin at; runs of other letters are one syllable."""
    pairs, index = [], 0
    for syllable in syllables:
        pairs.append((index, syllable))
        index += 1 if _is_han(text, index) else len(syllable)
    return pairs


def _is_han(text: str, index: int) -> bool:
    return index < len(text) and "\u3400" <= text[index] <= "\u9fff"
