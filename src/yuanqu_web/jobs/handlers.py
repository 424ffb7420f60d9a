"""What each kind of job does. A handler gets the job's arguments and a Progress; it must be repeatable."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

Arguments = Mapping[str, object]


class Progress(Protocol):
    """Tells how far the work is, renews the lease, and raises Cancelled when the job was asked to stop."""

    def __call__(self, done: int, total: int, zh: str = "", en: str = "") -> None: ...


Handler = Callable[[Arguments, Progress], None]

_HANDLERS: dict[str, Handler] = {}


class Cancelled(Exception):  # noqa: N818 - an order to stop, not an error
    """The job was asked to stop."""


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register the work of a kind of job."""

    def register(work: Handler) -> Handler:
        _HANDLERS[kind] = work
        return work

    return register


def handler_of(kind: str) -> Handler:
    """The work of a kind. KeyError for an unknown one."""
    return _HANDLERS[kind]
