"""Parts of a page that look the same for everybody, written once and kept in this process."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from threading import Lock

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from yuanqu_web.ui.language import language
from yuanqu_web.ui.preferences import preferences_of

MOST_KEPT = 64
_kept: OrderedDict[Hashable, SafeString] = OrderedDict()
_lock = Lock()


def fragment(
    request: HttpRequest, template: str, key: Hashable, make: Callable[[], Mapping[str, object]]
) -> SafeString:
    """The template with what `make` gives. `key` names all that it is made of, besides the language and the reader's unit
    of money; nothing in it may be the reader's own."""
    whole = (template, language(), preferences_of(request).money, key)
    with _lock:
        if whole in _kept:
            _kept.move_to_end(whole)
            return _kept[whole]
    made = render_to_string(template, dict(make()), request)
    with _lock:
        _kept[whole] = made
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return made
