"""Why a backup can't be used, in both languages."""

from __future__ import annotations

from yuanqu.values import Text


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    """Nothing was changed; `reason` says why and what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.reason = Text(zh, en)
