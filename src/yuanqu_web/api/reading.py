"""What a request says, read strictly: text that no database keeps is refused at the door."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Annotated, Any, cast

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja.parser import Parser
from pydantic import BeforeValidator

from yuanqu_web.api.problems import Refused

DEEPEST = 20


class StrictParser(Parser):
    """Refuses NUL and half characters, which PostgreSQL or SQLite would choke on, JSON nested beyond reason, and
    parameters given that are not the operation's own when they hold such text."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        try:
            found = json.loads(request.body, parse_constant=_no_constant)
        except RecursionError:
            raise ValueError("nested too deeply") from None
        check_text(found)
        return cast(dict[str, Any], found)

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        for key, values in data.lists():
            refuse_unstorable(key, *values)
        return super().parse_querydict(data, list_fields, request)


def check_text(value: object, depth: int = 0) -> None:
    """ValueError for text with NUL or half characters anywhere within a value, and for nesting beyond DEEPEST."""
    if depth > DEEPEST:
        raise ValueError("nested too deeply")
    if isinstance(value, str):
        if not is_storable(value):
            raise ValueError("text with NUL or half characters")
    elif isinstance(value, dict):
        for key, inner in value.items():
            check_text(key, depth + 1)
            check_text(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            check_text(inner, depth + 1)


def is_storable(text: str) -> bool:
    """Whether both databases keep a text as it is."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def refuse_unstorable(*texts: object) -> None:
    """422 for a path or query value that no database keeps."""
    if not all(is_storable(text) for text in texts if isinstance(text, str)):
        raise Refused(422, "invalid", _("请求的内容不合要求。"))


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def _iso(given: object) -> object:
    if given is None or isinstance(given, date):
        return given
    if isinstance(given, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", given):
        return given
    raise ValueError("a day is written YYYY-MM-DD")


Day = Annotated[date, BeforeValidator(_iso)]
"""A day, written YYYY-MM-DD and no other way."""
