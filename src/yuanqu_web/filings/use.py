"""The law of data at the door: what single firms stated for statistics is never read to decide on that firm."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from yuanqu.facts import Field

Purpose = Literal["collection", "statistics", "decision"]


class NotForThis(PermissionError):  # noqa: N818 - what is refused
    """A value asked for a purpose that its permitted use excludes; `fields` are the ids."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        super().__init__(f"for statistics only: {', '.join(fields)}")
        self.fields = fields


def require(fields: Iterable[Field], purpose: Purpose) -> None:
    """Refuse to hand out statistical values of a single firm for a decision. NotForThis names the fields."""
    if purpose == "decision":
        refused = tuple(field.id for field in fields if field.use == "statistical")
        if refused:
            raise NotForThis(refused)
