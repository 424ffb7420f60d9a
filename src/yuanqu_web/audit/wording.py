"""What was done, and to what, in words. An application names its own in its AppConfig: `record_words`, from an action
("seat.give") or a kind of object ("account") to a label; kinds that come with a pack it tells by `record_kinds`, the path
of a function that gives kind → label in the language of the page."""

from __future__ import annotations

from functools import cache

from django.apps import apps
from django.utils.functional import Promise
from django.utils.module_loading import import_string

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


def kinds() -> dict[str, Label]:
    """The kinds of objects that come with the pack in use."""
    found: dict[str, Label] = {}
    for config in apps.get_app_configs():
        if provider := getattr(config, "record_kinds", ""):
            found |= import_string(provider)()
    return found


def known(name: str) -> bool:
    """Whether somebody gave it words: held for every action in the code by a test."""
    return name in _words()
