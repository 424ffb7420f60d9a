"""Collects what is wrong with files, at most so many of one kind."""

from __future__ import annotations

from collections import Counter

from yuanqu.diagnostics import Diagnostic, Where, diagnose, has_errors

LIMIT_PER_CODE = 1000


class Findings:
    """Diagnostics of one reading. Beyond the limit of a code only their number is kept."""

    def __init__(self, limit: int = LIMIT_PER_CODE) -> None:
        self._limit = limit
        self._found: list[Diagnostic] = []
        self._counts: Counter[str] = Counter()

    def report(self, code: str, where: Where, /, **values: object) -> None:
        self.add(diagnose(code, where, **values))

    def add(self, diagnostic: Diagnostic) -> None:
        self._counts[diagnostic.code] += 1
        if self._counts[diagnostic.code] <= self._limit:
            self._found.append(diagnostic)

    @property
    def failed(self) -> bool:
        return has_errors(self._found)

    def all(self) -> tuple[Diagnostic, ...]:
        """Everything found, then for each code that ran over a note of how many more there are."""
        over = [
            diagnose("FACT-099", count=count - self._limit, kind=code)
            for code, count in sorted(self._counts.items())
            if count > self._limit
        ]
        return (*self._found, *over)
