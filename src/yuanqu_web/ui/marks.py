"""Small marks that a page shows hundreds of times: written once for each language."""

from __future__ import annotations

from functools import lru_cache

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yuanqu_web.ui.states import look


def state_mark(name: str, *, word: bool = True, label: str = "") -> SafeString:
    """Shape, word and colour of a state."""
    found = look(name)
    return _state(found.tone, found.shape, str(label or found.label), word)


@lru_cache(maxsize=500)
def _state(tone: str, shape: str, label: str, word: bool) -> SafeString:
    return format_html(
        '<span class="state {}"><svg aria-hidden="true" width="11" height="11"><use href="{}#{}"/></svg>'
        "<span{}>{}</span></span>",
        tone,
        static("ui/states.svg"),
        shape,
        "" if word else _HIDDEN,
        label,
    )


_HIDDEN = SafeString(' class="visually-hidden"')


def sample_mark() -> SafeString:
    """The mark of sample data."""
    return _sample(get_language() or "")


@lru_cache(maxsize=8)
def _sample(language: str) -> SafeString:
    return format_html(
        '<span class="sample-mark" title="{}">{}</span>',
        _("演示用的虚构数据，不是任何真实企业或城市的数字"),
        _("示例"),
    )
