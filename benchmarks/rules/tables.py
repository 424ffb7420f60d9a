"""Tables of 10, 100 and 3,000 rows over a number and over a quotient."""

from __future__ import annotations

from benchmarks.report import Agreement, Goal, Report, Row
from benchmarks.rounds import Worker, interleaved, ratio
from benchmarks.rules import data
from benchmarks.rules.workers.tables import KINDS, SIZES

NAMES = {"number": "a number", "quotient": "a quotient"}


def measure(report: Report, rows: int, runs: int) -> None:
    out, agreed = [], []
    with Worker("benchmarks.rules.workers.tables", data.firms(rows)) as worker:
        for kind in KINDS:
            taken = interleaved({str(size): (worker, f"{kind} {size}") for size in SIZES}, runs)
            for size in SIZES:
                spent = tuple(t.cpu for t in taken[str(size)])
                out.append(Row(f"table of {size:,} rows over {NAMES[kind]}", spent, "CPU-s"))
            times = tuple(ratio(taken["3000"], taken["100"]))
            out.append(Row(f"3,000 rows against 100, over {NAMES[kind]}", times, "×", Goal("≤", 1.5)))
            for size in SIZES:
                by_hand = worker.ask(f"{kind} {size} by hand").found
                same = by_hand == taken[str(size)][-1].found
                agreed.append(
                    Agreement(f"table of {size:,} rows over {NAMES[kind]} and the cuts joined by hand", same)
                )
    report.section(f"Large tables: {rows:,} firms", out, agreed)
