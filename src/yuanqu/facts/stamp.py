"""The version stamp that templates and exported workbooks carry: schema, and where the data come from."""

from __future__ import annotations

import re
from typing import cast

from yuanqu.facts.data import Origin, OriginKind
from yuanqu.facts.fields import Schema
from yuanqu.values import Text

PREFIX = "yuanqu-facts/1"
_STAMP = re.compile(
    rf"{PREFIX} schema=([0-9a-f]{{16}})(?: origin=(published|sample|own))?(?: seed=(-?\d{{1,18}}))?"
)


def make_stamp(schema: Schema, origin: Origin | None = None) -> str:
    """One line; without an origin for an empty template."""
    text = f"{PREFIX} schema={schema.digest[:16]}"
    if origin is not None:
        text += f" origin={origin.kind}"
        text += f" seed={origin.seed}" if origin.seed is not None else ""
    return text


def schema_of_stamp(stamp: str) -> str:
    """The first digits of the schema's digest; empty when the stamp is not readable."""
    match = _STAMP.fullmatch(stamp.strip())
    return match[1] if match else ""


def origin_of_stamp(stamp: str, title: str) -> Origin | None:
    """The origin, so that sample data stay marked as such on their way through a workbook."""
    match = _STAMP.fullmatch(stamp.strip())
    if match is None or match[2] is None:
        return None
    seed = int(match[3]) if match[3] else None
    return Origin(cast(OriginKind, match[2]), Text(title, title), seed=seed)
