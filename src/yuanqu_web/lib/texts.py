"""Texts that can't be kept: NUL, which PostgreSQL refuses, and halves of a character pair, which no file can hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase


def can_be_kept(text: str) -> bool:
    """Whether a text can be written to every database and sent back."""
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


class PlainTextMiddleware:
    """Answer 400 to an address or a form with NUL in it: no person types one, and each view would have to think of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> None:
        if request.path.startswith("/api/"):
            return  # the interface tells it in its own words
        given = [request.GET]
        if request.method == "POST" and (request.content_type or "").endswith(
            ("form-data", "form-urlencoded")
        ):
            given.append(request.POST)
        if "\0" in request.path or any(
            "\0" in text
            for query in given
            for name, texts in query.lists()
            for text in (name, *map(str, texts))
        ):
            raise BadRequest("NUL")
