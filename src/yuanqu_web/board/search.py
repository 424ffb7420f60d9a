"""Targets in the search of the shell."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from yuanqu.powers import Act, may
from yuanqu_web.accounts.access import actor_of
from yuanqu_web.policies.selectors import NoPack, current_pack
from yuanqu_web.ui.language import said
from yuanqu_web.ui.search import Hit
from yuanqu_web.ui.templatetags.yuanqu import clause_label


def find(query: str, request: HttpRequest, *, limit: int) -> Iterator[Hit]:
    """Targets whose name holds the words, in either language."""
    if not may(actor_of(request), Act.BOARD_READ).allowed:
        return
    try:
        pack = current_pack()
    except NoPack:
        return
    wanted = query.casefold()
    for target in pack.targets.values():
        if wanted in f"{target.name.zh} {target.name.en}".casefold():
            yield Hit(
                kind=_("目标"),
                title=said(target.name),
                href=reverse("board:target", args=[target.id]),
                detail=clause_label(target.clause),
            )
