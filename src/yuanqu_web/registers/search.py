"""Registers in the search of the shell."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse

from yuanqu.powers import Act, may
from yuanqu_web.accounts.access import actor_of, scope_of
from yuanqu_web.policies.selectors import current_pack
from yuanqu_web.registers.models import Entry, EntryState
from yuanqu_web.registers.query import matching
from yuanqu_web.registry.working import working_dataset
from yuanqu_web.ui.language import said
from yuanqu_web.ui.search import Hit


def find(query: str, request: HttpRequest, *, limit: int) -> Iterator[Hit]:
    """Entries of registers by name, number and pinyin; enterprises are found by their own search."""
    dataset = working_dataset()
    if dataset is None or not may(actor_of(request), Act.REGISTER_READ).allowed:
        return
    forms = {form.id: form for form in current_pack().schema.forms}
    rows = Entry.objects.filter(matching(query), dataset=dataset, state=EntryState.IN_FORCE)
    rows = rows.exclude(kind="enterprise")
    scoped = scope_of(request, Act.REGISTER_READ).filter(rows, enterprise="enterprise", place="place")
    for entry in scoped.order_by("pinyin", "pk")[:limit]:
        if form := forms.get(entry.form):
            yield Hit(
                kind=said(form.name),
                title=entry.title,
                href=reverse("registers:entry", args=[entry.form, entry.pk]),
                detail=entry.key,
                foreign=True,
            )
