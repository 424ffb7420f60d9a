"""A bound on the work of a proof, so that a table too large to prove is said to be, not waited for."""

from __future__ import annotations

STEPS = 3_000_000


class TooLarge(Exception):  # noqa: N818 - turned into a diagnostic by the caller
    """The proof needs more steps than allowed."""


class Budget:
    """Steps left for the proof of one table."""

    __slots__ = ("left",)

    def __init__(self, steps: int = STEPS) -> None:
        self.left = steps

    def spend(self, steps: int) -> None:
        self.left -= steps
        if self.left < 0:
            raise TooLarge
