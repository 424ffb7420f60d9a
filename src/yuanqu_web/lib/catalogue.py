"""gettext catalogues: .po read and written, .mo compiled."""

from __future__ import annotations

import ast
import struct
from collections.abc import Mapping
from dataclasses import dataclass

Texts = tuple[str, ...]
HEADER = (
    "Content-Type: text/plain; charset=UTF-8\n"
    "Content-Transfer-Encoding: 8bit\n"
    "Language: en\n"
    "Plural-Forms: nplurals=2; plural=(n != 1);\n"
)


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """A message: its Chinese text, its context where one is needed, its plural where it counts."""

    id: str
    context: str = ""
    plural: str = ""


def read_po(text: str) -> dict[Key, Texts]:
    """Entries of a .po file, without its header."""
    found: dict[Key, Texts] = {}
    for block in text.split("\n\n"):
        parts: dict[str, str] = {}
        name = ""
        for line in block.splitlines():
            if not line or line.startswith("#"):
                continue
            if not line.startswith('"'):
                name, _space, line = line.partition(" ")
                parts[name] = ""
            parts[name] += ast.literal_eval(line)
        if parts.get("msgid"):
            key = Key(parts["msgid"], parts.get("msgctxt", ""), parts.get("msgid_plural", ""))
            texts = sorted((name, value) for name, value in parts.items() if name.startswith("msgstr"))
            found[key] = tuple(value for _name, value in texts)
    return found


def write_po(texts: Mapping[Key, Texts]) -> str:
    """A .po file, in the order of the messages."""
    blocks = ['msgid ""\nmsgstr ""\n' + "\n".join(_quoted(line) for line in HEADER.splitlines(keepends=True))]
    for key, values in sorted(texts.items()):
        lines = [f"msgctxt {_quoted(key.context)}"] if key.context else []
        lines.append(f"msgid {_quoted(key.id)}")
        if key.plural:
            lines.append(f"msgid_plural {_quoted(key.plural)}")
            lines.extend(f"msgstr[{i}] {_quoted(value)}" for i, value in enumerate(values))
        else:
            lines.append(f"msgstr {_quoted(values[0])}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def compile_mo(texts: Mapping[Key, Texts]) -> bytes:
    """The binary form that gettext reads. Messages without a text are left out."""
    pairs = {b"": HEADER.encode()}
    for key, values in texts.items():
        if all(values):
            head = f"{key.context}\x04{key.id}" if key.context else key.id
            whole = f"{head}\0{key.plural}" if key.plural else head
            pairs[whole.encode()] = "\0".join(values).encode()
    ordered = sorted(pairs.items())
    ids = b"".join(id + b"\0" for id, _text in ordered)
    strings = b"".join(text + b"\0" for _id, text in ordered)
    count, start = len(ordered), 7 * 4 + 16 * len(ordered)
    id_table, text_table, at_id, at_text = b"", b"", start, start + len(ids)
    for id, text in ordered:
        id_table += struct.pack("<II", len(id), at_id)
        text_table += struct.pack("<II", len(text), at_text)
        at_id, at_text = at_id + len(id) + 1, at_text + len(text) + 1
    head_bytes = struct.pack("<7I", 0x950412DE, 0, count, 28, 28 + 8 * count, 0, 0)
    return head_bytes + id_table + text_table + ids + strings


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'
