"""Where each element of an XML file begins and ends in its bytes, so that an edit changes nothing beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.parsers import expat

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_DECLARED = re.compile(rb"""^(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._\-]+)["']""")
_TAG = re.compile(rb"""<([^\s/>]+)(?:[^>"']|"[^"]*"|'[^']*')*>""")
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Span:
    """An element in the text: from `start` to `end`, its content from `inside` to `closing`; `tag` as written."""

    start: int
    inside: int
    closing: int
    end: int
    tag: str

    @property
    def empty(self) -> bool:
        """Written as <tag/>."""
        return self.inside == self.end

    @property
    def prefix(self) -> str:
        return self.tag.rpartition(":")[0] and f"{self.tag.rpartition(':')[0]}:"


class Text:
    """The text of a file as UTF-8 with the places of its elements; splices are collected and made at once."""

    def __init__(self, data: bytes, root: Element) -> None:
        self.encoding = _encoding(data)
        self.data = data if self.encoding == "utf-8" else data.decode(self.encoding).encode()
        spans = _spans(self.data)
        self.spans = dict(zip(root.iter("*"), spans, strict=True))
        self._splices: list[tuple[int, int, bytes]] = []

    def replace(self, start: int, end: int, text: str) -> None:
        self._splices.append((start, end, text.encode()))

    def made(self) -> bytes:
        """The bytes of the edited file, in its own encoding."""
        out, at = [], 0
        for start, end, text in sorted(self._splices):
            out += [self.data[at:start], text]
            at = end
        joined = b"".join([*out, self.data[at:]])
        return joined if self.encoding == "utf-8" else joined.decode().encode(self.encoding)

    def before(self, span: Span) -> str:
        """The white space before an element: its line end and indentation."""
        at = span.start
        while at > 0 and self.data[at - 1 : at].isspace():
            at -= 1
        return self.data[at : span.start].decode()


def escaped(text: str) -> str:
    """A text as element content. ValueError for characters that XML does not have."""
    if _NOT_XML.search(text):
        raise ValueError("the text holds a character that XML does not have")
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def _encoding(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    match = _DECLARED.match(data)
    name = match[1].decode("ascii").lower() if match else "utf-8"
    return "utf-8" if name in ("utf-8", "utf8", "us-ascii", "ascii") else name


def _spans(data: bytes) -> list[Span]:
    """The elements in order of the text."""
    parser = expat.ParserCreate("utf-8")
    found: list[list[int]] = []
    open_ones: list[int] = []

    def start(name: str, attributes: object) -> None:
        open_ones.append(len(found))
        found.append([parser.CurrentByteIndex, -1])

    def end(name: str) -> None:
        found[open_ones.pop()][1] = parser.CurrentByteIndex

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(data, True)
    return [_span(data, *place) for place in found]


def _span(data: bytes, start: int, closing: int) -> Span:
    opening = _TAG.match(data, start)
    assert opening is not None
    tag, inside = opening[1].decode(), opening.end()
    if opening[0].endswith(b"/>"):
        return Span(start, inside, inside, inside, tag)
    return Span(start, inside, closing, data.index(b">", closing) + 1, tag)
