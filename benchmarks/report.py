"""What was measured, as one table; whether each goal is met; whether the answers agree."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median


@dataclass(frozen=True, slots=True)
class Goal:
    """`sign`: "≥", "≤" or "<"."""

    sign: str
    limit: float

    def met(self, measured: float) -> bool:
        if self.sign == "≥":
            return measured >= self.limit
        return measured <= self.limit if self.sign == "≤" else measured < self.limit


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: its runs, in `unit`; the goal is held against their median."""

    what: str
    runs: tuple[float, ...]
    unit: str
    goal: Goal | None = None

    @property
    def median(self) -> float:
        return median(self.runs)

    @property
    def met(self) -> bool | None:
        return self.goal.met(self.median) if self.goal else None

    @property
    def verdict(self) -> str:
        if self.goal is None:
            return ""
        limit, measured = f"{self.goal.limit:g}", shown(self.median)
        return f"goal {self.goal.sign} {limit}, measured {measured} {'✓' if self.met else '✗'}"


@dataclass(frozen=True, slots=True)
class Agreement:
    """Whether two sides gave the same answers. `exact`: they must; a peer in floating point need not."""

    what: str
    same: bool
    note: str = ""
    exact: bool = True


@dataclass(slots=True)
class Report:
    """Sections in their order, each with its rows; and the comparisons of answers."""

    head: list[str]
    sections: list[tuple[str, list[Row]]] = field(default_factory=list)
    agreements: list[Agreement] = field(default_factory=list)
    judged: bool = True
    """Whether the sizes are those that the goals are meant for."""

    def section(self, title: str, rows: Sequence[Row], agreements: Sequence[Agreement] = ()) -> None:
        self.sections.append((title, list(rows)))
        self.agreements += agreements

    @property
    def rows(self) -> list[Row]:
        return [row for _, rows in self.sections for row in rows]

    @property
    def ok(self) -> bool:
        """Whether all answers that must agree do; speed is not judged here."""
        return all(a.same for a in self.agreements if a.exact)

    def text(self) -> str:
        lines = [*self.head, ""]
        table = [("what", "median", "min – max", "unit", "goal")]
        for title, rows in self.sections:
            table.append((f"**{title}**", "", "", "", ""))
            for row in rows:
                span = f"{shown(min(row.runs))} – {shown(max(row.runs))}" if len(row.runs) > 1 else ""
                table.append(
                    (row.what, shown(row.median), span, row.unit, row.verdict if self.judged else "")
                )
        widths = [max(len(line[at]) for line in table) for at in range(5)]
        table.insert(1, tuple("-" * width for width in widths))  # type: ignore[arg-type]
        lines += [
            "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
            for line in table
        ]
        lines += ["", "Answers"]
        for found in self.agreements:
            state = (
                "the same ✓" if found.same else ("DIFFERENT ✗" if found.exact else "different, as floats are")
            )
            lines.append(f"- {found.what}: {state}{'. ' + found.note if found.note else ''}")
        if self.judged:
            met = [row.met for row in self.rows if row.goal]
            lines += ["", f"{sum(map(bool, met))} of {len(met)} goals met."]
        return "\n".join(lines)

    def write(self, path: Path) -> None:
        """The same as JSON, with every run."""
        rows = [
            {"section": title, **asdict(row), "median": row.median, "met": row.met}
            for title, rows in self.sections
            for row in rows
        ]
        found = {"head": self.head, "rows": rows, "answers": [asdict(a) for a in self.agreements]}
        path.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def shown(value: float) -> str:
    """Three significant digits, thousands grouped."""
    size = abs(value)
    if size >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if size >= 10 else f"{value:.2f}" if size >= 1 else f"{value:.3f}"
