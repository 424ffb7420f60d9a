"""Translates regular expressions of XPath into those of the `regex` module."""

from __future__ import annotations

import re

from yuanqu.feel.run import Fault

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


class Translator:
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
        return re.escape(char) if not char.isalnum() else char

    def _after_quantifier(self, quantifier: str) -> str:
        """XPath has greedy and reluctant quantifiers, none possessive and none doubled."""
        if self.text[self.at : self.at + 1] == "?":
            self.at += 1
            quantifier += "?"
        if self.text[self.at : self.at + 1] in ("*", "+", "?"):
            raise self.bad()
        return quantifier

    def _quantity(self) -> str:
        match = re.compile(r"[0-9]+(?:,[0-9]*)?\}").match(self.text, self.at)
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
        match = re.compile(r"\{([A-Za-z0-9\-]+)\}").match(self.text, self.at)
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
