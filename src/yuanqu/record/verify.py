"""Checking an export of the record, line by line, from the file alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from yuanqu.diagnostics import Diagnostic, Where, diagnose
from yuanqu.record.entry import GENESIS, canonical, digest_of, read_entry

HEADER = {"format": "yuanqu-record", "version": 1}
MOST = 50
"""Findings told one by one; a torn file has no more to say after that."""
LONGEST_LINE = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Head:
    """A published point of the chain: number and hash of the entry that stood last."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


@dataclass(frozen=True, slots=True)
class Verification:
    """`entries` read; `head` of the file; `covered`: number of the last published head the file was held against
    (0: none given, so only the chain's own consistency was checked)."""

    entries: int
    head: Head
    covered: int
    diagnostics: tuple[Diagnostic, ...]

    @property
    def ok(self) -> bool:
        return not self.diagnostics


def parse_head(text: str) -> Head:
    """`N:HASH` → Head. ValueError otherwise."""
    found = re.fullmatch(r"(\d{1,18}):([0-9a-f]{64})", text.strip())
    if not found:
        raise ValueError(text)
    return Head(int(found[1]), found[2])


def header_line() -> bytes:
    return canonical(HEADER) + b"\n"


def verify_export(lines: Iterable[bytes], heads: Sequence[Head] = (), *, source: str = "") -> Verification:
    """Hold an export against itself and against published heads.

    Found: an altered entry (its hash no longer fits), a removed or reordered one (numbers and `previous`), a file cut
    short of a published head, a chain forged anew (the head's hash differs). Entries after the last published head are
    only known to be consistent. Reads one line at a time.
    """
    findings: list[Diagnostic] = []
    wanted = {head.number: head.hash for head in heads}
    findings += [diagnose("REC-008", None, number=h.number) for h in heads if wanted[h.number] != h.hash]
    number, previous, row = 0, GENESIS, 0

    def say(code: str, **values: object) -> None:
        if len(findings) < MOST:
            findings.append(diagnose(code, Where(source, row=row), **values))

    for row, line in enumerate(lines, 1):
        if row == 1:
            if _parsed(line) != HEADER:
                say("REC-001")
            continue
        if len(line) > LONGEST_LINE:
            say("REC-002")
            continue
        try:
            entry = read_entry(_parsed(line))
        except ValueError:
            say("REC-002")
            number += 1  # an unreadable line stands for the entry it was
            previous = ""
            continue
        if entry.number != number + 1:
            say("REC-003", expected=number + 1, found=entry.number)
        if _hash(entry) != entry.hash:
            say("REC-004", number=entry.number)
        elif previous and entry.previous != previous and entry.number == number + 1:
            say("REC-005", number=entry.number)
        if entry.number in wanted and wanted.pop(entry.number) != entry.hash:
            say("REC-006", number=entry.number)
        number, previous = entry.number, entry.hash
    if row == 0:
        findings.append(diagnose("REC-001", Where(source)))
    findings += [diagnose("REC-007", Where(source), number=at, last=number) for at in sorted(wanted) if at]
    return Verification(
        entries=max(0, row - 1),
        head=Head(number, previous),
        covered=max((head.number for head in heads), default=0),
        diagnostics=tuple(findings),
    )


def _parsed(line: bytes) -> object:
    try:
        return json.loads(line, parse_float=_no_floats, parse_constant=_no_floats)
    except (ValueError, RecursionError):
        return None


def _no_floats(text: str) -> object:
    raise ValueError(text)


def _hash(entry: object) -> str:
    try:
        return digest_of(entry)  # type: ignore[arg-type]
    except (TypeError, ValueError, RecursionError):
        return ""
