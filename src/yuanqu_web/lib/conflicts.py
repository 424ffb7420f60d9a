"""Two people changed the same thing: the second is told what the first did, and chooses."""

from __future__ import annotations

from collections.abc import Mapping


class Conflict(Exception):  # noqa: N818 - what happened, not an error of the program
    """The row is no longer at the version that the writer saw. `yours`: what he wanted to write; `theirs`: what stands."""

    def __init__(self, kind: str, id: str, yours: Mapping[str, object], theirs: Mapping[str, object]) -> None:
        super().__init__(f"{kind} {id} was changed by someone else")
        self.kind, self.id, self.yours, self.theirs = kind, id, yours, theirs
