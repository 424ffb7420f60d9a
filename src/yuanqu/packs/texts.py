"""English of what the DMN files say in Chinese, and which of it is missing or stale."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping

from yuanqu.diagnostics import Diagnostic, Where, diagnose
from yuanqu.dmn import Model

Translations = Mapping[str, Mapping[str, tuple[str, str]]]


def english_texts(
    models: Mapping[str, Model], english: Translations, report: Callable[[Diagnostic], None]
) -> dict[str, dict[str, str]]:
    """File → element id → English. An element without English keeps its Chinese, and is reported."""
    out: dict[str, dict[str, str]] = {}
    for file, model in models.items():
        known = english.get(file, {})
        texts = out.setdefault(file, {})
        for id, zh in chinese_texts(model):
            if not zh or zh.isascii():
                continue
            en, sha = known.get(id, ("", ""))
            if not en:
                report(diagnose("PACK-044", Where(file, id), element=id, zh=zh))
            elif sha != zh_sha(zh):
                report(diagnose("PACK-045", Where(file, id), element=id, sha=zh_sha(zh)))
            texts[id] = en or zh
    return out


def chinese_texts(model: Model) -> Iterator[tuple[str, str]]:
    """Element id and what people read of it: its label or name, a rule's description, an annotation's text."""
    for element in model.tree.iter("{*}*"):
        id = element.get("id")
        if id is None:
            continue
        text = element.get("label") or element.get("name")
        if text is None and element.tag.rpartition("}")[2] in ("rule", "textAnnotation"):
            text = element.findtext("{*}description") or element.findtext("{*}text")
        if text:
            yield id, text.strip()


def zh_sha(text: str) -> str:
    """First 8 hex digits of the SHA-256 of a Chinese text, as texts.en.yaml keeps them."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]
