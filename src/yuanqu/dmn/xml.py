"""Safe reading of DMN's XML: no document types, no entities, no network, bounded size and depth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from yuanqu.diagnostics import Diagnostic, Where, diagnose

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MAX_BYTES = 20_000_000
MAX_DEPTH = 80
VERSIONS = {
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}


def parse_xml(data: bytes, source: str) -> tuple[Element | None, list[Diagnostic]]:
    """The root element, or None and why."""
    from lxml import etree

    where = Where(source)
    if len(data) > MAX_BYTES:
        return None, [diagnose("DMN-002", where, limit=MAX_BYTES // 1_000_000)]
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        line = getattr(problem, "lineno", None)
        return None, [diagnose("DMN-001", Where(source, row=line), problem=getattr(problem, "msg", problem))]
    if getattr(root.getroottree().docinfo, "doctype", ""):
        return None, [diagnose("DMN-003", where)]
    if _too_deep(root):
        return None, [diagnose("DMN-004", where, limit=MAX_DEPTH)]
    return root, []


def _too_deep(root: Element) -> bool:
    depth = 0
    from lxml import etree

    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            return True
    return False


def version_of(root: Element) -> str:
    """1.3, 1.4 or 1.5; "" when the root is no DMN of these."""
    namespace, _, tag = root.tag[1:].partition("}") if root.tag.startswith("{") else ("", "", root.tag)
    return VERSIONS.get(namespace, "") if tag == "definitions" else ""


def local(element: Element) -> str:
    """The tag without namespace; "" for comments."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Element, *tags: str) -> Iterator[Element]:
    """The child elements of DMN's own namespace, of the given tags or of any."""
    namespace = element.tag.rpartition("}")[0] + "}"
    for child in element:
        if isinstance(child.tag, str) and child.tag.startswith(namespace):
            name = child.tag[len(namespace) :]
            if not tags or name in tags:
                yield child


def child(element: Element | None, *tags: str) -> Element | None:
    return next(children(element, *tags), None) if element is not None else None


def text_at(element: Element | None, *path: str) -> str:
    """The text of a descendant by tags; "" when it isn't there."""
    for tag in path:
        element = child(element, tag)
    return (element.text or "").strip() if element is not None else ""


def name_of(element: Element) -> str:
    return " ".join((element.get("name") or "").split())
