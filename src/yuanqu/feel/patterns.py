"""Regular expressions of XPath (the flavour FEEL asks for) over the `regex` module, bounded in time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any

from yuanqu.feel.run import Fault

regex: Any = import_module("regex")  # it comes without type stubs

TIMEOUT = 0.5
MAX_PATTERN = 2_000
_FLAGS = {"s": regex.DOTALL, "m": regex.MULTILINE, "i": regex.IGNORECASE, "x": 0, "q": 0}
_NAME_START = r"\p{L}_:\p{Nl}"
_NAME_CHAR = r"\p{L}\p{Nl}\p{Nd}\p{Mc}\p{Mn}.\-_:\u00b7\p{Lm}"
_ESCAPES = {
    "i": f"[{_NAME_START}]",
    "I": f"[^{_NAME_START}]",
    "c": f"[{_NAME_CHAR}]",
    "C": f"[^{_NAME_CHAR}]",
}
_INSIDE = {"i": _NAME_START, "c": _NAME_CHAR, "s": " \\t\\n\\r", "d": r"\p{Nd}"}
_PLAIN = frozenset("nrtdDwW\\|.-^?*+{}()[]$")
_SPACES = {"s": r"[ \t\n\r]", "S": r"[^ \t\n\r]"}


class _Reader:
    """Translates an XPath pattern into one of the `regex` module; Fault for what XPath doesn't have."""

    def __init__(self, pattern: str, flags: str) -> None:
        self.text = pattern
        self.at = 0
        self.spaced = "x" in flags
        self.dot_all = "s" in flags
        self.multiline = "m" in flags
        self.groups = 0
        self.open: list[int] = []
        self.closed: set[int] = set()

    def bad(self) -> Fault:
        return Fault("FEEL-120", pattern=self.text)

    def translate(self) -> str:
        out: list[str] = []
        while self.at < len(self.text):
            char = self.text[self.at]
            self.at += 1
            out.append(self._one(char))
        if self.open:
            raise self.bad()
        return "".join(out)

    def _one(self, char: str) -> str:
        if char == "\\":
            return self._escape()
        if char == "[":
            return self._char_class()
        if char == "(":
            return self._group()
        if char == ")":
            if not self.open:
                raise self.bad()
            self.closed.add(self.open.pop())
            return char
        if char == ".":
            return "." if self.dot_all else r"[^\n\r]"
        if char == "$":
            return r"(?=\n|\Z)" if self.multiline else r"\Z"
        if char == "^":
            return r"(?m:^)" if self.multiline else r"\A"
        if char == "|":
            return char
        if char in "]}":
            raise self.bad()
        if char == "{":
            return self._quantity()
        if char in "*+?":
            return self._after_quantifier(char)
        if char.isspace() and self.spaced:
            return ""
        return regex.escape(char) if not char.isalnum() else char

    def _after_quantifier(self, quantifier: str) -> str:
        """XPath has greedy and reluctant quantifiers, none possessive and none doubled."""
        if self.text[self.at : self.at + 1] == "?":
            self.at += 1
            quantifier += "?"
        if self.text[self.at : self.at + 1] in ("*", "+", "?"):
            raise self.bad()
        return quantifier

    def _quantity(self) -> str:
        match = regex.compile(r"[0-9]+(?:,[0-9]*)?\}").match(self.text, self.at)
        if match is None:
            raise self.bad()
        self.at = match.end()
        return self._after_quantifier("{" + match[0])

    def _group(self) -> str:
        if self.text.startswith("?", self.at):
            if not self.text.startswith("?:", self.at):
                raise self.bad()
            self.at += 2
            self.open.append(0)
            return "(?:"
        self.groups += 1
        self.open.append(self.groups)
        return "("

    def _escape(self) -> str:
        if self.at >= len(self.text):
            raise self.bad()
        char = self.text[self.at]
        self.at += 1
        if char in "pP":
            return self._category(char)
        if char in _ESCAPES:
            return _ESCAPES[char]
        if char in _SPACES:
            return _SPACES[char]
        if char.isdigit() and char != "0":
            return self._back_reference(char)
        if char in "wW":
            return rf"[{'^' if char == 'w' else ''}\p{{P}}\p{{Z}}\p{{C}}]"
        if char in _PLAIN:
            return "\\" + char
        raise self.bad()

    def _back_reference(self, digit: str) -> str:
        number = digit
        while (more := self.text[self.at : self.at + 1]).isdigit() and int(number + more) <= self.groups:
            number += more
            self.at += 1
        if int(number) not in self.closed:
            raise self.bad()
        return rf"(?:\{number})"

    def _category(self, letter: str) -> str:
        match = regex.compile(r"\{([A-Za-z0-9\-]+)\}").match(self.text, self.at)
        if match is None:
            raise self.bad()
        self.at = match.end()
        name = match[1]
        if name.startswith("Is"):
            name = "In" + name[2:].replace("-", "_")
        return rf"\{letter}{{{name}}}"

    def _char_class(self) -> str:
        """A class with XPath's subtraction: [a-z-[aeiou]] is [[a-z]--[aeiou]]."""
        negated = self.text.startswith("^", self.at)
        self.at += negated
        out: list[str] = []
        subtracted = ""
        while True:
            if self.at >= len(self.text):
                raise self.bad()
            char = self.text[self.at]
            self.at += 1
            if char == "]":
                if not out:
                    raise self.bad()
                break
            if char == "[":
                raise self.bad()
            if char == "-" and self.text.startswith("[", self.at):
                self.at += 1
                subtracted = "--" + self._char_class()
                if not self.text.startswith("]", self.at):
                    raise self.bad()
                self.at += 1
                break
            out.append(self._class_member(char, out))
        inner = f"[{'^' if negated else ''}{''.join(out)}]"
        return f"[{inner}{subtracted}]" if subtracted else inner

    def _class_member(self, char: str, out: list[str]) -> str:
        if char == "\\":
            if self.at >= len(self.text):
                raise self.bad()
            escaped = self.text[self.at]
            self.at += 1
            if escaped in _INSIDE:
                return _INSIDE[escaped]
            if escaped in "pP":
                return self._category(escaped)
            if escaped in "SICW" or escaped == "w":
                self.at -= 1
                return self._escape()
            if escaped in _PLAIN:
                return "\\" + escaped
            raise self.bad()
        if char == "-":
            following = self.text[self.at : self.at + 1]
            return "-" if out and out[-1] != "-" and following not in ("]", "") else r"\-"
        return char if char.isalnum() or char == "-" or not char.isascii() else "\\" + char


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
        reader = _Reader(text, flags)
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
        if self.compiled.search("") is not None:
            raise Fault("FEEL-120", pattern=self.text)

    def replace(self, string: str, replacement: str) -> str:
        """Replace every match; `$1` is a group, `$0` the match. A pattern that matches nothing is refused."""
        self._refuse_empty()
        parts: list[str | int] = [replacement] if self.literal else self._template(replacement)

        def one(match: Any) -> str:
            return "".join(part if isinstance(part, str) else (match[part] or "") for part in parts)

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
