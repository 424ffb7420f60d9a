"""Clauses in the search of the shell: by number (6.3, s6.3, 第六条) or by words of the summary."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from yuanqu.packs.model import Sentence, chinese_number
from yuanqu_web.policies.selectors import NoPack, current_pack
from yuanqu_web.ui.language import said
from yuanqu_web.ui.search import Hit
from yuanqu_web.ui.templatetags.yuanqu import clause_label

_NUMBER = re.compile(r"s?(\d{1,2})(?:\.(\d{1,2})?)?")


def find(query: str, request: HttpRequest, *, limit: int) -> Iterator[Hit]:
    """Sentences that match, in the order of the text."""
    try:
        pack = current_pack()
    except NoPack:
        return
    page = reverse("policies:policy")
    for sentence in pack.sentences:
        if _matches(sentence, query.casefold()):
            yield Hit(
                kind=_("条款"),
                title=clause_label(sentence.id),
                href=f"{page}#{sentence.id}",
                detail=said(sentence.summary),
            )


def _matches(sentence: Sentence, wanted: str) -> bool:
    if number := _NUMBER.fullmatch(wanted):
        same_article = sentence.article == int(number[1])
        return same_article and (number[2] is None or str(sentence.number).startswith(number[2]))
    if wanted.startswith("第"):
        label = f"第{chinese_number(sentence.article)}条第{sentence.number}句"
        if label.startswith(wanted):
            return True
    words = [sentence.summary, *(duty.summary for duty in sentence.duties)]
    return any(wanted in text.zh or wanted in text.en.casefold() for text in words)
