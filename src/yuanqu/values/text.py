"""Text in Chinese and English side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """A text in both languages. Neither may be empty where it is shown."""

    zh: str
    en: str

    def get(self, lang: Language) -> str:
        return self.zh if lang == "zh" else self.en

    def __str__(self) -> str:
        return self.zh
