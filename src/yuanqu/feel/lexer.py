"""Tokens of FEEL. Names are not tokens: the parser joins words, numbers and signs by the names in scope."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal, NamedTuple
from unicodedata import normalize

Kind = Literal["word", "number", "text", "at", "sign", "end", "bad"]


class Token(NamedTuple):
    """`text` is as written; `plain` is its meaning (full-width signs and digits made plain, strings unescaped)."""

    kind: Kind
    text: str
    plain: str
    start: int
    end: int


# Letters of any script, digits, and the further ranges that FEEL allows in names (emoji included).
_WORD = r"[^\W\d\uff3f]|[?_\u00b7\u2070-\u218f\U00010000-\U000effff]"
_SPACE = r"(?P<space>(?:\s|\u3000|\ufeff|//[^\n]*{comment})+)"
_TEXTS = r"""
  | (?P<text>"(?:[^"\\]|\\.)*")
  | (?P<at>@\s*"(?:[^"\\]|\\.)*")
"""
_REST = rf"""
  | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)
  | (?P<word>(?:{_WORD})(?:{_WORD}|\d|[\u0300-\u036f])*)
  | (?P<sign>\*\*|\.\.|->|[<\uff1c][=\uff1d]|[>\uff1e][=\uff1d]|[!\uff01][=\uff1d]|.)
"""


@cache
def _pattern(texts: bool, comments: bool) -> re.Pattern[str]:
    """The next token. Once a text or comment is found open to the end, all that follow are: they aren't tried again."""
    space = _SPACE.replace("{comment}", r"|/\*.*?\*/" if comments else "")
    return re.compile(space + (_TEXTS if texts else "") + _REST, re.VERBOSE | re.DOTALL)


_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", '"': '"', "\\": "\\", "'": "'", "/": "/"}
SIGNS = frozenset("<>=+-*/()[]{},:.") | {"**", "..", "->", "<=", ">=", "!="}


def unescape(text: str) -> str:
    """The characters that a FEEL string stands for; surrogate pairs written as two escapes become one."""
    if "\\" not in text:
        return text

    def one(match: re.Match[str]) -> str:
        if digits := match[1] or match[2]:
            code = int(digits, 16)
            return chr(code) if code <= 0x10FFFF else match[0]
        return _ESCAPES.get(match[3], match[0])

    plain = _ESCAPE.sub(one, text)
    if any("\ud800" <= c <= "\udfff" for c in plain):
        plain = plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return plain


def tokenize(text: str) -> list[Token]:
    """Every token of the text and one of kind "end". Unknown characters become "bad" signs, nothing raises."""
    tokens: list[Token] = []
    position = 0
    texts = comments = True
    pattern = _pattern(texts, comments)
    while position < len(text):
        match = pattern.match(text, position)
        if match is None:  # pragma: no cover - the last alternative takes any character
            break
        kind, found = match.lastgroup, match[0]
        start, position = position, match.end()
        if kind == "number":
            tokens.append(Token("number", found, normalize("NFKC", found), start, position))
        elif kind == "word":
            tokens.append(Token("word", found, found, start, position))
        elif kind == "text":
            tokens.append(Token("text", found, unescape(found[1:-1]), start, position))
        elif kind == "at":
            quoted = found[1:].lstrip()
            tokens.append(Token("at", found, unescape(quoted[1:-1]), start, position))
        elif kind == "sign":
            plain = found if found.isascii() else normalize("NFKC", found)
            known: Kind = "sign" if plain in SIGNS else "bad"
            tokens.append(Token(known, found, plain, start, position))
            if (found == '"' and texts) or (found == "/" and comments and text.startswith("*", position)):
                texts, comments = texts and found != '"', comments and found != "/"
                pattern = _pattern(texts, comments)
    tokens.append(Token("end", "", "", len(text), len(text)))
    return tokens


MAX_NAME = 1_000


def name_parts(name: str) -> tuple[str, ...]:
    """A name as the sequence of token texts that the parser meets when it is written in an expression.

    A name beyond a thousand characters is left whole: no expression can mention it.
    """
    return _name_parts(name) if len(name) <= MAX_NAME else (name,)


@lru_cache(maxsize=8192)
def _name_parts(name: str) -> tuple[str, ...]:
    return tuple(token.text for token in tokenize(name)[:-1])
