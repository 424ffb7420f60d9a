"""A cursor over tokens: what comes next, what was expected, and names joined from their parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from yuanqu.diagnostics import Diagnostic, Where, diagnose
from yuanqu.feel.lexer import Token, tokenize
from yuanqu.feel.names import NameTable, Scope

MAX_TEXT = 100_000
MAX_NESTING = 50
MAX_CHAIN = 150
_FORMS = {"if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "function"}
KEYWORDS = frozenset(_FORMS | {"and", "or", "between", "instance", "true", "false", "null"})
_SPACE = re.compile(r"\s+")
_LOOKALIKE = {"≥": ">=", "≤": "<=", "≠": "!=", "×": "*", "÷": "/", "“": '"', "”": '"', "、": ",", "′": "'"}


class Unreadable(Exception):  # noqa: N818 - becomes a diagnostic
    """The text breaks the grammar at a token."""

    def __init__(self, code: str, token: Token, **values: object) -> None:
        super().__init__(code)
        self.code, self.token, self.values = code, token, values


class Cursor:
    """Reads tokens one by one; keeps the scope and the findings."""

    def __init__(
        self,
        text: str,
        scope: Scope,
        where: Where,
        members: NameTable | Sequence[NameTable],
        types: NameTable | Iterable[str],
    ) -> None:
        self.text = text
        self.where = where
        self.tokens = tokenize(text[:MAX_TEXT])
        self.index = 0
        self.scope = scope
        self.members = (NameTable(), *((members,) if isinstance(members, NameTable) else members))
        self.types = types if isinstance(types, NameTable) else NameTable(types)
        self.unknown = 0
        self.depth = 0
        self.findings: list[Diagnostic] = []

    # -- tokens

    @property
    def next(self) -> Token:
        return self.tokens[self.index]

    @property
    def ended(self) -> bool:
        return self.tokens[self.index].kind == "end"

    def peek(self, ahead: int = 1) -> Token:
        return self.tokens[min(self.index + ahead, len(self.tokens) - 1)]

    def take(self) -> Token:
        token = self.tokens[self.index]
        if token.kind != "end":
            self.index += 1
        if token.text != token.plain and token.kind in ("sign", "number"):
            self.note("FEEL-006", token, found=token.text, plain=token.plain)
        return token

    def at_sign(self, *signs: str) -> bool:
        token = self.tokens[self.index]
        return token.kind == "sign" and token.plain in signs

    def at_word(self, *words: str) -> bool:
        token = self.tokens[self.index]
        return token.kind == "word" and token.text in words

    def accept(self, sign: str) -> bool:
        if self.at_sign(sign):
            self.take()
            return True
        return False

    def expect(self, *signs: str) -> Token:
        if self.at_sign(*signs):
            return self.take()
        raise self.unexpected(" ".join(signs))

    def expect_word(self, word: str) -> Token:
        if self.at_word(word):
            return self.take()
        raise self.unexpected(word)

    def unexpected(self, expected: str) -> Unreadable:
        token = self.next
        if token.kind == "end":
            return Unreadable("FEEL-002", token, expected=expected)
        if token.kind == "bad" or token.text in _LOOKALIKE:
            if token.text == '"':
                return Unreadable("FEEL-003", token)
            plain = _LOOKALIKE.get(token.text, "")
            return Unreadable(
                "FEEL-005" if plain else "FEEL-001", token, found=token.text, plain=plain, expected=expected
            )
        return Unreadable("FEEL-001", token, found=token.text, expected=expected)

    def note(self, code: str, token: Token | int, **values: object) -> None:
        start = token if isinstance(token, int) else token.start
        self.findings.append(diagnose(code, replace(self.where, offset=start + 1), **values))

    # -- names

    def name_between(self, first: int, end: int) -> str:
        """The tokens from `first` up to `end` as one name, spaces as written but single."""
        if end <= first:
            return ""
        return _SPACE.sub(" ", self.text[self.tokens[first].start : self.tokens[end - 1].end])

    def name_until(self, *signs: str, word: str = "") -> str:
        """A new name: everything up to one of the signs or the word."""
        first = self.index
        while self.next.kind != "end" and not self.at_sign(*signs) and not (word and self.at_word(word)):
            apostrophe = self.next.text == "'" and self.index > first  # within a name, as in FEEL's grammar
            if (self.next.kind == "bad" and not apostrophe) or self.at_sign("(", "{", "["):
                break
            self.take()
        if first == self.index:
            raise self.unexpected("name")
        return self.name_between(first, self.index)

    def known_member(self) -> tuple[str, int]:
        return max(
            (table.longest(self.tokens, self.index) for table in self.members), key=lambda found: found[1]
        )

    def joined_words(self) -> int:
        """How many tokens from here make an unknown name: adjacent words, up to a keyword."""
        count = 1
        while (token := self.peek(count)).kind in ("word", "number") and token.text not in KEYWORDS:
            count += 1
        return count

    def take_name(self, count: int) -> tuple[str, int, int]:
        """Take `count` tokens as a name: its text, start and end."""
        first = self.index
        start = self.next.start
        self.index += count
        return self.name_between(first, self.index), start, self.tokens[self.index - 1].end
