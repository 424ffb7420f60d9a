"""What was done, and to what, in words. An application names its own in its AppConfig: `record_words`, from an action
("seat.give") or a kind of object ("account") to a label."""

from __future__ import annotations

from functools import cache

from django.apps import apps
from django.utils.functional import Promise

Label = str | Promise


@cache
def _words() -> dict[str, Label]:
    found: dict[str, Label] = {}
    for config in apps.get_app_configs():
        found |= getattr(config, "record_words", {})
    return found


def word(name: str) -> Label:
    """The words of an action or a kind; the name itself when nobody gave it words."""
    return _words().get(name, name)


def known(name: str) -> bool:
    """Whether somebody gave it words: held for every action in the code by a test."""
    return name in _words()
