"""The catalogue of all messages: one template per code, kept in `catalogue/<prefix>.py`.

A template is written once in each language and filled with the values of a diagnostic, so that one
finding can be shown in Chinese and in English. Modules of the catalogue are imported when first asked for.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Message:
    """A message template. `zh`, `en`: what is wrong; `hint_zh`, `hint_en`: what to do. Braces name values."""

    code: str
    severity: Severity
    zh: str
    en: str
    hint_zh: str = ""
    hint_en: str = ""


@cache
def _area(prefix: str) -> dict[str, Message]:
    module = importlib.import_module(f"yuanqu.diagnostics.catalogue.{prefix.lower()}")
    messages: tuple[Message, ...] = module.MESSAGES
    return {message.code: message for message in messages}


def message_of(code: str) -> Message:
    """The template of a code such as "FEEL-003". KeyError for a code outside the catalogue."""
    return _area(code.split("-", 1)[0])[code]


def all_messages() -> tuple[Message, ...]:
    """Every message of every area, ordered by code."""
    package = importlib.import_module("yuanqu.diagnostics.catalogue")
    areas = sorted(info.name for info in pkgutil.iter_modules(package.__path__))
    return tuple(sorted((m for area in areas for m in _area(area).values()), key=lambda m: m.code))
