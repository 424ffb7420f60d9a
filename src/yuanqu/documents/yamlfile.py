"""YAML as our documents use it: plain mappings, lists and scalars, with the line of each entry.

Only null, true/false, integers, decimals and dates are told from text: `no` and `1:30` stay text.
Numbers with a point become Decimal, never float.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import yaml

from yuanqu.diagnostics import Diagnostic, Where, diagnose

Path = tuple[str | int, ...]
MAX_BYTES = 8_000_000
MAX_DEPTH = 30
MAX_NODES = 500_000


class _Loader(yaml.CSafeLoader):
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012


_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:null|~|)$"), ["n", "~", ""])
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), ["t", "f"])
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^-?\d+$"), list("-0123456789"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"^-?\d+\.\d+$"), list("-0123456789"))
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:timestamp", re.compile(r"^\d{4}-\d{2}-\d{2}$"), list("0123456789")
)


@dataclass(frozen=True, slots=True)
class YamlFile:
    """A parsed file. `lines`: 1-based line of the entry at each path."""

    name: str
    data: Any
    lines: Mapping[Path, int]
    diagnostics: tuple[Diagnostic, ...]


def read_yaml(content: bytes, name: str) -> YamlFile:
    """Parse one document. Syntax errors, duplicate keys and excess size are diagnostics."""
    if len(content) > MAX_BYTES:
        return YamlFile(name, None, {}, (diagnose("DOC-003", Where(name), limit=MAX_BYTES),))
    try:
        root = yaml.compose(content.decode("utf-8"), Loader=_Loader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = Where(name, row=mark.line + 1 if mark else None)
        reason = getattr(error, "problem", None) or str(error)
        return YamlFile(name, None, {}, (diagnose("DOC-002", where, reason=reason),))
    builder = _Builder(name)
    data = builder.build(root, ()) if root is not None else None
    return YamlFile(name, data, builder.lines, tuple(builder.found))


class _Builder:
    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[Path, int] = {}
        self.found: list[Diagnostic] = []

    def build(self, node: yaml.Node, path: Path) -> Any:
        self.lines[path] = node.start_mark.line + 1
        if len(path) > MAX_DEPTH or len(self.lines) > MAX_NODES:  # aliases can blow a small file up
            if not any(d.code == "DOC-003" for d in self.found):
                self.found.append(
                    diagnose("DOC-003", Where(self.name, row=self.lines[path]), limit=MAX_DEPTH)
                )
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child, (*path, index)) for index, child in enumerate(node.value)]
        return self._scalar(node, path)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in out:
                self.found.append(
                    diagnose("DOC-004", Where(self.name, row=key_node.start_mark.line + 1), key=key)
                )
            out[key] = self.build(value_node, (*path, key))
        return out

    def _scalar(self, node: yaml.Node, path: Path) -> Any:
        text = str(node.value)
        match node.tag.rpartition(":")[2]:
            case "null":
                return None
            case "bool":
                return text == "true"
            case "int":
                return int(text)
            case "float":
                return Decimal(text)
            case "timestamp":
                try:
                    return date.fromisoformat(text)
                except ValueError:
                    self.found.append(diagnose("DOC-005", Where(self.name, row=self.lines[path]), text=text))
                    return None
        return text
