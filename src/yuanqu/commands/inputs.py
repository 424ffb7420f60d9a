"""Loading what commands are given: a pack, facts, observations, a date."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from yuanqu.commands.session import UNUSABLE, Session
from yuanqu.diagnostics import diagnose, has_errors
from yuanqu.facts import Facts
from yuanqu.facts.reading import read_facts
from yuanqu.indicators import Observation, read_observations
from yuanqu.packs import Pack, load


class Unusable(Exception):  # noqa: N818 - no fault of the program
    """An input can't be used; its diagnostics have been shown. Carries the exit code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def day(text: str) -> date:
    """An argparse type: 2014-09-30."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text}: 不是日期，写成 2014-09-30 / not a date, write 2014-09-30"
        ) from None


def open_pack(session: Session, path: str) -> Pack:
    loaded = load(path)
    if loaded.pack is None:
        raise Unusable(session.fail(UNUSABLE, loaded.diagnostics))
    return loaded.pack


def open_facts(session: Session, pack: Pack, path: str) -> Facts:
    """Facts from a workbook, CSV, Parquet or folder; all of it or nothing."""
    if not Path(path).exists():
        raise Unusable(session.fail(UNUSABLE, (diagnose("CLI-001", None, path=path),)))
    read = read_facts(Path(path), pack.schema)
    if read.facts is None:
        raise Unusable(session.fail(UNUSABLE, read.diagnostics))
    return read.facts


def open_observations(session: Session, pack: Pack, path: str | None) -> tuple[Observation, ...]:
    if path is None:
        return ()
    if not Path(path).is_file():
        raise Unusable(session.fail(UNUSABLE, (diagnose("CLI-001", None, path=path),)))
    read = read_observations(Path(path), pack.indicators)
    if has_errors(read.diagnostics):
        raise Unusable(session.fail(UNUSABLE, read.diagnostics))
    return read.observations
