"""Checks a loaded pack: every rule below over the whole pack, every problem reported."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from yuanqu.diagnostics import Diagnostic
from yuanqu.packs.checks.cases import check_cases
from yuanqu.packs.checks.decisions import check_decisions
from yuanqu.packs.checks.filing import check_filing
from yuanqu.packs.checks.numbers import check_numbers
from yuanqu.packs.checks.proofs import check_proofs
from yuanqu.packs.checks.references import check_references
from yuanqu.packs.model import Pack

RULES: tuple[Callable[[Pack], Iterator[Diagnostic]], ...] = (
    check_references,
    check_numbers,
    check_decisions,
    check_proofs,
    check_cases,
    check_filing,
)


def check(pack: Pack) -> tuple[Diagnostic, ...]:
    """All findings, in the order of the rules."""
    return tuple(diagnostic for rule in RULES for diagnostic in rule(pack))
