"""Regular expressions of XPath (the flavour FEEL asks for) over the `regex` module, bounded in time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any

from yuanqu.feel.run import MAX_STRING, Fault
from yuanqu.feel.xpath import Translator

regex: Any = import_module("regex")  # it comes without type stubs

TIMEOUT = 0.5
MAX_PATTERN = 2_000
_FLAGS = {"s": regex.DOTALL, "m": regex.MULTILINE, "i": regex.IGNORECASE, "x": 0, "q": 0}


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern ready for use."""

    text: str
    compiled: Any
    groups: int
    literal: bool

    @staticmethod
    @lru_cache(maxsize=256)
    def of(text: str, flags: str) -> Pattern:
        """Translate and compile. Fault for a pattern or flag that XPath doesn't have."""
        if not set(flags) <= set(_FLAGS):
            raise Fault("FEEL-111", function="matches", value=flags)
        if len(text) > MAX_PATTERN:
            raise Fault("FEEL-120", pattern=text[:40] + "…")
        options = regex.VERSION1
        for flag in flags:
            options |= _FLAGS[flag]
        literal = "q" in flags
        reader = Translator(text, flags)
        try:
            source = regex.escape(text) if literal else reader.translate()
            return Pattern(text, regex.compile(f"(?-f){source}", options), reader.groups, literal)
        except (regex.error, RecursionError, OverflowError):
            raise reader.bad() from None

    def found_in(self, string: str) -> bool:
        try:
            return self.compiled.search(string, timeout=TIMEOUT) is not None
        except TimeoutError:
            raise Fault("FEEL-121", pattern=self.text) from None

    def _refuse_empty(self) -> None:
        if self.found_in(""):
            raise Fault("FEEL-120", pattern=self.text)

    def replace(self, string: str, replacement: str) -> str:
        """Replace every match; `$1` is a group, `$0` the match. A pattern that matches nothing is refused."""
        self._refuse_empty()
        parts: list[str | int] = [replacement] if self.literal else self._template(replacement)

        size = 0

        def one(match: Any) -> str:
            nonlocal size
            made = "".join(part if isinstance(part, str) else (match[part] or "") for part in parts)
            size += len(made)
            if size > MAX_STRING:
                raise Fault("FEEL-129", limit=MAX_STRING)
            return made

        try:
            return str(self.compiled.sub(one, string, timeout=TIMEOUT))
        except TimeoutError:
            raise Fault("FEEL-121", pattern=self.text) from None

    def _template(self, replacement: str) -> list[str | int]:
        parts: list[str | int] = []
        at = 0
        while at < len(replacement):
            char = replacement[at]
            at += 1
            if char == "\\":
                following = replacement[at : at + 1]
                if following not in ("\\", "$"):
                    raise Fault("FEEL-111", function="replace", value=replacement)
                parts.append(following)
                at += 1
            elif char == "$":
                digits = ""
                while (more := replacement[at : at + 1]).isdigit() and (
                    not digits or int(digits + more) <= self.groups
                ):
                    digits += more
                    at += 1
                if not digits:
                    raise Fault("FEEL-111", function="replace", value=replacement)
                parts.append(int(digits) if int(digits) <= self.groups else "")
            else:
                parts.append(char)
        return parts

    def split(self, string: str) -> list[str]:
        """The parts between matches."""
        self._refuse_empty()
        parts: list[str] = []
        last = 0
        try:
            for match in self.compiled.finditer(string, timeout=TIMEOUT):
                parts.append(string[last : match.start()])
                last = match.end()
        except TimeoutError:
            raise Fault("FEEL-121", pattern=self.text) from None
        return [*parts, string[last:]]
