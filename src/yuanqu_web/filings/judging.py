"""The values of a return read from what was typed, and what its rules say of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from yuanqu.diagnostics import Diagnostic
from yuanqu.filing import Finding, Rank, judge, read_cell
from yuanqu.filing.rules import context
from yuanqu.filing.states import long_enough
from yuanqu.values import Period
from yuanqu_web.filings.forms import Sheet
from yuanqu_web.filings.models import Filing
from yuanqu_web.filings.series import Beside, beside, single_values
from yuanqu_web.returns.codec import Fact


@dataclass(frozen=True, slots=True)
class Judged:
    """`values`: by field id, None where nothing or nothing readable stands. `problems`: unreadable cells.
    `single`: this period's own amounts. `findings`: rules that failed or can't be judged."""

    values: Mapping[str, Fact]
    single: Mapping[str, Fact]
    problems: Mapping[str, Diagnostic]
    findings: tuple[Finding, ...]
    reasons: Mapping[str, Mapping[str, object]]

    def failed(self, rank: str) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.outcome == "failed" and f.rule.rank == rank)

    @property
    def unexplained(self) -> tuple[Finding, ...]:
        """Failed rules of class B and C without a reason."""
        return tuple(f for f in self.findings if f.needs_reason and not self.explained(f))

    @property
    def unapproved(self) -> tuple[Finding, ...]:
        """Failed rules of class B whose reason the reviewer hasn't approved."""
        return tuple(f for f in self.failed("B") if not self.reasons.get(f.rule.id, {}).get("approved"))

    def explained(self, finding: Finding) -> bool:
        return long_enough(str(self.reasons.get(finding.rule.id, {}).get("text", "")))

    def counts(self) -> dict[str, int]:
        """For lists: failed rules by class, unread cells, rules that can't be judged, reasons still missing."""
        found = {rank.value: len(self.failed(rank)) for rank in Rank}
        found["unread"] = len(self.problems)
        found["unknown"] = sum(f.outcome == "unknown" for f in self.findings)
        found["unexplained"] = len(self.unexplained)
        found["unapproved"] = len(self.unapproved)
        return found


def read_cells(
    sheet: Sheet, cells: Mapping[str, str], unit: str
) -> tuple[dict[str, Fact], dict[str, Diagnostic]]:
    """Values and problems of what was typed, sums added up where their total was left to the page."""
    values: dict[str, Fact] = {}
    problems: dict[str, Diagnostic] = {}
    for field in sheet.asked:
        read = read_cell(field, cells.get(field.id, ""), sheet.symbol(field, unit))
        values[field.id] = read.value
        if read.problem:
            problems[field.id] = read.problem
    return values, problems


def judge_values(
    sheet: Sheet,
    period: Period,
    values: Mapping[str, Fact],
    past: Beside,
    register: Mapping[str, object],
    reasons: Mapping[str, Mapping[str, object]],
    problems: Mapping[str, Diagnostic] | None = None,
) -> Judged:
    single = single_values(sheet, period, values, past.months_before)
    found = judge(
        sheet.rules,
        context(
            sheet.schema,
            sheet.form,
            values=values,
            previous=past.previous,
            year_before=past.year_before,
            single=single if sheet.head.cumulative else None,
            register=register,
        ),
    )
    open_findings = tuple(one for one in found if one.outcome != "passed")
    return Judged(values, single, problems or {}, open_findings, reasons)


def judged(sheet: Sheet, filing: Filing, past: Beside | None = None) -> Judged:
    """What stands in a return, judged now."""
    period = Period.parse(filing.period)
    values, problems = read_cells(sheet, filing.cells, filing.unit)
    firm = filing.enterprise
    past = past or beside(sheet, firm, period)
    return judge_values(sheet, period, values, past, register_of(firm), filing.reasons, problems)


def register_of(firm: object) -> dict[str, object]:
    """What the register says of a firm, by field id."""
    names = ("code", "name", "place", "industry", "cluster", "founded_on")
    return {name: getattr(firm, name) or None for name in names}
