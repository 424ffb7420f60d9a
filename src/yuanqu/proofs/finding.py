"""What a proof found of a table: kind, rows, witness, and the diagnostic that says it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from yuanqu.diagnostics import Diagnostic, Severity, Where, diagnose
from yuanqu.dmn.model import Table
from yuanqu.proofs.witness import Witness, in_short, in_words

Kind = Literal[
    "gap", "overlap", "exception", "unreachable", "null only", "same inputs", "duplicate", "no output", "output",
    "type", "unreadable", "too large", "null", "more", "unproved",
]  # fmt: skip
ANSWERABLE = (
    "gap",
    "overlap",
    "unreachable",
    "null only",
    "duplicate",
    "unreadable",
    "too large",
    "unproved",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """`rows`: numbers of the rows concerned, the one that wins or covers first. `key`: how a reading answers it.
    `place`: where it stands in the file."""

    kind: Kind
    table: str
    rows: tuple[int, ...]
    witness: tuple[Witness, ...]
    diagnostic: Diagnostic
    key: str
    place: Where

    @property
    def severity(self) -> Severity:
        return self.diagnostic.severity

    @property
    def answerable(self) -> bool:
        """Whether a reading can settle it. Rows that together give null under UNIQUE or ANY must be changed."""
        return self.kind in ANSWERABLE and not (self.kind == "overlap" and self.severity == "error")


def finding(
    code: str,
    kind: Kind,
    table: Table,
    name: str,
    *,
    rows: tuple[int, ...] = (),
    witness: tuple[Witness, ...] = (),
    where: Where | None = None,
    **values: object,
) -> Finding:
    """A finding with its diagnostic; the rows, the witness and the key are given to the message."""
    listed = ", ".join(str(row) for row in sorted(rows))
    tail = in_short(witness) if kind == "gap" else ",".join(str(row) for row in sorted(rows))
    key = " ".join(part for part in (f"{table.where.source}#{name}", kind.replace(" ", "-"), tail) if part)
    place = where or replace(table.where, row=rows[-1] if len(rows) == 1 else None)
    found = diagnose(
        code, place, rows=listed, witness=in_words(witness, "zh"), witness_en=in_words(witness, "en"), key=key, **values
    )  # fmt: skip
    return Finding(kind, name, rows, witness, found, key, place)
